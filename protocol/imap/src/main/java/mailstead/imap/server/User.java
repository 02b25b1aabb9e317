package mailstead.imap.server;

import mailstead.service.account.Login;
import mailstead.service.mailbox.UserMailboxes;

/** Who has logged in, and what they see. */
record User(Login login, UserMailboxes mailboxes) {

    String name() {
        return login.name();
    }
}
