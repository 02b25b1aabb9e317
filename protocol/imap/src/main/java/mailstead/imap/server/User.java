package mailstead.imap.server;

import java.util.Optional;
import mailstead.mail.Reason;
import mailstead.service.account.Login;
import mailstead.service.account.Tenure;
import mailstead.service.mailbox.UserMailboxes;

/** Who has logged in, whether they may stay, what they see, and what they have done. */
record User(Login login, Tenure tenure, UserMailboxes mailboxes, Tally tally) {

    /** Before anything is done for them or told to them. */
    void check() throws TurnedOut {
        Optional<Reason> ended = tenure.ended();
        if (ended.isPresent()) {
            throw new TurnedOut(ended.get());
        }
    }

    String name() {
        return login.name();
    }
}
