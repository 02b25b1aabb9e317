package mailstead.imap.codec;

import java.util.Optional;

/**
 * Mailbox names of RFC 3501 section 5.1.3 in ASCII: everything beyond is UTF-16 in a base64 of its
 * own between {@code &} and {@code -}. Each name has one encoding only, and others are not decoded.
 */
final class ModifiedUtf7 {

    private static final String BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private ModifiedUtf7() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '&') {
                encoded.append("&-");
                i++;
            } else if (isPlain(c)) {
                encoded.append(c);
                i++;
            } else {
                int end = i;
                while (end < text.length() && !isPlain(text.charAt(end))) {
                    end++;
                }
                encodeShifted(text, i, end, encoded);
                i = end;
            }
        }
        return encoded.toString();
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

    /** Empty if it is not the encoding of any text. */
    static Optional<String> decode(String encoded) {
        StringBuilder text = new StringBuilder(encoded.length());
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (!isPlain(c)) {
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
            } else if (!decodeShifted(encoded, i + 1, end, text)
                    || encoded.startsWith("&", end + 1) && !encoded.startsWith("&-", end + 1)) {
                // RFC 3501 section 5.1.3: no superfluous shifts, so none right after another.
                return Optional.empty();
            }
            i = end + 1;
        }
        return isPaired(text) ? Optional.of(text.toString()) : Optional.empty();
    }

    private static boolean decodeShifted(String encoded, int from, int to, StringBuilder text) {
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
                if (isPlain(c)) {
                    return false;
                }
                text.append(c);
                bits &= (1 << count) - 1;
            }
        }
        return count < 6 && bits == 0;
    }

    /** What stands for itself, {@code &} aside. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~';
    }

    private static boolean isPaired(CharSequence text) {
        return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
