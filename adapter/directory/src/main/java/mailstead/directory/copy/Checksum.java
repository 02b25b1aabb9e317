package mailstead.directory.copy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a whole file. Immutable.
 *
 * @param hex 64 digits, lower case
 */
public record Checksum(String hex) {

    private static final int DIGITS = 64;

    public Checksum {
        if (hex.length() != DIGITS
                || !hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new IllegalArgumentException("not a SHA-256");
        }
    }

    static Checksum parse(String text) throws BadCopy {
        try {
            return new Checksum(text);
        } catch (IllegalArgumentException _) {
            throw new BadCopy("not a checksum");
        }
    }

    public static Checksum of(byte[] octets) {
        return of(digest(), octets);
    }

    private static Checksum of(MessageDigest digest, byte[] octets) {
        return new Checksum(HexFormat.of().formatHex(digest.digest(octets)));
    }

    /** What a running digest has come to; it begins anew. */
    public static Checksum of(MessageDigest digest) {
        return of(digest, new byte[0]);
    }

    /** For a file that comes in pieces. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
