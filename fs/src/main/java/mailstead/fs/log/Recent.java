package mailstead.fs.log;

import java.util.ArrayList;
import java.util.List;
import mailstead.fs.log.Passage.Change;

/**
 * The changes of the last entries, as many as are worth their memory. Immutable.
 *
 * @param after all changes of entries above this number are here
 * @param octets of all payloads
 */
record Recent(long after, List<Change> changes, int octets) {

    /** Nothing is remembered of an entry and what was before it. */
    static Recent since(long number) {
        return new Recent(number, List.of(), 0);
    }

    /** With what the next entries did; forgets the oldest entries beyond the policy's limits. */
    Recent plus(List<Change> next, LogPolicy policy) {
        if (next.isEmpty()) {
            return this;
        }
        List<Change> all = new ArrayList<>(changes);
        all.addAll(next);
        int octetsNow = octets;
        for (Change change : next) {
            octetsNow += change.payload().length;
        }
        long afterNow = after;
        int forgotten = 0;
        while (forgotten < all.size()
                && (all.size() - forgotten > policy.recentChangesMax()
                        || octetsNow > policy.recentOctetsMax()
                        || all.get(forgotten).number() == afterNow)) {
            afterNow = all.get(forgotten).number();
            octetsNow -= all.get(forgotten).payload().length;
            forgotten++;
        }
        return new Recent(afterNow, List.copyOf(all.subList(forgotten, all.size())), octetsNow);
    }

    Passage since(long number, long newest) {
        if (number < after || number > newest) {
            return new Passage.Jump();
        }
        return new Passage.Steps(
                changes.stream().filter(change -> change.number() > number).toList());
    }
}
