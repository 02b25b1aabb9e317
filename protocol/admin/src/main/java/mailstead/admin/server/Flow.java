package mailstead.admin.server;

import java.io.IOException;
import mailstead.mail.MailException;

/** An answer's body that is made while it is sent. */
@FunctionalInterface
interface Flow {

    /**
     * @throws IOException if the client is gone
     * @throws MailException when it cannot go on: the answer is cut off, so that nobody takes it
     *     for the whole
     */
    void into(Lines lines) throws IOException, MailException;
}
