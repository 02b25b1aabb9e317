package mailstead.service.account;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.login.ScramKeys;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;

/**
 * Log-in against the directory's verifiers. Shared. Accepts an account's login or, if nobody has
 * that login, any of its addresses. Whoever is unknown costs the same hash work as whoever is not;
 * why an account may not come in is told only to those who knew its password. See {@code
 * docs/design/accounts.md}.
 */
public final class PasswordAuthentication implements Authentication {

    private static final int MADE_UP_SALT_OCTETS = 16;
    private static final Duration SCRAM_READY_FOR = Duration.ofSeconds(5);

    private final Directory directory;
    private final PasswordHashes hashes;
    private final EventSink events;
    private final InstantSource clock;
    private final Door door;
    private final RightPasswords rightPasswords;
    private final Optional<Renewal> renewal;
    private final byte[] secret;
    private final List<String> dummyVerifiers;
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
        this.secret = secret.clone();
        this.door = new Door(directory, limits, clock);
        this.rightPasswords = new RightPasswords(limits, random, clock);
        this.renewal =
                upgrades
                        ? Optional.of(new Renewal(directory, hashes, events, clock))
                        : Optional.empty();
        this.dummyVerifiers = hashes.unmatched();
    }

    /** What other ways to log in share with this one. */
    Door door() {
        return door;
    }

    @Override
    public Outcome verify(Attempt attempt, String authorizationId, String name, byte[] password)
            throws MailException {
        Optional<Account> found = door.find(attempt, name);
        return door.confirmed(
                found, account -> check(attempt, authorizationId, name, account, password));
    }

    private Outcome check(
            Attempt attempt,
            String authorizationId,
            String name,
            Optional<Account> found,
            byte[] password)
            throws MailException {
        if (found.isEmpty() || !hasPassword(found.get())) {
            pretendToCheck(password);
            return door.failed(attempt, found, name);
        }
        Account account = found.get();
        Optional<Credential> remembered =
                rightPasswords.find(account, password).filter(known -> known.isValid(door.now()));
        if (remembered.isPresent()) {
            return door.decide(attempt, authorizationId, name, account, remembered.get());
        }
        return switch (find(account, password)) {
            case Finding.Own(String verifier) -> {
                rightPasswords.add(account, password, Credential.OWN);
                renewal.ifPresent(each -> each.renew(attempt, account, verifier, password));
                yield door.decide(attempt, authorizationId, name, account, Credential.OWN);
            }
            case Finding.Further(Credential credential) -> {
                rightPasswords.add(account, password, credential);
                yield door.decide(attempt, authorizationId, name, account, credential);
            }
            case Finding.Wrong _ -> door.failed(attempt, found, name);
            case Finding.Unreadable _ -> throw unreadable(attempt, account);
            case Finding.Shut _ ->
                    new Outcome.Refused(Refusal.of(Reason.ACCOUNT_SUSPENDED, account.customerId()));
        };
    }

    private static boolean hasPassword(Account account) {
        return !account.verifiers().isEmpty() || !account.appPasswords().isEmpty();
    }

    /** Costs what checking a wrong password of somebody costs. */
    private void pretendToCheck(byte[] password) throws MailException {
        List<String> decoys = directory.decoyVerifiers();
        PasswordHashes.Trial trial = hashes.trial(password);
        for (String verifier : decoys.isEmpty() ? dummyVerifiers : decoys) {
            verify(trial, verifier, password);
        }
    }

    @Override
    public ScramKeys scramKeys(Attempt attempt, String name) throws MailException {
        Optional<Account> found = door.find(attempt, name);
        return found.flatMap(account -> ScramCandidates.of(account, door.now()).keys())
                .orElseGet(() -> madeUp(Door.key(found, name)));
    }

    @Override
    public Outcome admit(Attempt attempt, String authorizationId, String name, byte[] storedKey)
            throws MailException {
        Optional<Account> found = door.find(attempt, name);
        return door.confirmed(
                found,
                account -> {
                    Optional<Credential> proved =
                            account.flatMap(
                                    each -> ScramCandidates.of(each, door.now()).owner(storedKey));
                    return proved.isPresent()
                            ? door.decide(
                                    attempt,
                                    authorizationId,
                                    name,
                                    account.orElseThrow(),
                                    proved.get())
                            : new Outcome.Refused(
                                    new Refusal(
                                            Reason.CREDENTIALS_WRONG,
                                            account.map(Account::customerId)));
                });
    }

    @Override
    public Refusal rejected(Attempt attempt, String name) throws MailException {
        Optional<Account> known = door.lookUp(name);
        door.failed(attempt, known, name);
        if (known.isPresent() && door.hasChanged(known.get())) {
            // The client proved something about keys that were replaced: the next try tells.
            return Refusal.of(Reason.DIRECTORY_UNAVAILABLE, known.get().customerId());
        }
        return new Refusal(Reason.CREDENTIALS_WRONG, known.map(Account::customerId));
    }

    @Override
    public Tenure tenure(Attempt attempt, Login login) {
        return new DirectoryTenure(directory, clock, login, attempt.service());
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

    /** What the verifiers of an account say about a password. */
    private sealed interface Finding {
        /** It is the account's own. */
        record Own(String verifier) implements Finding {}

        record Further(Credential credential) implements Finding {}

        record Wrong() implements Finding {}

        record Shut() implements Finding {}

        /** Nobody can say "wrong". */
        record Unreadable() implements Finding {}
    }

    /**
     * All verifiers are tried until one fits, app passwords first: they are cheap, and whoever
     * keeps the account's own password elsewhere need not count a failure for each of their uses.
     * If none can be read, nobody can say "wrong".
     */
    private Finding find(Account account, byte[] password) throws MailException {
        PasswordHashes.Trial trial = hashes.trial(password);
        Finding further = findFurther(account, trial, password);
        if (further instanceof Finding.Further) {
            return further;
        }
        int readable = 0;
        for (String verifier : account.verifiers()) {
            switch (verify(trial, verifier, password)) {
                case RIGHT -> {
                    return new Finding.Own(verifier);
                }
                case SHUT -> {
                    return new Finding.Shut();
                }
                case WRONG -> readable++;
                case UNREADABLE -> {}
            }
        }
        boolean isDoubtful =
                account.verifiers().isEmpty()
                        ? further instanceof Finding.Unreadable
                        : readable == 0;
        return isDoubtful ? new Finding.Unreadable() : new Finding.Wrong();
    }

    private TemporaryFailure unreadable(Attempt attempt, Account account) {
        events.emit(
                new Event.Trouble(
                        attempt.session(),
                        Reason.INTERNAL_ERROR,
                        "no password verifier of account " + account.login() + " can be read",
                        "set the account's password anew",
                        Optional.empty()));
        return new TemporaryFailure(Reason.INTERNAL_ERROR, "the password cannot be checked now");
    }

    /** Among the app passwords that have not expired, as typed and as we would have written it. */
    private Finding findFurther(Account account, PasswordHashes.Trial trial, byte[] password)
            throws MailException {
        if (account.appPasswords().isEmpty()) {
            return new Finding.Wrong();
        }
        Optional<byte[]> canonical =
                AppPasswordText.canonical(password).filter(made -> !Arrays.equals(made, password));
        Optional<PasswordHashes.Trial> retyped = canonical.map(hashes::trial);
        boolean isAnyUnreadable = false;
        try {
            for (AppPassword each : account.appPasswords()) {
                if (each.hasExpired(door.now())) {
                    continue;
                }
                PasswordHashes.Match match = trial.verify(each.verifier());
                if (match == PasswordHashes.Match.WRONG && retyped.isPresent()) {
                    match = retyped.get().verify(each.verifier());
                }
                if (match == PasswordHashes.Match.RIGHT) {
                    return new Finding.Further(Credential.of(each));
                }
                isAnyUnreadable |= match == PasswordHashes.Match.UNREADABLE;
            }
        } finally {
            canonical.ifPresent(made -> Arrays.fill(made, (byte) 0));
        }
        return isAnyUnreadable ? new Finding.Unreadable() : new Finding.Wrong();
    }

    /** What one verifier says. */
    private enum Match {
        RIGHT,
        WRONG,
        SHUT,
        UNREADABLE
    }

    private Match verify(PasswordHashes.Trial trial, String verifier, byte[] password)
            throws MailException {
        Optional<DirectoryVerifier> elsewhere = DirectoryVerifier.parse(verifier);
        if (elsewhere.isPresent()) {
            return switch (directory.checkPassword(elsewhere.get(), password)) {
                case RIGHT -> Match.RIGHT;
                case WRONG -> Match.WRONG;
                case SHUT -> Match.SHUT;
            };
        }
        return switch (trial.verify(verifier)) {
            case RIGHT -> Match.RIGHT;
            case WRONG -> Match.WRONG;
            case UNREADABLE -> Match.UNREADABLE;
        };
    }

    private ScramKeys madeUp(String key) {
        return new ScramKeys(
                false,
                Arrays.copyOf(madeUp("salt", key), MADE_UP_SALT_OCTETS),
                hashes.settings().scramIterations(),
                List.of(new ScramKeys.Pair(madeUp("stored key", key), madeUp("server key", key))));
    }

    private byte[] madeUp(String what, String key) {
        return new KeyedDigest(secret)
                .with(what.getBytes(StandardCharsets.UTF_8))
                .with(key.getBytes(StandardCharsets.UTF_8))
                .value();
    }
}
