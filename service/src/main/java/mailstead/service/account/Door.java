package mailstead.service.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.Directory;
import mailstead.spi.MailService;
import mailstead.spi.Status;

/**
 * What every way to log in has in common: who must wait, who somebody is, and who may come in once
 * their credentials were right. Shared.
 */
final class Door {

    /** RFC 5321 section 4.5.3.1.3 allows addresses of 254 octets; logins are shorter. */
    private static final int NAME_CHARACTERS_MAX = 254;

    private static final Duration USE_NOTED_FOR = Duration.ofHours(1);
    private static final int USES_REMEMBERED_MAX = 100_000;

    private final Directory directory;
    private final Throttle throttle;
    private final InstantSource clock;
    private final Cache<Use, Boolean> usesNoted;

    Door(Directory directory, LoginLimits limits, InstantSource clock) {
        this.directory = directory;
        this.throttle = new Throttle(limits, clock);
        this.clock = clock;
        this.usesNoted =
                Caffeine.newBuilder()
                        .maximumSize(USES_REMEMBERED_MAX)
                        .expireAfterWrite(USE_NOTED_FOR)
                        .ticker(() -> Ticks.nanos(clock))
                        .executor(Runnable::run)
                        .build();
    }

    private record Use(String login, String appPasswordId) {}

    Instant now() {
        return clock.instant();
    }

    /** Before anything is done for a client. */
    void demandOpen(Attempt attempt) throws TemporaryFailure {
        if (throttle.isShut(attempt.client())) {
            throw tooManyFailures();
        }
    }

    /** Looks the name up, unless its client must wait first. */
    Optional<Account> find(Attempt attempt, String name) throws MailException {
        demandOpen(attempt);
        Optional<Account> found = lookUp(name);
        if (throttle.isShut(attempt.client(), key(found, name))) {
            throw concerning(found, tooManyFailures());
        }
        return found;
    }

    Optional<Account> lookUp(String name) throws MailException {
        if (name.isEmpty() || name.length() > NAME_CHARACTERS_MAX) {
            return Optional.empty();
        }
        return directory.accountNamed(name);
    }

    private static TemporaryFailure tooManyFailures() {
        return new TemporaryFailure(Reason.OVER_LIMIT, "too many failed log-ins, try again later");
    }

    /**
     * By what failures are counted: the login, so that an account's addresses do not multiply the
     * guesses.
     */
    static String key(Optional<Account> account, String name) {
        return account.map(Account::login).orElseGet(() -> fold(clip(name)));
    }

    /** The credentials were wrong. */
    Outcome failed(Attempt attempt, Optional<Account> account, String name) {
        throttle.failed(attempt.client(), key(account, name));
        return new Outcome.Refused(refusal(account));
    }

    private static Refusal refusal(Optional<Account> account) {
        return new Refusal(Reason.CREDENTIALS_WRONG, account.map(Account::customerId));
    }

    /** So that the log can name the customer. */
    static MailException concerning(Optional<Account> account, MailException failure) {
        return account.isPresent() ? failure.concerning(account.get().customerId()) : failure;
    }

    /** What was shown is nobody's, whoever it is shown for: it was no guess at one account. */
    void failed(Attempt attempt) {
        throttle.failed(attempt.client());
    }

    /** What comes of a log-in if this is the account. */
    interface Verdict {
        Outcome on(Optional<Account> account) throws MailException;
    }

    /**
     * What comes of it; before an account is refused, it is asked for anew: its password may have
     * been changed, or its service resumed, where a copy of the directory does not show it yet.
     */
    Outcome confirmed(Optional<Account> found, Verdict verdict) throws MailException {
        try {
            Outcome outcome = verdict.on(found);
            if (found.isEmpty() || outcome instanceof Outcome.Accepted) {
                return outcome;
            }
            Optional<Account> now = directory.accountNow(found.get().login());
            return now.equals(found) ? outcome : verdict.on(now);
        } catch (MailException failure) {
            throw concerning(found, failure);
        }
    }

    /** Whether the account looks different from what was found. */
    boolean hasChanged(Account found) throws MailException {
        try {
            return !directory.accountNow(found.login()).equals(Optional.of(found));
        } catch (MailException failure) {
            throw failure.concerning(found.customerId());
        }
    }

    /**
     * Who it is by what a provider or an authority says, and whether they may come in. Where a
     * client also says whom it means, by whichever of their names, it must be the same.
     */
    Outcome admitNamed(Attempt attempt, String authorizationId, String name) throws MailException {
        Optional<Account> found = find(attempt, name);
        if (found.isEmpty()) {
            failed(attempt);
            return new Outcome.Refused(refusal(found));
        }
        if (!authorizationId.isEmpty()) {
            Optional<String> meant = lookUp(authorizationId).map(Account::login);
            if (!meant.equals(found.map(Account::login))) {
                failed(attempt);
                return new Outcome.Refused(refusal(found));
            }
        }
        return confirmed(
                found,
                account ->
                        account.isPresent()
                                ? decide(attempt, "", name, account.get(), Credential.OWN)
                                : new Outcome.Refused(refusal(account)));
    }

    /** The credentials were right: may they come in? */
    Outcome decide(
            Attempt attempt,
            String authorizationId,
            String name,
            Account account,
            Credential credential) {
        throttle.succeeded(attempt.client(), account.login());
        if (!isOneself(authorizationId, name, account)) {
            return new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG, account.customerId()));
        }
        Optional<Reason> obstacle = obstacle(account, credential, attempt.service());
        if (obstacle.isPresent()) {
            return new Outcome.Refused(Refusal.of(obstacle.get(), account.customerId()));
        }
        credential.appPassword().ifPresent(used -> noteUse(account, used));
        return new Outcome.Accepted(
                new Login(account, credential.appPassword().map(AppPassword::id)));
    }

    /** What keeps whoever has these credentials from using a service. */
    static Optional<Reason> obstacle(Account account, Credential credential, Service service) {
        if (account.standing() != Status.ACTIVE) {
            return Optional.of(Reason.ACCOUNT_SUSPENDED);
        }
        return credential.allows(account, serviceOf(service))
                ? Optional.empty()
                : Optional.of(Reason.SERVICE_NOT_ALLOWED);
    }

    private void noteUse(Account account, AppPassword used) {
        Use use = new Use(account.login(), used.id());
        if (usesNoted.asMap().putIfAbsent(use, true) != null) {
            return;
        }
        try {
            directory.noteAppPasswordUse(use.login, use.appPasswordId, clock.instant());
        } catch (MailException _) {
            // A directory that does not answer is told of elsewhere; this is tried again in an
            // hour, and nobody is kept out for it.
        }
    }

    private static boolean isOneself(String authorizationId, String name, Account account) {
        return authorizationId.isEmpty()
                || authorizationId.equals(name)
                || fold(authorizationId).equals(account.login());
    }

    private static MailService serviceOf(Service service) {
        return switch (service) {
            case POP3 -> MailService.POP3;
            case IMAP -> MailService.IMAP;
            case SUBMISSION -> MailService.SUBMISSION;
            case WEBMAIL -> MailService.WEBMAIL;
            case MANAGESIEVE -> MailService.MANAGESIEVE;
        };
    }

    private static String clip(String name) {
        return name.length() > NAME_CHARACTERS_MAX ? name.substring(0, NAME_CHARACTERS_MAX) : name;
    }

    /** ASCII only, in no locale. */
    private static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }
}
