package mailstead.maildir.digest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment file's name: {@code d<version>.<from>-<to>.<octets>.<unique>}. It tells for which
 * messages the file is worth reading, and how long it must be. Immutable.
 *
 * @param fromSeconds the least that a key in it begins with, 0 or more
 * @param toSeconds the most
 * @param octets of the whole file
 * @param unique never given to another file
 */
record SegmentName(long fromSeconds, long toSeconds, int octets, String unique) {

    /** To be changed with every change of the form of segments. */
    static final int VERSION = 1;

    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final Pattern FORM =
            Pattern.compile(
                    "d%d\\.%2$s-%2$s\\.%2$s\\.([A-Za-z0-9._-]{1,120})".formatted(VERSION, NUMBER));

    /** Empty for what this version has not written. */
    static Optional<SegmentName> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long octets = Long.parseLong(matcher.group(3));
        return octets > DigestSegment.OCTETS_MAX
                ? Optional.empty()
                : Optional.of(
                        new SegmentName(
                                Long.parseLong(matcher.group(1)),
                                Long.parseLong(matcher.group(2)),
                                (int) octets,
                                matcher.group(4)));
    }

    /** Whether the segment may hold a key that begins with so many seconds. */
    boolean covers(long seconds) {
        return fromSeconds <= seconds && seconds <= toSeconds;
    }

    @Override
    public String toString() {
        return "d%d.%d-%d.%d.%s".formatted(VERSION, fromSeconds, toSeconds, octets, unique);
    }
}
