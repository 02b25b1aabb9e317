package mailstead.directory.serve;

import java.util.Optional;

/**
 * A part of a file (RFC 9110 section 14.1.2). Immutable.
 *
 * @param from the first octet, from 0
 * @param length 1 or more
 */
record Range(long from, long length) {

    private static final String UNIT = "bytes=";
    private static final int DIGITS_MAX = 18;

    /** What came of a Range field. */
    sealed interface Wish {
        /** The whole file: no field, one that we do not understand, or several parts. */
        record Whole() implements Wish {}

        record Part(Range range) implements Wish {}

        /** There is nothing there. */
        record Unsatisfiable() implements Wish {}
    }

    /**
     * @param field empty if there is none
     * @param size of the file
     */
    static Wish of(Optional<String> field, long size) {
        if (field.isEmpty() || !field.get().startsWith(UNIT)) {
            return new Wish.Whole();
        }
        String[] ends = field.get().substring(UNIT.length()).strip().split("-", -1);
        if (ends.length != 2 || !isNumber(ends[0]) || !isNumber(ends[1])) {
            return new Wish.Whole();
        }
        if (ends[0].isEmpty()) {
            return ends[1].isEmpty() ? new Wish.Whole() : last(Long.parseLong(ends[1]), size);
        }
        long from = Long.parseLong(ends[0]);
        long to = ends[1].isEmpty() ? Long.MAX_VALUE : Long.parseLong(ends[1]);
        if (to < from) {
            return new Wish.Whole();
        }
        return from >= size
                ? new Wish.Unsatisfiable()
                : new Wish.Part(new Range(from, Math.min(to, size - 1) - from + 1));
    }

    private static Wish last(long count, long size) {
        long length = Math.min(count, size);
        return length == 0
                ? new Wish.Unsatisfiable()
                : new Wish.Part(new Range(size - length, length));
    }

    private static boolean isNumber(String text) {
        return text.length() <= DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
