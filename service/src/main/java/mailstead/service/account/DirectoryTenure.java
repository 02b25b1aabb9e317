package mailstead.service.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.spi.Account;
import mailstead.spi.Directory;

/** As long as the directory says so. Confined to its session. */
final class DirectoryTenure implements Tenure {

    private static final Duration ASK_EVERY = Duration.ofSeconds(2);

    private final Directory directory;
    private final InstantSource clock;
    private final Login login;
    private final Service service;
    private Instant asked;

    DirectoryTenure(Directory directory, InstantSource clock, Login login, Service service) {
        this.directory = directory;
        this.clock = clock;
        this.login = login;
        this.service = service;
        this.asked = clock.instant();
    }

    @Override
    public Optional<Reason> ended() {
        Instant now = clock.instant();
        Duration since = Duration.between(asked, now);
        if (!since.isNegative() && since.compareTo(ASK_EVERY) < 0) {
            return Optional.empty();
        }
        asked = now;
        try {
            // A copy of the directory may not show yet that service was resumed.
            return obstacle(directory.account(login.name())).isEmpty()
                    ? Optional.empty()
                    : obstacle(directory.accountNow(login.name()));
        } catch (MailException _) {
            // Nobody is turned out on a doubt; who answers next time decides.
            return Optional.empty();
        }
    }

    private Optional<Reason> obstacle(Optional<Account> account) {
        if (account.isEmpty()) {
            return Optional.of(Reason.ACCOUNT_SUSPENDED);
        }
        Optional<Credential> shown =
                Credential.of(login, account.get()).filter(each -> each.isValid(asked));
        return shown.isEmpty()
                ? Optional.of(Reason.CREDENTIALS_WRONG)
                : Door.obstacle(account.get(), shown.get(), service);
    }
}
