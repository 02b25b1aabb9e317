package mailstead.testkit.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lines in the order in which they were appended, each with the number of its entry. Immutable; a
 * longer one shares what came before.
 */
public final class Ledger {

    public static final Ledger EMPTY = new Ledger(new ArrayList<>(), 0, 0);

    private final List<Line> shared;
    private final int size;
    private final long last;

    /** One payload. */
    public record Line(long number, String text) {}

    private Ledger(List<Line> shared, int size, long last) {
        this.shared = shared;
        this.size = size;
        this.last = last;
    }

    /**
     * @throws IllegalArgumentException if the number is smaller than that of the line before
     */
    public Ledger plus(long number, String text) {
        if (number < last) {
            throw new IllegalArgumentException(number + " after " + last);
        }
        synchronized (shared) {
            // The longest ledger of a family may grow in place: shorter ones do not see it.
            List<Line> lines =
                    size > 0 && shared.size() == size
                            ? shared
                            : new ArrayList<>(shared.subList(0, size));
            lines.add(new Line(number, text));
            return new Ledger(lines, size + 1, number);
        }
    }

    public int size() {
        return size;
    }

    public List<Line> lines() {
        synchronized (shared) {
            return List.copyOf(shared.subList(0, size));
        }
    }

    public List<String> texts() {
        return lines().stream().map(Line::text).toList();
    }

    /** Whether no text is there twice. */
    public boolean isWithoutRepetition() {
        Set<String> seen = new HashSet<>();
        return texts().stream().allMatch(seen::add);
    }

    /** Whether this one begins with all of the other. */
    public boolean continues(Ledger other) {
        List<Line> lines = lines();
        return lines.size() >= other.size() && lines.subList(0, other.size()).equals(other.lines());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ledger ledger && ledger.lines().equals(lines());
    }

    @Override
    public int hashCode() {
        return lines().hashCode();
    }

    @Override
    public String toString() {
        return lines().toString();
    }
}
