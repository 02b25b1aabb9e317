package mailstead.smtp.server;

import java.nio.ByteBuffer;
import mailstead.mail.Content;
import mailstead.mail.MailException;

/**
 * Where content goes that is too long for memory: files of this machine, supplied by {@code node}.
 * Shared.
 */
@FunctionalInterface
public interface Overflow {

    /**
     * A new empty area. Space that is not to be had is a {@code TemporaryFailure} with {@code
     * STORAGE_UNAVAILABLE}.
     */
    Area open() throws MailException;

    /**
     * One message's octets, for one session, until closed. What is in it need not survive the
     * process.
     */
    interface Area extends Content, AutoCloseable {

        /** Takes all that remains in the buffer. */
        void append(ByteBuffer octets) throws MailException;

        /** Forgets the content. Never fails; may be called again. */
        @Override
        void close();
    }
}
