package mailstead.fs.log;

import java.time.Duration;

/**
 * The numbers that a log's cost depends on; its safety depends on none of them. All hosts should
 * use the same. Immutable.
 *
 * @param snapshotAfterOctets entries since the newest snapshot make a new one due when they have so
 *     many, each counted with {@link #ENTRY_COST_OCTETS} more, and these are also {@code
 *     snapshotAfterShare} of the snapshot's size
 * @param snapshotAfterShare above 0
 * @param snapshotAfterEntries make one due in any case: openers read no more files than this
 * @param rememberedNonces of how many entries a snapshot records who wrote them; a writer that
 *     slept through more than these cannot find out what became of an append (at least 1)
 * @param comfortEntries that could be removed are kept for late readers until they are {@code
 *     comfortTime} old
 * @param comfortTime by the server's clock
 * @param removalsMax files that one {@link SharedLog#upkeep} removes
 * @param groupOctetsMax and {@code groupChangesMax}: one entry takes no further change when it has
 *     this much
 * @param recentChangesMax and {@code recentOctetsMax}: changes kept in memory for {@link
 *     SharedLog#since}
 * @param patience for how long an append waits for another append of this process before it goes
 *     its own way
 */
public record LogPolicy(
        int snapshotAfterOctets,
        double snapshotAfterShare,
        int snapshotAfterEntries,
        int rememberedNonces,
        int comfortEntries,
        Duration comfortTime,
        int removalsMax,
        int groupOctetsMax,
        int groupChangesMax,
        int recentChangesMax,
        int recentOctetsMax,
        Duration patience) {

    /** Opening and closing a file over NFS takes as long as reading so much more. */
    static final int ENTRY_COST_OCTETS = 16 * 1024;

    public LogPolicy {
        if (snapshotAfterEntries < 1
                || rememberedNonces < 1
                || removalsMax < 1
                || groupChangesMax < 1
                || groupOctetsMax < 1
                || groupOctetsMax > SharedLog.PAYLOAD_OCTETS_MAX / 2) {
            throw new IllegalArgumentException("a log cannot work with such numbers");
        }
    }

    public static final LogPolicy DEFAULT =
            new LogPolicy(
                    1024 * 1024,
                    0.5,
                    512,
                    256,
                    64,
                    Duration.ofHours(2),
                    256,
                    256 * 1024,
                    64,
                    512,
                    64 * 1024,
                    Duration.ofSeconds(10));
}
