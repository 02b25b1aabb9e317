package mailstead.service.account;

import java.util.Optional;
import mailstead.mail.Subscriber;
import mailstead.spi.Account;

/**
 * Who is logged in: the account as it was at log-in. Immutable. Protocols hand it on and do not
 * look inside.
 */
public final class Login {

    private final Account account;
    private final Optional<String> appPassword;

    public Login(Account account) {
        this(account, Optional.empty());
    }

    /**
     * @param appPassword the id of the app password that let them in, if one did
     */
    public Login(Account account, Optional<String> appPassword) {
        this.account = account;
        this.appPassword = appPassword;
    }

    public String name() {
        return account.login();
    }

    public Subscriber subscriber() {
        return new Subscriber(account.login(), account.customerId());
    }

    /** The id of the app password that let them in, if one did. */
    public Optional<String> appPassword() {
        return appPassword;
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
