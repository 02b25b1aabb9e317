package mailstead.imap.server;

import mailstead.service.account.Login;
import mailstead.service.mailbox.UserMailboxes;

/** Who has logged in, what they see, and what they have done. */
record User(Login login, UserMailboxes mailboxes, Tally tally) {

    String name() {
        return login.name();
    }
}
