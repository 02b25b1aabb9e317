package mailstead.service.account;

import java.time.Instant;
import java.util.Optional;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.MailService;

/**
 * What somebody showed who may come in: something that stands for the whole account, or one of its
 * app passwords. Immutable.
 *
 * @param appPassword empty for the account's own password, a token, a certificate
 */
record Credential(Optional<AppPassword> appPassword) {

    static final Credential OWN = new Credential(Optional.empty());

    static Credential of(AppPassword appPassword) {
        return new Credential(Optional.of(appPassword));
    }

    /** What somebody logged in with, if the account still has it. */
    static Optional<Credential> of(Login login, Account account) {
        return login.appPassword().isEmpty()
                ? Optional.of(OWN)
                : account.appPasswords().stream()
                        .filter(each -> each.id().equals(login.appPassword().get()))
                        .map(Credential::of)
                        .findFirst();
    }

    /** Whether it still lets anybody in. */
    boolean isValid(Instant now) {
        return appPassword.isEmpty() || !appPassword.get().hasExpired(now);
    }

    boolean allows(Account account, MailService service) {
        return account.services().contains(service)
                && (appPassword.isEmpty() || appPassword.get().services().contains(service));
    }
}
