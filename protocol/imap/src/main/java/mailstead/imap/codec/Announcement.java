package mailstead.imap.codec;

import java.util.Optional;

/**
 * The end of a line that says that a literal follows: {@code {3}}, {@code {3+}} (RFC 7888 section
 * 3) or {@code ~{3}} (RFC 3516 section 4.4).
 *
 * @param start where it begins in the line
 * @param octets 0 to 2^63-1; what does not fit is the largest
 */
record Announcement(int start, long octets, boolean isSynchronizing, boolean isBinary) {

    static Optional<Announcement> of(byte[] line) {
        int at = line.length - 1;
        if (at < 2 || line[at] != '}') {
            return Optional.empty();
        }
        boolean isSynchronizing = line[at - 1] != '+';
        int last = isSynchronizing ? at - 1 : at - 2;
        int first = last;
        while (first >= 0 && line[first] >= '0' && line[first] <= '9') {
            first--;
        }
        if (first == last || first < 0 || line[first] != '{') {
            return Optional.empty();
        }
        boolean isBinary = first > 0 && line[first - 1] == '~';
        return Optional.of(
                new Announcement(
                        isBinary ? first - 1 : first,
                        number(line, first + 1, last + 1),
                        isSynchronizing,
                        isBinary));
    }

    private static long number(byte[] line, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = line[i] - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
