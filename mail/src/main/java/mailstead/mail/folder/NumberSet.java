package mailstead.mail.folder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A set of message numbers or UIDs, 1 to 2^32-1, held as ranges: {@code 1:4294967295} costs as much
 * as {@code 7}. Immutable.
 */
public final class NumberSet {

    /** RFC 9051 section 9: nz-number. */
    public static final long MAX = 0xFFFF_FFFFL;

    public static final NumberSet EMPTY = new NumberSet(new long[0], 0);

    public static final NumberSet ALL = range(1, MAX);

    /** First and last of each range, ascending; ranges neither touch nor overlap. */
    private final long[] bounds;

    private final long count;

    private NumberSet(long[] bounds, long count) {
        this.bounds = bounds;
        this.count = count;
    }

    public static NumberSet of(long... numbers) {
        Builder builder = new Builder();
        for (long number : numbers) {
            builder.add(number);
        }
        return builder.build();
    }

    /** Both ends included, in either order. */
    public static NumberSet range(long one, long other) {
        return new Builder().addRange(one, other).build();
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many numbers it holds. */
    public long count() {
        return count;
    }

    /** How many ranges it is made of. */
    public int ranges() {
        return bounds.length / 2;
    }

    /** The first number of a range, {@code 0 <= index < ranges()}. */
    public long first(int index) {
        return bounds[2 * index];
    }

    /** The last number of a range. */
    public long last(int index) {
        return bounds[2 * index + 1];
    }

    /** The smallest number; the set must not be empty. */
    public long min() {
        return bounds[0];
    }

    /** The largest number; the set must not be empty. */
    public long max() {
        return bounds[bounds.length - 1];
    }

    public boolean contains(long number) {
        int at = Arrays.binarySearch(bounds, number);
        return at >= 0 || ((-at - 1) & 1) == 1;
    }

    /** Whether any number from {@code first} to {@code last} is in the set. */
    public boolean intersects(long first, long last) {
        int at = Arrays.binarySearch(bounds, first);
        int insertion = at >= 0 ? at : -at - 1;
        return at >= 0
                || (insertion & 1) == 1
                || (insertion < bounds.length && bounds[insertion] <= last);
    }

    public NumberSet plus(NumberSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty() ? other : new Builder().addAll(this).addAll(other).build();
    }

    public NumberSet minus(NumberSet other) {
        Builder left = new Builder();
        int next = 0;
        for (int i = 0; i < ranges(); i++) {
            long from = first(i);
            while (next < other.ranges() && other.last(next) < from) {
                next++;
            }
            for (int j = next; j < other.ranges() && other.first(j) <= last(i); j++) {
                if (other.first(j) > from) {
                    left.addRange(from, other.first(j) - 1);
                }
                from = other.last(j) + 1;
            }
            if (from <= last(i)) {
                left.addRange(from, last(i));
            }
        }
        return left.build();
    }

    public NumberSet intersection(NumberSet other) {
        return minus(minus(other));
    }

    /** Each number in ascending order; mind {@link #count} before. */
    public void forEach(LongConsumer action) {
        for (int i = 0; i < ranges(); i++) {
            for (long number = first(i); number <= last(i); number++) {
                action.accept(number);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** As a sequence-set of RFC 9051 section 9: {@code 1:3,7}; empty for the empty set. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ranges(); i++) {
            text.append(i == 0 ? "" : ",").append(first(i));
            if (last(i) > first(i)) {
                text.append(':').append(last(i));
            }
        }
        return text.toString();
    }

    /** Collects numbers in any order; cheapest in ascending order. Confined to its maker. */
    public static final class Builder {

        private final List<long[]> ranges = new ArrayList<>();
        private boolean isSorted = true;

        public Builder add(long number) {
            return addRange(number, number);
        }

        /** Both ends included, in either order. */
        public Builder addRange(long one, long other) {
            long first = Math.min(one, other);
            long last = Math.max(one, other);
            if (first < 1 || last > MAX) {
                throw new IllegalArgumentException("not a message number");
            }
            if (!ranges.isEmpty()) {
                long[] newest = ranges.getLast();
                if (first >= newest[0] && first <= newest[1] + 1) {
                    newest[1] = Math.max(newest[1], last);
                    return this;
                }
                isSorted &= first > newest[1];
            }
            ranges.add(new long[] {first, last});
            return this;
        }

        public Builder addAll(NumberSet set) {
            for (int i = 0; i < set.ranges(); i++) {
                addRange(set.first(i), set.last(i));
            }
            return this;
        }

        public NumberSet build() {
            if (ranges.isEmpty()) {
                return EMPTY;
            }
            List<long[]> merged = isSorted ? ranges : merged();
            long[] bounds = new long[2 * merged.size()];
            long count = 0;
            for (int i = 0; i < merged.size(); i++) {
                bounds[2 * i] = merged.get(i)[0];
                bounds[2 * i + 1] = merged.get(i)[1];
                count += merged.get(i)[1] - merged.get(i)[0] + 1;
            }
            return new NumberSet(bounds, count);
        }

        private List<long[]> merged() {
            ranges.sort((one, other) -> Long.compare(one[0], other[0]));
            List<long[]> merged = new ArrayList<>();
            for (long[] range : ranges) {
                if (!merged.isEmpty() && range[0] <= merged.getLast()[1] + 1) {
                    merged.getLast()[1] = Math.max(merged.getLast()[1], range[1]);
                } else {
                    merged.add(range.clone());
                }
            }
            return merged;
        }
    }
}
