package mailstead.service.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of SCRAM-SHA-256 (RFC 5802 section 3, RFC 7677), in Dovecot's form {@code
 * {SCRAM-SHA-256}iterations,salt,storedKey,serverKey}. Immutable by agreement: nobody writes to the
 * arrays.
 *
 * @param iterations 1 to 3,000,000; RFC 7677 section 4 wants 4,096 at least
 */
public record ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {

    static final String SCHEME = "{SCRAM-SHA-256}";

    static final int KEY_OCTETS = 32;

    /** Reads an encoded verifier; empty when it is of another scheme or broken. */
    public static Optional<ScramVerifier> parse(String encoded) {
        if (!encoded.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String[] parts = Encoding.split(encoded.substring(SCHEME.length()), ',', 4);
            byte[] salt = Encoding.base64(parts[1]);
            byte[] storedKey = Encoding.base64(parts[2]);
            byte[] serverKey = Encoding.base64(parts[3]);
            Encoding.require(
                    salt.length > 0
                            && storedKey.length == KEY_OCTETS
                            && serverKey.length == KEY_OCTETS);
            int iterations = Encoding.number(parts[0], 1, Pbkdf2.ROUNDS_MAX);
            return Optional.of(new ScramVerifier(iterations, salt, storedKey, serverKey));
        } catch (Scheme.Unreadable _) {
            return Optional.empty();
        }
    }

    static ScramVerifier make(byte[] password, int iterations, byte[] salt) {
        byte[] salted =
                Pbkdf2.derive(
                        "HmacSHA256", SaslPrep.prepare(password), salt, iterations, KEY_OCTETS);
        byte[] storedKey = sha256(hmac(salted, "Client Key"));
        return new ScramVerifier(iterations, salt, storedKey, hmac(salted, "Server Key"));
    }

    boolean matches(byte[] password) {
        return make(password, iterations, salt).hasKeysOf(this);
    }

    boolean hasKeysOf(ScramVerifier other) {
        return MessageDigest.isEqual(storedKey, other.storedKey);
    }

    /** Whether a client that is told the salt and the iterations of one can prove either. */
    public boolean isAlike(ScramVerifier other) {
        return iterations == other.iterations && Arrays.equals(salt, other.salt);
    }

    String encoded() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME
                + iterations
                + ","
                + base64.encodeToString(salt)
                + ","
                + base64.encodeToString(storedKey)
                + ","
                + base64.encodeToString(serverKey);
    }

    /** Leaves the keys out: they are secrets. */
    @Override
    public String toString() {
        return "ScramVerifier[hidden]";
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
