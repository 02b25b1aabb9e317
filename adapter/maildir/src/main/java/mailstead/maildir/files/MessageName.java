package mailstead.maildir.files;

import java.util.OptionalLong;

/**
 * A file's name in {@code new} or {@code cur}: {@code base,S=octets,W=octets:2,flags}. Immutable.
 *
 * @param text the whole name
 * @param key what stays the same when flags change: everything before the first colon
 * @param base the unique part: everything before the first comma or colon
 * @param seconds at the start of the name, for the order of delivery; 0 if there are none
 * @param stored octets on disk ({@code ,S=}), where the name tells
 * @param onWire octets with CRLF line ends ({@code ,W=}), where the name tells
 */
public record MessageName(
        String text,
        String key,
        String base,
        long seconds,
        OptionalLong stored,
        OptionalLong onWire) {

    private static final int DIGITS_MAX = 18;

    public static MessageName parse(String text) {
        int colon = text.indexOf(':');
        String key = colon < 0 ? text : text.substring(0, colon);
        int comma = key.indexOf(',');
        String base = comma < 0 ? key : key.substring(0, comma);
        return new MessageName(
                text, key, base, seconds(text), number(key, ",S="), number(key, ",W="));
    }

    /** The name under which a message of ours is published. */
    public static String of(String base, long stored, long onWire) {
        return base + ",S=" + stored + ",W=" + onWire;
    }

    /** Whether the file's octets are the message's: nothing to convert. */
    public boolean isVerbatim() {
        return stored.isPresent() && stored.equals(onWire);
    }

    /** What a name begins with, for the order of delivery. */
    public static long seconds(String text) {
        int end = 0;
        while (end < text.length() && end < DIGITS_MAX && isDigit(text.charAt(end))) {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(text, 0, end, 10);
    }

    private static OptionalLong number(String key, String label) {
        int start = key.indexOf(label);
        if (start < 0) {
            return OptionalLong.empty();
        }
        start += label.length();
        int end = start;
        while (end < key.length() && isDigit(key.charAt(end))) {
            end++;
        }
        boolean isWhole =
                end > start
                        && end - start <= DIGITS_MAX
                        && (end == key.length() || key.charAt(end) == ',');
        return isWhole
                ? OptionalLong.of(Long.parseLong(key, start, end, 10))
                : OptionalLong.empty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
