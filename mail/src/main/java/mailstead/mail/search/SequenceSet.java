package mailstead.mail.search;

import java.util.List;
import mailstead.mail.folder.NumberSet;

/**
 * Messages as a client names them, by sequence numbers or by UIDs: the command around it says
 * which. What it stands for depends on the folder (RFC 9051 section 9, sequence-set). Immutable.
 */
public sealed interface SequenceSet {

    /** {@code 1:5,7,9:*}; the numbers need not exist. */
    record Ranges(List<Range> ranges) implements SequenceSet {

        /**
         * @param ranges at least one, in the order they were written
         */
        public Ranges {
            ranges = List.copyOf(ranges);
            if (ranges.isEmpty()) {
                throw new IllegalArgumentException("a set names at least one message");
            }
        }
    }

    /** {@code $}, the result that the last SEARCH with SAVE has kept (RFC 5182 section 2.1). */
    record Saved() implements SequenceSet {}

    /**
     * From one number to another, both included, in either order; a single number twice.
     *
     * @param first 1 to 2^32-1, or {@link #STAR}
     * @param last likewise
     */
    record Range(long first, long last) {

        /** {@code *}, the largest number in use. */
        public static final long STAR = 0;

        public Range {
            if (first < 0 || first > NumberSet.MAX || last < 0 || last > NumberSet.MAX) {
                throw new IllegalArgumentException("not a message number");
            }
        }

        public boolean hasStar() {
            return first == STAR || last == STAR;
        }
    }

    static SequenceSet of(long number) {
        return new Ranges(List.of(new Range(number, number)));
    }

    /**
     * The numbers meant, whether or not messages have them.
     *
     * @param largest what {@code *} stands for; 0 when the folder is empty, and then ranges with
     *     {@code *} hold nothing
     * @param saved what {@code $} stands for, in the same kind of numbers
     */
    default NumberSet resolve(long largest, NumberSet saved) {
        return switch (this) {
            case Saved() -> saved;
            case Ranges(var ranges) -> {
                NumberSet.Builder numbers = new NumberSet.Builder();
                for (Range range : ranges) {
                    if (!range.hasStar()) {
                        numbers.addRange(range.first(), range.last());
                    } else if (largest > 0) {
                        numbers.addRange(
                                range.first() == Range.STAR ? largest : range.first(),
                                range.last() == Range.STAR ? largest : range.last());
                    }
                }
                yield numbers.build();
            }
        };
    }

    /** Whether it holds {@code *}, so that the largest number must be known to resolve it. */
    default boolean hasStar() {
        return switch (this) {
            case Saved() -> false;
            case Ranges(var ranges) -> ranges.stream().anyMatch(Range::hasStar);
        };
    }
}
