package mailstead.mail.queue;

import java.util.Optional;

/**
 * The name of a queued message, unique over the cluster without anybody being asked, and sorted by
 * the time of its arrival (as far as clocks agree). Immutable.
 *
 * @param text {@link #LENGTH} digits and upper case letters
 */
public record QueueId(String text) implements Comparable<QueueId> {

    /** Of a number of 128 bits: 48 for milliseconds, 80 that are random or count up. */
    public static final int LENGTH = 26;

    public QueueId {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a queue id");
        }
    }

    public static Optional<QueueId> parse(String text) {
        return isValid(text) ? Optional.of(new QueueId(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        return text.length() == LENGTH
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z');
    }

    @Override
    public int compareTo(QueueId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
