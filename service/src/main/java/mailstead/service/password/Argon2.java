package mailstead.service.password;

import java.security.MessageDigest;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash} and argon2i (RFC 9106). */
final class Argon2 implements Scheme {

    private static final int MEMORY_KIB_MAX = 128 * 1024;
    private static final int PASSES_MAX = 64;
    private static final int LANES_MAX = 16;

    /** Memory times passes: 4 GiB written, about as much as anybody should wait for. */
    private static final long WORK_KIB_MAX = 4L * 1024 * 1024;

    static final int HASH_OCTETS = 32;
    private static final int HASH_OCTETS_MIN = 16;
    private static final int HASH_OCTETS_MAX = 64;

    /**
     * What an attacker must pay for each guess.
     *
     * @param memoryKib 8 to 131,072
     * @param passes 1 to 64
     * @param lanes 1 to 16
     */
    record Cost(int memoryKib, int passes, int lanes) {

        boolean isAtLeast(Cost other) {
            return memoryKib >= other.memoryKib && passes >= other.passes
                    || (long) memoryKib * passes >= (long) other.memoryKib * other.passes
                            && memoryKib >= other.memoryKib;
        }
    }

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        Parsed parsed = parse(body);
        byte[] hash =
                hash(
                        password,
                        parsed.type,
                        parsed.version,
                        parsed.cost,
                        parsed.salt,
                        parsed.hash.length);
        return MessageDigest.isEqual(hash, parsed.hash);
    }

    /** Whether this is argon2id at the given cost or above. */
    static boolean isAtLeast(String body, Cost wanted) {
        try {
            Parsed parsed = parse(body);
            return parsed.type == Argon2Parameters.ARGON2_id && parsed.cost.isAtLeast(wanted);
        } catch (Unreadable _) {
            return false;
        }
    }

    static String make(byte[] password, Cost cost, byte[] salt) {
        byte[] hash =
                hash(
                        password,
                        Argon2Parameters.ARGON2_id,
                        Argon2Parameters.ARGON2_VERSION_13,
                        cost,
                        salt,
                        HASH_OCTETS);
        return encoded(cost, salt, hash);
    }

    /** As {@link #make} writes it. */
    static String encoded(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m="
                + cost.memoryKib
                + ",t="
                + cost.passes
                + ",p="
                + cost.lanes
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash);
    }

    private record Parsed(int type, int version, Cost cost, byte[] salt, byte[] hash) {}

    private static Parsed parse(String body) throws Unreadable {
        boolean versioned = body.contains("$v=");
        String[] parts = Encoding.split(body, '$', versioned ? 6 : 5);
        int type =
                switch (parts[1]) {
                    case "argon2id" -> Argon2Parameters.ARGON2_id;
                    case "argon2i" -> Argon2Parameters.ARGON2_i;
                    default -> throw new Unreadable();
                };
        // Before 1.3 there was no version field; it meant 1.0.
        int version = versioned ? Encoding.parameter(parts[2], "v", 16, 19) : 16;
        Encoding.require(version == 16 || version == 19);
        int at = versioned ? 3 : 2;
        String[] numbers = Encoding.split(parts[at], ',', 3);
        Cost cost =
                new Cost(
                        Encoding.parameter(numbers[0], "m", 8, MEMORY_KIB_MAX),
                        Encoding.parameter(numbers[1], "t", 1, PASSES_MAX),
                        Encoding.parameter(numbers[2], "p", 1, LANES_MAX));
        Encoding.require(
                (long) cost.memoryKib * cost.passes <= WORK_KIB_MAX
                        && cost.memoryKib >= 8 * cost.lanes);
        byte[] salt = Encoding.base64(parts[at + 1]);
        byte[] hash = Encoding.base64(parts[at + 2]);
        Encoding.require(
                salt.length >= 8
                        && hash.length >= HASH_OCTETS_MIN
                        && hash.length <= HASH_OCTETS_MAX);
        return new Parsed(type, version, cost, salt, hash);
    }

    private static byte[] hash(
            byte[] password, int type, int version, Cost cost, byte[] salt, int octets) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(type)
                        .withVersion(version)
                        .withMemoryAsKB(cost.memoryKib)
                        .withIterations(cost.passes)
                        .withParallelism(cost.lanes)
                        .withSalt(salt)
                        .build());
        byte[] hash = new byte[octets];
        generator.generateBytes(password, hash);
        return hash;
    }
}
