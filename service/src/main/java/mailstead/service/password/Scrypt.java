package mailstead.service.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914) in the two forms that are met: {@code $7$} of crypt(3), libsodium and Dovecot's
 * {@code {SCRYPT}}, and passlib's {@code $scrypt$ln=16,r=8,p=1$salt$hash}.
 */
final class Scrypt implements Scheme {

    /** 128 times N times r. */
    private static final long MEMORY_OCTETS_MAX = 128L * 1024 * 1024;

    /** Memory times p. */
    private static final long WORK_OCTETS_MAX = 1024L * 1024 * 1024;

    private static final int HASH_OCTETS_MIN = 16;
    private static final int HASH_OCTETS_MAX = 64;

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        Parsed parsed = body.startsWith("$7$") ? parseCrypt(body) : parsePasslib(body);
        Encoding.require(
                parsed.hash.length >= HASH_OCTETS_MIN && parsed.hash.length <= HASH_OCTETS_MAX);
        checkWork(parsed);
        int n = 1 << parsed.logN;
        byte[] hash =
                SCrypt.generate(password, parsed.salt, n, parsed.r, parsed.p, parsed.hash.length);
        return MessageDigest.isEqual(hash, parsed.hash);
    }

    private record Parsed(int logN, int r, int p, byte[] salt, byte[] hash) {}

    private static void checkWork(Parsed parsed) throws Unreadable {
        Encoding.require(parsed.logN >= 1 && parsed.logN <= 24);
        Encoding.require(parsed.r >= 1 && parsed.r <= 1024 && parsed.p >= 1 && parsed.p <= 1024);
        // RFC 7914 section 2: N < 2^(128 * r / 8).
        Encoding.require(parsed.r > 1 || parsed.logN < 16);
        long memory = 128L * parsed.r << parsed.logN;
        Encoding.require(memory <= MEMORY_OCTETS_MAX && memory * parsed.p <= WORK_OCTETS_MAX);
    }

    /** {@code $scrypt$ln=L,r=R,p=P$salt$hash}. */
    private static Parsed parsePasslib(String body) throws Unreadable {
        String[] parts = Encoding.split(body, '$', 5);
        Encoding.require(parts[0].isEmpty() && parts[1].equals("scrypt"));
        String[] numbers = Encoding.split(parts[2], ',', 3);
        return new Parsed(
                Encoding.parameter(numbers[0], "ln", 1, 24),
                Encoding.parameter(numbers[1], "r", 1, 1024),
                Encoding.parameter(numbers[2], "p", 1, 1024),
                Encoding.base64(parts[3]),
                Encoding.base64(parts[4]));
    }

    /**
     * {@code $7$} N r p salt {@code $} hash: N one character, r and p five each, little end first.
     */
    private static Parsed parseCrypt(String body) throws Unreadable {
        String[] parts = Encoding.split(body, '$', 4);
        String settings = parts[2];
        Encoding.require(
                settings.length() >= 11 && settings.length() <= 11 + 64 && parts[3].length() == 43);
        return new Parsed(
                value(settings.charAt(0)),
                number(settings.substring(1, 6)),
                number(settings.substring(6, 11)),
                settings.substring(11).getBytes(StandardCharsets.ISO_8859_1),
                octets(parts[3]));
    }

    private static int value(char c) throws Unreadable {
        int value = Encoding.CRYPT_ALPHABET.indexOf(c);
        Encoding.require(value >= 0);
        return value;
    }

    private static int number(String text) throws Unreadable {
        int number = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            number = number << 6 | value(text.charAt(i));
        }
        return number;
    }

    /** 32 octets from groups of four characters, the low bits first. */
    private static byte[] octets(String text) throws Unreadable {
        byte[] octets = new byte[32];
        int held = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            held |= value(text.charAt(i)) << bits;
            bits += 6;
            while (bits >= 8 && at < octets.length) {
                octets[at++] = (byte) held;
                held >>>= 8;
                bits -= 8;
            }
        }
        Encoding.require(at == octets.length && held == 0);
        return octets;
    }
}
