package mailstead.directory.replica;

import java.time.Duration;
import mailstead.directory.copy.TrustedKeys;

/**
 * How a copy is kept. Immutable.
 *
 * @param folder of the node's own, on a local disk, absolute; its parent exists
 * @param keys of the publishers whom we believe
 * @param interval how often the source is asked for something new, 1 s to 1 h
 * @param old age at which the operator is told, longer than the interval
 * @param octetsMax the largest generation that is taken; as much again is needed on the disk while
 *     the next one comes
 */
public record ReplicaSettings(
        String folder, TrustedKeys keys, Duration interval, Duration old, long octetsMax) {

    /** How far the clocks of publisher and node may differ where a proof rests on them. */
    static final Duration CLOCKS_APART = Duration.ofSeconds(60);

    public ReplicaSettings {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0
                || interval.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("interval must be 1 s to 1 h");
        }
        if (old.compareTo(interval) <= 0 || octetsMax < 1) {
            throw new IllegalArgumentException("old must be above the interval, octetsMax above 0");
        }
    }
}
