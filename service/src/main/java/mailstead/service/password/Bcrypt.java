package mailstead.service.password;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * {@code $2a$}, {@code $2b$} and {@code $2y$}: 72 octets of the password count, the rest is
 * ignored, as everywhere.
 */
final class Bcrypt implements Scheme {

    private static final int COST_MIN = 4;

    /** About five seconds of one core. */
    private static final int COST_MAX = 16;

    private static final int PASSWORD_OCTETS = 72;
    private static final int SALT_OCTETS = 16;

    /** bcrypt gives 24 octets; its text keeps 23. */
    private static final int HASH_OCTETS = 23;

    private static final String ALPHABET =
            "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        String[] parts = Encoding.split(body, '$', 4);
        Encoding.require(parts[1].equals("2a") || parts[1].equals("2b") || parts[1].equals("2y"));
        Encoding.require(parts[2].length() == 2 && parts[3].length() == 53);
        int cost = Encoding.number(parts[2], COST_MIN, COST_MAX);
        byte[] salt = decode(parts[3].substring(0, 22), SALT_OCTETS);
        byte[] wanted = decode(parts[3].substring(22), HASH_OCTETS);
        byte[] hash = BCrypt.generate(terminated(password), salt, cost);
        return MessageDigest.isEqual(Arrays.copyOf(hash, HASH_OCTETS), wanted);
    }

    /** The C string, including its NUL, of at most 72 octets. */
    private static byte[] terminated(byte[] password) {
        return Arrays.copyOf(password, Math.min(password.length + 1, PASSWORD_OCTETS));
    }

    /** bcrypt's own base64: another alphabet, most significant bits first, no padding. */
    private static byte[] decode(String text, int octets) throws Unreadable {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            Encoding.require(value >= 0);
            held = (held << 6 | value) & 0xFFFF;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                out.write(held >> bits);
            }
        }
        return Arrays.copyOf(out.toByteArray(), octets);
    }
}
