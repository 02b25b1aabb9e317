package mailstead.smtp.codec;

import java.util.Optional;

/** The encoding of parameter values that may hold any character (RFC 3461 section 4). */
final class Xtext {

    private Xtext() {}

    /** Empty when it is not xtext, or stands for something other than printable ASCII. */
    static Optional<String> decode(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                if (i + 2 >= text.length()) {
                    return Optional.empty();
                }
                int high = hexDigit(text.charAt(i + 1));
                int low = hexDigit(text.charAt(i + 2));
                c = (char) (high << 4 | low);
                i += 2;
                if (high < 0 || low < 0 || c < 32 || c > 126) {
                    return Optional.empty();
                }
            } else if (c < 33 || c > 126 || c == '=') {
                return Optional.empty();
            }
            plain.append(c);
        }
        return Optional.of(plain.toString());
    }

    /** Capital letters only, as the grammar says. */
    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
