package mailstead.mail.folder;

import java.util.Optional;

/**
 * Names of folders in ASCII (RFC 3501 section 5.1.3): everything beyond is UTF-16 in a base64 of
 * its own between {@code &} and {@code -}.
 */
public final class ModifiedUtf7 {

    private static final String BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private ModifiedUtf7() {}

    /** The one encoding that a text has in IMAP. */
    public static String encode(String text) {
        return encode(text, "");
    }

    /**
     * @param shifted characters that must not appear although they could stand for themselves
     */
    public static String encode(String text, String shifted) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '&') {
                encoded.append("&-");
                i++;
            } else if (isPlain(c, shifted)) {
                encoded.append(c);
                i++;
            } else {
                int end = i;
                while (end < text.length() && !isPlain(text.charAt(end), shifted)) {
                    end++;
                }
                encodeShifted(text, i, end, encoded);
                i = end;
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c, String shifted) {
        return isPlain(c) && shifted.indexOf(c) < 0;
    }

    private static void encodeShifted(String text, int from, int to, StringBuilder encoded) {
        encoded.append('&');
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 16 | text.charAt(i);
            count += 16;
            while (count >= 6) {
                count -= 6;
                encoded.append(BASE64.charAt(bits >>> count & 63));
            }
            bits &= (1 << count) - 1;
        }
        if (count > 0) {
            encoded.append(BASE64.charAt(bits << 6 - count & 63));
        }
        encoded.append('-');
    }

    /** Empty if it is not what {@link #encode(String)} makes of any text. */
    public static Optional<String> decode(String encoded) {
        return decode(encoded, true).filter(ModifiedUtf7::isPaired);
    }

    /**
     * What other software may have written: characters may be encoded that need not be, or not be
     * that should. Empty if even so there is no sense in it.
     */
    public static Optional<String> decodeLoosely(String encoded) {
        return decode(encoded, false);
    }

    private static Optional<String> decode(String encoded, boolean isStrict) {
        StringBuilder text = new StringBuilder(encoded.length());
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (isStrict && !isPlain(c)) {
                return Optional.empty();
            }
            if (c != '&') {
                text.append(c);
                i++;
                continue;
            }
            int end = encoded.indexOf('-', i);
            if (end < 0) {
                return Optional.empty();
            }
            if (end == i + 1) {
                text.append('&');
            } else if (!decodeShifted(encoded, i + 1, end, isStrict, text)
                    || isStrict && isShiftedAgain(encoded, end + 1)) {
                return Optional.empty();
            }
            i = end + 1;
        }
        return Optional.of(text.toString());
    }

    /** RFC 3501 section 5.1.3: no superfluous shifts, so none right after another. */
    private static boolean isShiftedAgain(String encoded, int at) {
        return encoded.startsWith("&", at) && !encoded.startsWith("&-", at);
    }

    private static boolean decodeShifted(
            String encoded, int from, int to, boolean isStrict, StringBuilder text) {
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            int digit = BASE64.indexOf(encoded.charAt(i));
            if (digit < 0) {
                return false;
            }
            bits = bits << 6 | digit;
            count += 6;
            if (count >= 16) {
                count -= 16;
                char c = (char) (bits >>> count);
                if (isStrict && isPlain(c)) {
                    return false;
                }
                text.append(c);
                bits &= (1 << count) - 1;
            }
        }
        return count < 6 && (bits == 0 || !isStrict);
    }

    /** What stands for itself, {@code &} aside. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~';
    }

    private static boolean isPaired(CharSequence text) {
        return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
