package mailstead.maildir.files;

import java.io.IOException;

/** The account's quota leaves no room for the message. */
public final class MailboxFull extends IOException {

    private static final long serialVersionUID = 1L;

    public MailboxFull() {
        super("over quota");
    }
}
