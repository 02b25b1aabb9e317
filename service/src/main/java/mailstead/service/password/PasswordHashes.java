package mailstead.service.password;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * Checks and makes encoded password hashes. Shared. Hashing costs a core for tens of milliseconds
 * and much memory, so only so many run at once; who waits too long is told to come back, never that
 * the password is wrong. Which schemes and forms are read is listed in {@code
 * docs/design/accounts.md}. A verifier never makes this class throw, however broken or greedy it
 * is.
 */
public final class PasswordHashes {

    /** Longer passwords are wrong: nobody has one. */
    public static final int PASSWORD_OCTETS_MAX = 1_024;

    private static final int SALT_OCTETS = 16;
    private static final String ARGON2ID = "{ARGON2ID}";
    private static final String SHA512_CRYPT = "{SHA512-CRYPT}";

    private static final Argon2 ARGON2 = new Argon2();
    private static final Bcrypt BCRYPT = new Bcrypt();
    private static final Scrypt SCRYPT = new Scrypt();
    private static final UnixCrypt UNIX_CRYPT = new UnixCrypt();
    private static final Plain PLAIN = new Plain();
    private static final Scheme SCRAM =
            (body, password) ->
                    ScramVerifier.parse(ScramVerifier.SCHEME + body)
                            .orElseThrow(Scheme.Unreadable::new)
                            .matches(password);

    private static final Map<String, Scheme> SCHEMES =
            Map.ofEntries(
                    Map.entry("ARGON2ID", ARGON2),
                    Map.entry("ARGON2I", ARGON2),
                    Map.entry("ARGON2", ARGON2),
                    Map.entry("BLF-CRYPT", BCRYPT),
                    Map.entry("BCRYPT", BCRYPT),
                    Map.entry("SCRYPT", SCRYPT),
                    Map.entry("PBKDF2", new Pbkdf2("SHA1")),
                    Map.entry("PBKDF2-SHA1", new Pbkdf2("SHA1")),
                    Map.entry("PBKDF2-SHA256", new Pbkdf2("SHA256")),
                    Map.entry("PBKDF2-SHA512", new Pbkdf2("SHA512")),
                    Map.entry("CRYPT", PasswordHashes::matchesBare),
                    Map.entry("MD5-CRYPT", UNIX_CRYPT),
                    Map.entry("SHA256-CRYPT", UNIX_CRYPT),
                    Map.entry("SHA512-CRYPT", UNIX_CRYPT),
                    Map.entry("DES-CRYPT", UNIX_CRYPT),
                    Map.entry("SCRAM-SHA-256", SCRAM),
                    Map.entry("PLAIN", PLAIN),
                    Map.entry("CLEAR", PLAIN),
                    Map.entry("CLEARTEXT", PLAIN));

    private final Settings settings;
    private final boolean forCrypt;
    private final RandomGenerator random;
    private final Semaphore running;
    private final LongAdder checks = new LongAdder();

    /**
     * How costly new hashes are, and how many may be computed at once.
     *
     * @param memoryKib argon2id's memory, 8 to 131,072 KiB
     * @param passes argon2id's passes, 1 to 64
     * @param lanes argon2id's lanes, 1 to 16
     * @param scramIterations 4,096 (RFC 7677 section 4) to 3,000,000
     * @param concurrent hashes at once, normally the number of cores
     * @param waitingMax how many callers may wait for their turn
     * @param queueWait how long a caller waits for its turn
     */
    public record Settings(
            int memoryKib,
            int passes,
            int lanes,
            int scramIterations,
            int concurrent,
            int waitingMax,
            Duration queueWait) {

        public Settings {
            if (memoryKib < 8 * lanes
                    || memoryKib > 131_072
                    || passes < 1
                    || passes > 64
                    || lanes < 1
                    || lanes > 16) {
                throw new IllegalArgumentException("argon2id parameters out of range");
            }
            if (scramIterations < 4_096 || scramIterations > Pbkdf2.ROUNDS_MAX) {
                throw new IllegalArgumentException("SCRAM iterations out of range");
            }
            if (concurrent < 1 || waitingMax < 0 || queueWait.isNegative()) {
                throw new IllegalArgumentException("concurrency out of range");
            }
        }

        /** 19 MiB, two passes, one lane: about 30 ms of a core. */
        public static Settings defaults(int cores) {
            return new Settings(19_456, 2, 1, 15_000, cores, 256, Duration.ofSeconds(5));
        }
    }

    /** What came out of a check. */
    public enum Match {
        RIGHT,
        WRONG,
        /**
         * The verifier is broken, of an unknown scheme, or asks for more work than we give: nothing
         * is known.
         */
        UNREADABLE
    }

    /**
     * @param random for salts; must be unpredictable, {@code SecureRandom}
     */
    public PasswordHashes(Settings settings, RandomGenerator random) {
        this(settings, false, random);
    }

    /**
     * @param forCrypt whether a password gets one verifier more, for programs that know crypt(3)
     *     and no argon2id
     * @param random for salts; must be unpredictable, {@code SecureRandom}
     */
    public PasswordHashes(Settings settings, boolean forCrypt, RandomGenerator random) {
        this.settings = settings;
        this.forCrypt = forCrypt;
        this.random = random;
        this.running = new Semaphore(settings.concurrent, true);
    }

    public Settings settings() {
        return settings;
    }

    /**
     * Checks a password, UTF-8 octets, against one encoded verifier.
     *
     * @throws TemporaryFailure {@code OVER_LIMIT} when too many hashes are being computed
     */
    public Match verify(String encoded, byte[] password) throws TemporaryFailure {
        return trial(password).verify(encoded);
    }

    /** To check one password against several verifiers; the caller clears the password after. */
    public Trial trial(byte[] password) {
        return new Trial(password);
    }

    /**
     * One password, and what SCRAM keys of the same salt have in common, which costs all that they
     * cost. Confined to its maker.
     */
    public final class Trial {

        private final byte[] password;
        private Optional<ScramVerifier> derived = Optional.empty();

        private Trial(byte[] password) {
            this.password = password;
        }

        /**
         * Checks it against one encoded verifier.
         *
         * @throws TemporaryFailure {@code OVER_LIMIT} when too many hashes are being computed
         */
        public Match verify(String encoded) throws TemporaryFailure {
            Optional<ScramVerifier> scram = ScramVerifier.parse(encoded);
            if (scram.isEmpty() || !isAcceptable(password)) {
                return compute(encoded, password);
            }
            ScramVerifier keys = scram.get();
            if (derived.isEmpty() || !derived.get().isAlike(keys)) {
                derived = Optional.of(derive(password, keys));
            }
            return derived.get().hasKeysOf(keys) ? Match.RIGHT : Match.WRONG;
        }
    }

    private ScramVerifier derive(byte[] password, ScramVerifier like) throws TemporaryFailure {
        enter();
        try {
            checks.increment();
            return ScramVerifier.make(password, like.iterations(), like.salt());
        } finally {
            running.release();
        }
    }

    private Match compute(String encoded, byte[] password) throws TemporaryFailure {
        enter();
        try {
            checks.increment();
            return check(encoded, password);
        } finally {
            running.release();
        }
    }

    /** How many checks have been computed since the start. */
    public long checks() {
        return checks.sum();
    }

    /** New verifiers of a password: argon2id, the keys for SCRAM-SHA-256, and what is asked for. */
    public List<String> make(byte[] password) throws TemporaryFailure {
        return make(password, List.of());
    }

    /** The same for an account that has others: see {@link #makeScram(byte[], List)}. */
    public List<String> make(byte[] password, List<String> others) throws TemporaryFailure {
        List<String> made = new ArrayList<>();
        made.add(makeArgon2id(password));
        made.add(makeScram(password, others));
        if (forCrypt) {
            made.add(makeForCrypt(password));
        }
        return List.copyOf(made);
    }

    /**
     * Verifiers as costly to check as those of {@link #make}, which no password is known to fit;
     * they cost nothing to make.
     */
    public List<String> unmatched() {
        String argon2id = ARGON2ID + Argon2.encoded(cost(), salt(), octets(Argon2.HASH_OCTETS));
        byte[] storedKey = octets(ScramVerifier.KEY_OCTETS);
        byte[] serverKey = octets(ScramVerifier.KEY_OCTETS);
        List<String> unmatched = new ArrayList<>();
        unmatched.add(argon2id);
        unmatched.add(
                new ScramVerifier(settings.scramIterations, salt(), storedKey, serverKey)
                        .encoded());
        if (forCrypt) {
            unmatched.add(SHA512_CRYPT + UnixCrypt.unmatched(random));
        }
        return List.copyOf(unmatched);
    }

    /** Whether passwords get a verifier for programs that know crypt(3) and no argon2id. */
    public boolean areForCrypt() {
        return forCrypt;
    }

    /** Whether a verifier is one that {@link #makeForCrypt} could have made. */
    public static boolean isForCrypt(String encoded) {
        return encoded.startsWith(SHA512_CRYPT)
                && UnixCrypt.isAsStrong(encoded.substring(SHA512_CRYPT.length()));
    }

    /** One verifier for programs that know crypt(3) and no argon2id. */
    public String makeForCrypt(byte[] password) throws TemporaryFailure {
        enter();
        try {
            return SHA512_CRYPT + UnixCrypt.make(password, random);
        } finally {
            running.release();
        }
    }

    /** One verifier of the scheme that log-in by password is checked with. */
    public String makeArgon2id(byte[] password) throws TemporaryFailure {
        enter();
        try {
            return ARGON2ID + Argon2.make(password, cost(), salt());
        } finally {
            running.release();
        }
    }

    /** One verifier that serves SCRAM-SHA-256. */
    public String makeScram(byte[] password) throws TemporaryFailure {
        return makeScram(password, List.of());
    }

    /**
     * The same for one more password of an account.
     *
     * @param others verifiers of the account's other passwords: salt and number of iterations are
     *     those of the first SCRAM keys among them, since SCRAM works for all only if they are
     *     alike
     */
    public String makeScram(byte[] password, List<String> others) throws TemporaryFailure {
        Optional<ScramVerifier> alike =
                others.stream().map(ScramVerifier::parse).flatMap(Optional::stream).findFirst();
        int iterations = alike.map(ScramVerifier::iterations).orElse(settings.scramIterations);
        byte[] salt = alike.map(ScramVerifier::salt).orElseGet(this::salt);
        enter();
        try {
            return ScramVerifier.make(password, iterations, salt).encoded();
        } finally {
            running.release();
        }
    }

    /**
     * Whether a verifier is as strong as the ones that we make now; if not, it should be replaced.
     */
    public boolean isCurrent(String encoded) {
        Optional<ScramVerifier> scram = ScramVerifier.parse(encoded);
        if (scram.isPresent()) {
            return scram.get().iterations() >= settings.scramIterations;
        }
        return Argon2.isAtLeast(
                encoded.startsWith(ARGON2ID) ? encoded.substring(ARGON2ID.length()) : encoded,
                cost());
    }

    private Argon2.Cost cost() {
        return new Argon2.Cost(settings.memoryKib, settings.passes, settings.lanes);
    }

    /** Waits for a turn; the caller releases it. */
    private void enter() throws TemporaryFailure {
        try {
            if (running.tryAcquire()) {
                return;
            }
            if (running.getQueueLength() >= settings.waitingMax
                    || !running.tryAcquire(settings.queueWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(null);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw busy(stop);
        }
    }

    private static TemporaryFailure busy(@Nullable Throwable cause) {
        return new TemporaryFailure(
                Reason.OVER_LIMIT, "too many log-ins at once, try again later", cause);
    }

    private static Match check(String encoded, byte[] password) {
        try {
            boolean acceptable = isAcceptable(password);
            boolean matches =
                    schemeOf(encoded).matches(bodyOf(encoded), acceptable ? password : new byte[0]);
            return matches && acceptable ? Match.RIGHT : Match.WRONG;
        } catch (Scheme.Unreadable _) {
            return Match.UNREADABLE;
        }
    }

    /**
     * A NUL ends the password for some schemes and repeats it for others (bcrypt): nobody may have
     * one.
     */
    private static boolean isAcceptable(byte[] password) {
        return password.length <= PASSWORD_OCTETS_MAX && !hasNul(password);
    }

    private static Scheme schemeOf(String encoded) throws Scheme.Unreadable {
        int end = encoded.startsWith("{") ? encoded.indexOf('}') : -1;
        if (end < 0) {
            return PasswordHashes::matchesBare;
        }
        String name = encoded.substring(1, end).toUpperCase(Locale.ROOT);
        Scheme scheme = SCHEMES.get(name);
        return scheme != null ? scheme : digestNamed(name);
    }

    private static String bodyOf(String encoded) {
        return encoded.startsWith("{") ? encoded.substring(encoded.indexOf('}') + 1) : encoded;
    }

    /** Without a scheme in braces, or in {@code {CRYPT}}: the body itself says what it is. */
    private static boolean matchesBare(String body, byte[] password) throws Scheme.Unreadable {
        Scheme scheme;
        if (body.startsWith("$2")) {
            scheme = BCRYPT;
        } else if (body.startsWith("$argon2")) {
            scheme = ARGON2;
        } else if (body.startsWith("$7$") || body.startsWith("$scrypt$")) {
            scheme = SCRYPT;
        } else if (body.startsWith("$pbkdf2")) {
            scheme = new Pbkdf2("SHA1");
        } else {
            scheme = UNIX_CRYPT;
        }
        return scheme.matches(body, password);
    }

    /**
     * {@code SSHA256}, {@code SSHA256.hex}, {@code SHA512.b64}...: base64 unless it says otherwise.
     */
    private static Scheme digestNamed(String name) throws Scheme.Unreadable {
        int dot = name.indexOf('.');
        String suffix = dot < 0 ? "" : name.substring(dot + 1);
        Encoding.require(
                dot < 0 || suffix.equals("HEX") || suffix.equals("B64") || suffix.equals("BASE64"));
        boolean hex = suffix.equals("HEX");
        return switch (dot < 0 ? name : name.substring(0, dot)) {
            case "SSHA" -> new Digested("SHA-1", 20, true, hex);
            case "SSHA256" -> new Digested("SHA-256", 32, true, hex);
            case "SSHA512" -> new Digested("SHA-512", 64, true, hex);
            case "SHA", "SHA1" -> new Digested("SHA-1", 20, false, hex);
            case "SHA256" -> new Digested("SHA-256", 32, false, hex);
            case "SHA512" -> new Digested("SHA-512", 64, false, hex);
            case "SMD5" -> new Digested("MD5", 16, true, hex);
            case "LDAP-MD5" -> new Digested("MD5", 16, false, hex);
            case "PLAIN-MD5" -> new Digested("MD5", 16, false, !suffix.startsWith("B"));
            default -> throw new Scheme.Unreadable();
        };
    }

    private byte[] salt() {
        return octets(SALT_OCTETS);
    }

    private byte[] octets(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    private static boolean hasNul(byte[] password) {
        for (byte octet : password) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }
}
