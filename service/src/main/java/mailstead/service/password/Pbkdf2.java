package mailstead.service.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PBKDF2 (RFC 8018 section 5.2) in Dovecot's form {@code $1$salt$rounds$hex} (SHA-1), passlib's
 * {@code $pbkdf2-sha256$rounds$salt$hash} and OpenLDAP's {@code rounds$salt$hash}. Works on octets:
 * the JDK's own takes characters only.
 *
 * @param digest {@code SHA1}, {@code SHA256} or {@code SHA512}, for bodies that do not say
 */
record Pbkdf2(String digest) implements Scheme {

    /** About a second of one core. */
    static final int ROUNDS_MAX = 3_000_000;

    private static final int HASH_OCTETS_MIN = 16;
    private static final int HASH_OCTETS_MAX = 64;

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        Parsed parsed = parse(body);
        Encoding.require(
                parsed.hash.length >= HASH_OCTETS_MIN && parsed.hash.length <= HASH_OCTETS_MAX);
        byte[] hash =
                derive(
                        "Hmac" + parsed.digest,
                        password,
                        parsed.salt,
                        parsed.rounds,
                        parsed.hash.length);
        return MessageDigest.isEqual(hash, parsed.hash);
    }

    private record Parsed(String digest, int rounds, byte[] salt, byte[] hash) {}

    private Parsed parse(String body) throws Unreadable {
        if (body.startsWith("$1$")) {
            String[] parts = Encoding.split(body, '$', 5);
            byte[] salt = parts[2].getBytes(StandardCharsets.UTF_8);
            return new Parsed(
                    "SHA1", Encoding.number(parts[3], 1, ROUNDS_MAX), salt, Encoding.hex(parts[4]));
        }
        if (body.startsWith("$")) {
            String[] parts = Encoding.split(body, '$', 5);
            String named =
                    switch (parts[1]) {
                        case "pbkdf2" -> "SHA1";
                        case "pbkdf2-sha256" -> "SHA256";
                        case "pbkdf2-sha512" -> "SHA512";
                        default -> throw new Unreadable();
                    };
            return parsed(named, parts[2], parts[3], parts[4]);
        }
        String[] parts = Encoding.split(body, '$', 3);
        return parsed(digest, parts[0], parts[1], parts[2]);
    }

    private static Parsed parsed(String digest, String rounds, String salt, String hash)
            throws Unreadable {
        return new Parsed(
                digest,
                Encoding.number(rounds, 1, ROUNDS_MAX),
                Encoding.base64(salt),
                Encoding.base64(hash));
    }

    /**
     * @param hmac the JDK's name, {@code HmacSHA256}
     */
    static byte[] derive(String hmac, byte[] password, byte[] salt, int rounds, int octets) {
        try {
            Mac mac = Mac.getInstance(hmac);
            // An empty key is the same to HMAC as one zero octet (RFC 2104 section 2), but only
            // that is allowed here.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, hmac));
            byte[] derived = new byte[octets];
            int at = 0;
            for (int block = 1; at < octets; block++) {
                byte[] sum = block(mac, salt, block, rounds);
                int length = Math.min(sum.length, octets - at);
                System.arraycopy(sum, 0, derived, at, length);
                at += length;
            }
            return derived;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + hmac, impossible);
        }
    }

    private static byte[] block(Mac mac, byte[] salt, int index, int rounds)
            throws GeneralSecurityException {
        mac.update(salt);
        mac.update(
                new byte[] {
                    (byte) (index >> 24), (byte) (index >> 16), (byte) (index >> 8), (byte) index
                });
        byte[] last = mac.doFinal();
        byte[] sum = last.clone();
        for (int round = 1; round < rounds; round++) {
            mac.update(last);
            mac.doFinal(last, 0);
            for (int i = 0; i < sum.length; i++) {
                sum[i] ^= last[i];
            }
        }
        return sum;
    }
}
