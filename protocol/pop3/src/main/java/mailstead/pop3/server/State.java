package mailstead.pop3.server;

import java.util.Optional;
import mailstead.service.account.Login;
import mailstead.service.account.Tenure;

/** The states of RFC 1939 section 3; UPDATE is the work of QUIT and lasts no longer. */
sealed interface State {

    /**
     * @param user whom USER named, if that was the command before
     */
    record Authorization(Optional<String> user) implements State {
        static final Authorization FRESH = new Authorization(Optional.empty());
    }

    record Transaction(Login login, Tenure tenure, NumberedMaildrop maildrop) implements State {}

    /** The conversation is over once the present answer is sent. */
    record Closing() implements State {}
}
