package mailstead.mail.mime;

/**
 * Values with charset, language and percent-encoding: {@code utf-8'en'text} (RFC 2231 section 4).
 */
final class ExtendedValue {

    private static final String HEX_DIGITS = "0123456789ABCDEF";

    private ExtendedValue() {}

    static String decode(RawText value) {
        byte[] octets = value.array();
        int first = indexOf(octets, '\'', 0);
        int second = first < 0 ? -1 : indexOf(octets, '\'', first + 1);
        String charset = second < 0 ? "" : GuessedText.decode(octets, 0, first);
        Octets decoded = new Octets(octets.length);
        for (int i = second + 1; i < octets.length; i++) {
            int escaped = octets[i] == '%' ? escape(octets, i + 1) : -1;
            if (escaped >= 0) {
                decoded.add(escaped);
                i += 2;
            } else {
                decoded.add(octets[i]);
            }
        }
        return Charsets.decode(decoded.array(), 0, decoded.length(), charset);
    }

    /** Adds a piece without charset to a value that has one. */
    static void encode(RawText piece, Octets value) {
        for (byte octet : piece.array()) {
            if (Ascii.isTokenCharacter(octet) && octet != '%' && octet != '*' && octet != '\'') {
                value.add(octet);
            } else {
                value.add('%');
                value.add(HEX_DIGITS.charAt(octet >> 4 & 0xF));
                value.add(HEX_DIGITS.charAt(octet & 0xF));
            }
        }
    }

    private static int escape(byte[] octets, int at) {
        if (at + 2 > octets.length) {
            return -1;
        }
        int high = Ascii.hexDigit(octets[at]);
        int low = Ascii.hexDigit(octets[at + 1]);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int indexOf(byte[] octets, int wanted, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
