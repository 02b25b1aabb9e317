package mailstead.service.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;

/**
 * crypt(3): {@code $1$} (MD5), {@code $5$} (SHA-256), {@code $6$} (SHA-512) and the thirteen
 * characters of DES.
 */
final class UnixCrypt implements Scheme {

    private static final Pattern MD5 =
            Pattern.compile("\\$1\\$[./0-9A-Za-z]{0,8}\\$[./0-9A-Za-z]{22}");
    private static final Pattern SHA =
            Pattern.compile(
                    "\\$[56]\\$(?:rounds=(\\d{1,9})\\$)?[./0-9A-Za-z]{1,16}\\$(?:[./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})");
    private static final Pattern DES = Pattern.compile("[./0-9A-Za-z]{13}");

    /** The format allows 999,999,999: most of an hour. */
    private static final int ROUNDS_MAX = 1_000_000;

    /** As costly to those who check it as argon2id is to us, about 30 ms of a core. */
    private static final int ROUNDS_MADE = 50_000;

    private static final String MADE = "$6$rounds=" + ROUNDS_MADE + "$";
    private static final String ALPHABET =
            "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SALT_CHARACTERS = 16;
    private static final int HASH_CHARACTERS = 86;

    /** A new {@code $6$} of a password. */
    static String make(byte[] password, RandomGenerator random) {
        // The library wipes what it is given.
        return Crypt.crypt(password.clone(), MADE + characters(SALT_CHARACTERS, random) + "$");
    }

    /** One like those of {@link #make} that no password is known to fit. */
    static String unmatched(RandomGenerator random) {
        return MADE
                + characters(SALT_CHARACTERS, random)
                + "$"
                + characters(HASH_CHARACTERS, random);
    }

    /** Whether a body is as strong as those of {@link #make}. */
    static boolean isAsStrong(String body) {
        var sha = SHA.matcher(body);
        return body.startsWith("$6$")
                && sha.matches()
                && sha.group(1) != null
                && Integer.parseInt(sha.group(1)) >= ROUNDS_MADE;
    }

    private static String characters(int count, RandomGenerator random) {
        StringBuilder characters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            characters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return characters.toString();
    }

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        var sha = SHA.matcher(body);
        boolean isSha = sha.matches();
        Encoding.require(isSha || MD5.matcher(body).matches() || DES.matcher(body).matches());
        if (isSha && sha.group(1) != null) {
            Encoding.number(sha.group(1), 1, ROUNDS_MAX);
        }
        try {
            // The library wipes what it is given.
            String made = Crypt.crypt(password.clone(), body);
            return MessageDigest.isEqual(
                    made.getBytes(StandardCharsets.US_ASCII),
                    body.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException _) {
            throw new Unreadable();
        }
    }
}
