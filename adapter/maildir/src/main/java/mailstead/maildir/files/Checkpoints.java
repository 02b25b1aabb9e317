package mailstead.maildir.files;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in messages that are stored with other line ends than they are read with some octets are,
 * so that whoever reads on need not begin at the beginning. Shared.
 */
public final class Checkpoints {

    private static final int MESSAGES_MAX = 10_000;
    private static final int EACH_MAX = 16;

    private final BoundedCache<String, List<Checkpoint>> byMessage =
            new BoundedCache<>(MESSAGES_MAX);

    /**
     * One place.
     *
     * @param read octets before it as they are read
     * @param stored octets before it in the file
     * @param isAfterCr whether the one before is a CR
     */
    record Checkpoint(long read, long stored, boolean isAfterCr) {
        static final Checkpoint START = new Checkpoint(0, 0, false);
    }

    /** The last known place that is not behind {@code position}. */
    Checkpoint before(String message, long position) {
        Checkpoint best = Checkpoint.START;
        for (Checkpoint checkpoint : byMessage.get(message).orElse(List.of())) {
            if (checkpoint.read() <= position && checkpoint.read() > best.read()) {
                best = checkpoint;
            }
        }
        return best;
    }

    void put(String message, Checkpoint checkpoint) {
        List<Checkpoint> known = byMessage.get(message).orElse(List.of());
        if (checkpoint.read() == 0 || known.contains(checkpoint)) {
            return;
        }
        List<Checkpoint> more = new ArrayList<>(known);
        if (more.size() == EACH_MAX) {
            more.removeFirst();
        }
        more.add(checkpoint);
        byMessage.put(message, List.copyOf(more));
    }
}
