package mailstead.service.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.ScramKeys;
import mailstead.service.password.PasswordHashes;
import mailstead.service.password.ScramVerifier;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.MailService;
import mailstead.spi.Status;

/**
 * Log-in against the directory's verifiers. Shared. Accepts an account's login or, if nobody has
 * that login, any of its addresses. Whoever is unknown costs the same hash work as whoever is not;
 * why an account may not come in is told only to those who knew its password. See {@code
 * docs/design/accounts.md}.
 */
public final class PasswordAuthentication implements Authentication {

    /** RFC 5321 section 4.5.3.1.3 allows addresses of 254 octets; logins are shorter. */
    private static final int NAME_CHARACTERS_MAX = 254;

    private static final int MADE_UP_SALT_OCTETS = 16;
    private static final Duration SCRAM_READY_FOR = Duration.ofSeconds(5);
    private static final Duration UPGRADE_AGAIN_AFTER = Duration.ofHours(1);
    private static final int UPGRADES_REMEMBERED_MAX = 100_000;

    private final Directory directory;
    private final PasswordHashes hashes;
    private final EventSink events;
    private final InstantSource clock;
    private final Throttle throttle;
    private final RightPasswords rightPasswords;
    private final boolean upgrades;
    private final byte[] secret;
    private final List<String> dummyVerifiers;
    private final Cache<String, Boolean> upgradesTried;
    private final AtomicReference<Readiness> scramReadiness =
            new AtomicReference<>(new Readiness(false, Instant.MIN));

    /**
     * @param upgrades whether a log-in may replace a weak verifier and add SCRAM keys
     * @param secret makes up SCRAM salts for unknown names, 16 octets or more; the same on all
     *     nodes of a cluster, or else a client that compares two nodes learns who exists
     * @param random unpredictable, {@code SecureRandom}
     */
    public PasswordAuthentication(
            Directory directory,
            PasswordHashes hashes,
            LoginLimits limits,
            boolean upgrades,
            byte[] secret,
            EventSink events,
            InstantSource clock,
            RandomGenerator random) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("the secret needs 16 octets");
        }
        this.directory = directory;
        this.hashes = hashes;
        this.events = events;
        this.clock = clock;
        this.upgrades = upgrades;
        this.secret = secret.clone();
        this.throttle = new Throttle(limits, clock);
        this.rightPasswords = new RightPasswords(limits, random, clock);
        this.dummyVerifiers = hashes.unmatched();
        this.upgradesTried =
                Caffeine.newBuilder()
                        .maximumSize(UPGRADES_REMEMBERED_MAX)
                        .expireAfterWrite(UPGRADE_AGAIN_AFTER)
                        .ticker(() -> Ticks.nanos(clock))
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Outcome verify(Attempt attempt, String authorizationId, String name, byte[] password)
            throws MailException {
        Optional<Account> found = find(attempt, name);
        return confirmed(
                found, account -> check(attempt, authorizationId, name, account, password));
    }

    /** What comes of a log-in if this is the account. */
    private interface Verdict {
        Outcome on(Optional<Account> account) throws MailException;
    }

    /**
     * What comes of it; before an account is refused, it is asked for anew: its password may have
     * been changed, or its service resumed, where a copy of the directory does not show it yet.
     */
    private Outcome confirmed(Optional<Account> found, Verdict verdict) throws MailException {
        Outcome outcome = verdict.on(found);
        if (found.isEmpty() || outcome instanceof Outcome.Accepted) {
            return outcome;
        }
        Optional<Account> now = directory.accountNow(found.get().login());
        return now.equals(found) ? outcome : verdict.on(now);
    }

    private Outcome check(
            Attempt attempt,
            String authorizationId,
            String name,
            Optional<Account> found,
            byte[] password)
            throws MailException {
        if (found.isEmpty() || found.get().verifiers().isEmpty()) {
            pretendToCheck(password);
            throttle.failed(attempt.client(), key(found, name));
            return new Outcome.Refused(Reason.CREDENTIALS_WRONG);
        }
        Account account = found.get();
        if (!rightPasswords.contains(account, password)) {
            switch (find(attempt, account, password)) {
                case Finding.Fits(String verifier) -> {
                    rightPasswords.add(account, password);
                    upgrade(attempt, account, verifier, password);
                }
                case Finding.Wrong _ -> {
                    throttle.failed(attempt.client(), account.login());
                    return new Outcome.Refused(Reason.CREDENTIALS_WRONG);
                }
                case Finding.Shut _ -> {
                    return new Outcome.Refused(Reason.ACCOUNT_SUSPENDED);
                }
            }
        }
        return decide(attempt, authorizationId, name, account);
    }

    /** Costs what checking a wrong password of somebody costs. */
    private void pretendToCheck(byte[] password) throws MailException {
        List<String> decoys = directory.decoyVerifiers();
        for (String verifier : decoys.isEmpty() ? dummyVerifiers : decoys) {
            verify(verifier, password);
        }
    }

    @Override
    public ScramKeys scramKeys(Attempt attempt, String name) throws MailException {
        Optional<Account> found = find(attempt, name);
        return found.flatMap(PasswordAuthentication::scramVerifier)
                .map(keys ->
                        new ScramKeys(
                                true,
                                keys.salt(),
                                keys.iterations(),
                                keys.storedKey(),
                                keys.serverKey()))
                .orElseGet(() -> madeUp(key(found, name)));
    }

    @Override
    public Outcome admit(Attempt attempt, String authorizationId, String name)
            throws MailException {
        Optional<Account> found = find(attempt, name);
        return confirmed(
                found,
                account ->
                        account.isPresent()
                                ? decide(attempt, authorizationId, name, account.get())
                                : new Outcome.Refused(Reason.CREDENTIALS_WRONG));
    }

    @Override
    public Reason rejected(Attempt attempt, String name) throws MailException {
        Optional<Account> known = lookUp(name);
        throttle.failed(attempt.client(), key(known, name));
        if (known.isPresent() && !directory.accountNow(known.get().login()).equals(known)) {
            // The client proved something about keys that were replaced: the next try tells.
            return Reason.DIRECTORY_UNAVAILABLE;
        }
        return Reason.CREDENTIALS_WRONG;
    }

    @Override
    public Tenure tenure(Attempt attempt, Login login) {
        return new DirectoryTenure(directory, clock, login.name(), attempt.service());
    }

    @Override
    public boolean isScramReady() {
        Readiness last = scramReadiness.get();
        Instant now = clock.instant();
        if (now.isBefore(last.until)
                && last.until.isBefore(now.plus(SCRAM_READY_FOR.multipliedBy(2)))) {
            return last.ready;
        }
        boolean ready;
        try {
            ready = directory.isScramReady();
        } catch (MailException _) {
            ready = false;
        }
        scramReadiness.set(new Readiness(ready, now.plus(SCRAM_READY_FOR)));
        return ready;
    }

    private record Readiness(boolean ready, Instant until) {}

    /** Looks the name up, unless its client must wait first. */
    private Optional<Account> find(Attempt attempt, String name) throws MailException {
        if (throttle.isShut(attempt.client())) {
            throw tooManyFailures();
        }
        Optional<Account> found = lookUp(name);
        if (throttle.isShut(attempt.client(), key(found, name))) {
            throw tooManyFailures();
        }
        return found;
    }

    private Optional<Account> lookUp(String name) throws MailException {
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
    private String key(Optional<Account> account, String name) {
        return account.map(Account::login).orElseGet(() -> fold(clip(name)));
    }

    /** What the verifiers of an account say about a password. */
    private sealed interface Finding {
        record Fits(String verifier) implements Finding {}

        record Wrong() implements Finding {}

        record Shut() implements Finding {}
    }

    /** All verifiers are tried until one fits; if none can be read, nobody can say "wrong". */
    private Finding find(Attempt attempt, Account account, byte[] password) throws MailException {
        int readable = 0;
        for (String verifier : account.verifiers()) {
            switch (verify(verifier, password)) {
                case RIGHT -> {
                    return new Finding.Fits(verifier);
                }
                case SHUT -> {
                    return new Finding.Shut();
                }
                case WRONG -> readable++;
                case UNREADABLE -> {}
            }
        }
        if (readable == 0) {
            events.emit(
                    new Event.Trouble(
                            attempt.session(),
                            Reason.INTERNAL_ERROR,
                            "no password verifier of account " + account.login() + " can be read",
                            "set the account's password anew",
                            Optional.empty()));
            throw new TemporaryFailure(Reason.INTERNAL_ERROR, "the password cannot be checked now");
        }
        return new Finding.Wrong();
    }

    /** What one verifier says. */
    private enum Match {
        RIGHT,
        WRONG,
        SHUT,
        UNREADABLE
    }

    private Match verify(String verifier, byte[] password) throws MailException {
        Optional<DirectoryVerifier> elsewhere = DirectoryVerifier.parse(verifier);
        if (elsewhere.isPresent()) {
            return switch (directory.checkPassword(elsewhere.get(), password)) {
                case RIGHT -> Match.RIGHT;
                case WRONG -> Match.WRONG;
                case SHUT -> Match.SHUT;
            };
        }
        return switch (hashes.verify(verifier, password)) {
            case RIGHT -> Match.RIGHT;
            case WRONG -> Match.WRONG;
            case UNREADABLE -> Match.UNREADABLE;
        };
    }

    private Outcome decide(Attempt attempt, String authorizationId, String name, Account account) {
        throttle.succeeded(attempt.client(), account.login());
        if (!isOneself(authorizationId, name, account)) {
            return new Outcome.Refused(Reason.CREDENTIALS_WRONG);
        }
        return obstacle(account, attempt.service())
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> new Outcome.Accepted(new Login(account)));
    }

    /** What keeps the owner of an account from using a service. */
    static Optional<Reason> obstacle(Account account, Service service) {
        if (account.standing() != Status.ACTIVE) {
            return Optional.of(Reason.ACCOUNT_SUSPENDED);
        }
        return account.services().contains(serviceOf(service))
                ? Optional.empty()
                : Optional.of(Reason.SERVICE_NOT_ALLOWED);
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

    /**
     * Replaces a weak verifier and adds SCRAM keys. Keys are made only for accounts with a single
     * password: with several, SCRAM would work for one of them and mislead about the others.
     */
    private void upgrade(Attempt attempt, Account account, String matching, byte[] password) {
        if (!upgrades || DirectoryVerifier.parse(matching).isPresent()) {
            return;
        }
        boolean weak = !hashes.isCurrent(matching);
        boolean keysMissing =
                account.verifiers().size() == 1 && ScramVerifier.parse(matching).isEmpty();
        if (!weak && !keysMissing
                || upgradesTried.asMap().putIfAbsent(account.login(), true) != null) {
            return;
        }
        try {
            List<String> replacements = new ArrayList<>();
            if (ScramVerifier.parse(matching).isPresent()) {
                replacements.add(hashes.makeScram(password));
            } else {
                replacements.add(weak ? hashes.makeArgon2id(password) : matching);
                if (keysMissing) {
                    replacements.add(hashes.makeScram(password));
                }
            }
            // A slow hash may have come and gone meanwhile; the directory replaces only what is
            // still there.
            directory.upgradeVerifier(account.login(), matching, replacements);
        } catch (MailException failure) {
            events.emit(
                    new Event.Trouble(
                            attempt.session(),
                            failure.reason(),
                            "the password hash of account "
                                    + account.login()
                                    + " could not be renewed",
                            "nothing: the next log-in tries again in an hour",
                            Optional.of(failure)));
        }
    }

    private static Optional<ScramVerifier> scramVerifier(Account account) {
        return account.verifiers().stream()
                .map(ScramVerifier::parse)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private ScramKeys madeUp(String key) {
        return new ScramKeys(
                false,
                Arrays.copyOf(madeUp("salt", key), MADE_UP_SALT_OCTETS),
                hashes.settings().scramIterations(),
                madeUp("stored key", key),
                madeUp("server key", key));
    }

    private byte[] madeUp(String what, String key) {
        return new KeyedDigest(secret)
                .with(what.getBytes(StandardCharsets.UTF_8))
                .with(key.getBytes(StandardCharsets.UTF_8))
                .value();
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
