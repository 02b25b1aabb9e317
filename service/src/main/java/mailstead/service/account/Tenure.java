package mailstead.service.account;

import java.util.Optional;
import mailstead.mail.Reason;

/**
 * Whether somebody who has logged in may stay: suspending a customer, a domain or an account ends
 * what is going on, too. Confined to its session.
 */
@FunctionalInterface
public interface Tenure {

    /**
     * Why the session must end now: {@code ACCOUNT_SUSPENDED}, also when the account is no more, or
     * {@code SERVICE_NOT_ALLOWED}, or {@code CREDENTIALS_WRONG} when the app password that was used
     * has been removed or has expired. Empty as long as it need not end, and when nobody can tell.
     * May be asked before each command: it looks into the directory once in two seconds at most.
     */
    Optional<Reason> ended();
}
