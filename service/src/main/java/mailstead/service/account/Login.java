package mailstead.service.account;

import mailstead.mail.Subscriber;
import mailstead.spi.Account;

/**
 * Who is logged in: the account as it was at log-in. Immutable. Protocols hand it on and do not
 * look inside.
 */
public final class Login {

    private final Account account;

    public Login(Account account) {
        this.account = account;
    }

    public String name() {
        return account.login();
    }

    public Subscriber subscriber() {
        return new Subscriber(account.login(), account.customerId());
    }

    /** For services. */
    public Account account() {
        return account;
    }

    @Override
    public String toString() {
        return "Login[" + name() + "]";
    }
}
