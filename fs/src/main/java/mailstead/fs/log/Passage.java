package mailstead.fs.log;

import java.util.List;

/** The way from an earlier view to the newest known one. Immutable. */
public sealed interface Passage {

    /** All changes in between, in order; none if there is nothing new. */
    record Steps(List<Change> changes) implements Passage {
        public Steps {
            changes = List.copyOf(changes);
        }
    }

    /** The changes are not known one by one: compare the states. */
    record Jump() implements Passage {}

    /**
     * One payload.
     *
     * @param number of the entry that holds it
     * @param payload not to be modified
     */
    record Change(long number, byte[] payload) {}
}
