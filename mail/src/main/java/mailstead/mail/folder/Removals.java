package mailstead.mail.folder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is remembered of the messages that a folder has lost: which UIDs, for clients that were away
 * (RFC 7162 section 3.2.5.2), and the keys of those that were expunged, so that a file which is
 * late to go is not taken for new mail. Immutable and bounded.
 *
 * @param remembered oldest first
 * @param knownSince every removal after this modification sequence is remembered
 */
public record Removals(List<Removal> remembered, long knownSince) {

    /** How many removals are remembered exactly; older ones are told by what is not there. */
    private static final int REMOVALS_MAX = 2_000;

    /** How many keys of expunged messages are remembered. */
    private static final int KEYS_MAX = 2_000;

    public Removals {
        remembered = List.copyOf(remembered);
    }

    /**
     * Messages that were removed together.
     *
     * @param expungedKeys whose files may still be there and must not come back; empty for vanished
     *     messages
     */
    public record Removal(long modSeq, NumberSet uids, List<String> expungedKeys) {
        public Removal {
            expungedKeys = List.copyOf(expungedKeys);
        }
    }

    /** Nothing is remembered of what was removed up to this modification sequence. */
    public static Removals noneSince(long modSeq) {
        return new Removals(List.of(), modSeq);
    }

    /** With one more; drops the oldest beyond the bounds, but never the newest one. */
    Removals plus(Removal newest) {
        List<Removal> all = new ArrayList<>(remembered);
        all.add(newest);
        long since = knownSince;
        int keys = all.stream().mapToInt(removal -> removal.expungedKeys().size()).sum();
        while (all.size() > 1 && (all.size() > REMOVALS_MAX || keys > KEYS_MAX)) {
            Removal oldest = all.removeFirst();
            keys -= oldest.expungedKeys().size();
            since = oldest.modSeq();
        }
        return new Removals(all, since);
    }

    /**
     * The UIDs removed after this modification sequence.
     *
     * @param modSeq not below {@link #knownSince}
     */
    NumberSet uidsSince(long modSeq) {
        NumberSet.Builder removed = new NumberSet.Builder();
        for (Removal removal : remembered) {
            if (removal.modSeq() > modSeq) {
                removed.addAll(removal.uids());
            }
        }
        return removed.build();
    }

    /** All keys that are remembered of expunged messages. */
    public Set<String> expungedKeys() {
        Set<String> keys = new HashSet<>();
        remembered.forEach(removal -> keys.addAll(removal.expungedKeys()));
        return keys;
    }
}
