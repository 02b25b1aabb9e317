package mailstead.maildir;

import java.io.IOException;

/** The account's quota leaves no room for the message. */
final class MailboxFull extends IOException {

    private static final long serialVersionUID = 1L;

    MailboxFull() {
        super("over quota");
    }
}
