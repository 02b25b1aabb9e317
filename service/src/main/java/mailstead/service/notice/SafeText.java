package mailstead.service.notice;

import java.util.ArrayList;
import java.util.List;

/**
 * Text of strangers made fit for a field or a line of ours: nothing in it can end a line or begin
 * another field. Pure.
 */
final class SafeText {

    /** RFC 5322 section 2.1.1 asks for 78 and demands 998. */
    static final int LINE_CHARS = 76;

    private SafeText() {}

    /** Control characters and halves of characters become question marks. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : '?'));
        return safe.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /**
     * ASCII only; others are written as RFC 6533 section 3 does in addresses: <code>\x{E9}</code>.
     */
    static String ascii(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        printable(text)
                .codePoints()
                .forEach(c -> {
                    if (c < 127) {
                        safe.append((char) c);
                    } else {
                        safe.append("\\x{").append(hex(c)).append('}');
                    }
                });
        return safe.toString();
    }

    /** An address as utf-8-addr-xtext (RFC 6533 section 3). */
    static String addressXtext(String address) {
        StringBuilder safe = new StringBuilder(address.length());
        printable(address)
                .codePoints()
                .forEach(c -> {
                    boolean isPlain = c > 32 && c < 127 && c != '\\' && c != '+' && c != '=';
                    if (isPlain) {
                        safe.append((char) c);
                    } else {
                        safe.append("\\x{").append(hex(c)).append('}');
                    }
                });
        return safe.toString();
    }

    private static String hex(int c) {
        StringBuilder digits = new StringBuilder();
        for (int rest = c; rest > 0 || digits.length() < 2; rest >>>= 4) {
            digits.insert(0, "0123456789ABCDEF".charAt(rest & 15));
        }
        return digits.toString();
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /**
     * Cuts a text into lines at its spaces, or, where a word is longer than a line, inside it.
     *
     * @return at least one line of at most {@link #LINE_CHARS} less {@code taken} characters
     */
    static List<String> lines(String text, int taken) {
        int room = Math.max(20, LINE_CHARS - taken);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split(" +", -1)) {
            String rest = word;
            if (!line.isEmpty() && line.length() + 1 + rest.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > room) {
                int cut = Character.isHighSurrogate(rest.charAt(room - 1)) ? room - 1 : room;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }
}
