package mailstead.mail.mime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The characters of octets whose charset nobody declared, or declared wrongly: each well-formed
 * sequence of UTF-8 is that, every other octet is windows-1252. So text that is valid UTF-8 is read
 * as such, old Western text too, and a text of both (a mailbox has them) as well as it can be. It
 * needs to look ahead by three octets only.
 */
final class GuessedText {

    /** Longest sequence of UTF-8. */
    static final int SEQUENCE_OCTETS_MAX = 4;

    private static final char[] WESTERN_UPPER_HALF = westernUpperHalf();

    private GuessedText() {}

    private static char[] westernUpperHalf() {
        byte[] octets = new byte[128];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (128 + i);
        }
        return new String(octets, Charset.forName("windows-1252")).toCharArray();
    }

    static String decode(byte[] octets) {
        return decode(octets, 0, octets.length);
    }

    static String decode(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] < 0) {
                StringBuilder text = new StringBuilder(to - from);
                append(octets, from, to, text);
                return text.toString();
            }
        }
        return new String(octets, from, to - from, StandardCharsets.US_ASCII);
    }

    static void append(byte[] octets, int from, int to, StringBuilder text) {
        int i = from;
        while (i < to) {
            int length = sequenceLength(octets, i, to);
            text.appendCodePoint(codePoint(octets, i, length));
            i += length;
        }
    }

    /**
     * The number of octets of the character at {@code at}: 1 also for an octet that begins no
     * sequence of UTF-8, or one that is cut off by {@code to}.
     */
    static int sequenceLength(byte[] octets, int at, int to) {
        int first = octets[at] & 0xFF;
        int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
        if (length == 1 || to - at < length) {
            return 1;
        }
        int second = octets[at + 1] & 0xFF;
        // RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF.
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 1;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((octets[i] & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }

    static int codePoint(byte[] octets, int at, int length) {
        int first = octets[at];
        return switch (length) {
            case 1 -> first >= 0 ? first : WESTERN_UPPER_HALF[first & 0x7F];
            case 2 -> (first & 0x1F) << 6 | octets[at + 1] & 0x3F;
            case 3 -> (first & 0x0F) << 12 | (octets[at + 1] & 0x3F) << 6 | octets[at + 2] & 0x3F;
            default ->
                    (first & 0x07) << 18
                            | (octets[at + 1] & 0x3F) << 12
                            | (octets[at + 2] & 0x3F) << 6
                            | octets[at + 3] & 0x3F;
        };
    }
}
