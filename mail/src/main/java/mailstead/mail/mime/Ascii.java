package mailstead.mail.mime;

import java.util.Comparator;

/** Octets and characters of the grammar, compared and folded without any locale. */
final class Ascii {

    /** Orders without regard to ASCII case; everything else by its character. */
    static final Comparator<String> FOLDED_ORDER = Ascii::compareFolded;

    private Ascii() {}

    private static int compareFolded(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        for (int i = 0; i < shared; i++) {
            int difference = lower(one.charAt(i)) - lower(other.charAt(i));
            if (difference != 0) {
                return difference;
            }
        }
        return one.length() - other.length();
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (lower(text.charAt(i)) != text.charAt(i)) {
                return lowerFrom(text, i);
            }
        }
        return text;
    }

    private static String lowerFrom(String text, int first) {
        StringBuilder folded = new StringBuilder(text.length()).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            folded.append((char) lower(text.charAt(i)));
        }
        return folded.toString();
    }

    static boolean equalsFolded(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (lower(one.charAt(i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Space or tab. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isLineEnd(int c) {
        return c == '\r' || c == '\n';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A character of a token, RFC 2045 section 5.1: what may stand in names and types. */
    static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 127 && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(Ascii::isTokenCharacter);
    }

    /** A character of a header field's name, RFC 5322 section 2.2. */
    static boolean isFieldNameCharacter(int c) {
        return c > ' ' && c < 127 && c != ':';
    }

    static int hexDigit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = lower(c);
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
