package mailstead.service.password;

import java.util.Base64;
import java.util.HexFormat;

/** The text forms of octets in encoded passwords. */
final class Encoding {

    /** The alphabet of crypt(3), in the order of its values. */
    static final String CRYPT_ALPHABET =
            "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** No salt or hash that we accept is longer, in characters. */
    private static final int TEXT_CHARACTERS_MAX = 1_024;

    private Encoding() {}

    /**
     * Base64 (RFC 4648 section 4), with or without padding, also with passlib's {@code .} for
     * {@code +}.
     */
    static byte[] base64(String text) throws Scheme.Unreadable {
        checkLength(text);
        try {
            return Base64.getDecoder().decode(text.replace('.', '+'));
        } catch (IllegalArgumentException _) {
            throw new Scheme.Unreadable();
        }
    }

    static byte[] hex(String text) throws Scheme.Unreadable {
        checkLength(text);
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException _) {
            throw new Scheme.Unreadable();
        }
    }

    /** A decimal number without sign, from {@code min} to {@code max}. */
    static int number(String text, int min, int max) throws Scheme.Unreadable {
        if (text.isEmpty()
                || text.length() > 9
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Scheme.Unreadable();
        }
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw new Scheme.Unreadable();
        }
        return number;
    }

    /** The number after {@code name=}. */
    static int parameter(String text, String name, int min, int max) throws Scheme.Unreadable {
        if (!text.startsWith(name + "=")) {
            throw new Scheme.Unreadable();
        }
        return number(text.substring(name.length() + 1), min, max);
    }

    /** Exactly so many parts, cut at a separator; empty parts count. */
    static String[] split(String text, char separator, int count) throws Scheme.Unreadable {
        String[] parts = text.split(java.util.regex.Pattern.quote(String.valueOf(separator)), -1);
        if (parts.length != count) {
            throw new Scheme.Unreadable();
        }
        return parts;
    }

    static void require(boolean condition) throws Scheme.Unreadable {
        if (!condition) {
            throw new Scheme.Unreadable();
        }
    }

    private static void checkLength(String text) throws Scheme.Unreadable {
        require(text.length() <= TEXT_CHARACTERS_MAX);
    }
}
