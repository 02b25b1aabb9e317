package mailstead.mail.folder;

import java.util.List;

/**
 * One step from a folder's state to the next. Deterministic; decided by one node on the newest
 * state and applied by all. Immutable.
 */
public sealed interface Change {

    /** New messages get the next UIDs in this order. */
    record Added(List<Arrival> arrivals) implements Change {
        public Added {
            arrivals = List.copyOf(arrivals);
        }
    }

    /** Messages of the set that are not there (any more) are passed over. */
    record Flagged(NumberSet uids, Mode mode, Flags flags) implements Change {}

    /** RFC 9051 section 6.4.6: {@code +FLAGS}, {@code -FLAGS} and {@code FLAGS}. */
    enum Mode {
        ADD,
        REMOVE,
        REPLACE
    }

    /** Removed because somebody said so: their files may be unlinked by anybody from now on. */
    record Expunged(NumberSet uids) implements Change {}

    /**
     * Removed because their files are nowhere: other software took them. Should a file come back,
     * it is a new message.
     */
    record Vanished(NumberSet uids) implements Change {}

    /**
     * One new message.
     *
     * @param wireOctets -1 while it is not known
     * @param copiedEmailId as in {@link Message#copiedEmailId}
     */
    record Arrival(
            String key,
            Flags flags,
            long receivedSeconds,
            long savedSeconds,
            long wireOctets,
            String copiedEmailId) {

        /** What it becomes. */
        public Message message(long uid, long modSeq) {
            return new Message(
                    uid,
                    key,
                    flags,
                    modSeq,
                    receivedSeconds,
                    savedSeconds,
                    wireOctets,
                    copiedEmailId);
        }
    }
}
