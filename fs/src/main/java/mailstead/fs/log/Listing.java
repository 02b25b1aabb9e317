package mailstead.fs.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import mailstead.fs.FileSystem;

/**
 * What a log's folder held at some moment: every name that was there from the listing's beginning
 * to its end, and perhaps some that came or went meanwhile. Names that are none of ours are passed
 * over. Immutable after its making.
 */
final class Listing {

    private final NavigableSet<Long> entries = new TreeSet<>();
    private final NavigableSet<Long> snapshots = new TreeSet<>();
    private final List<Names.Signed> witnesses = new ArrayList<>();
    private final List<Names.Signed> drafts = new ArrayList<>();

    Listing(List<FileSystem.Entry> names) {
        for (FileSystem.Entry entry : names) {
            String name = entry.name();
            switch (name.isEmpty() ? ' ' : name.charAt(0)) {
                case Names.ENTRY -> Names.number(name).ifPresent(entries::add);
                case Names.SNAPSHOT -> Names.number(name).ifPresent(snapshots::add);
                case Names.WITNESS -> Names.signed(name).ifPresent(witnesses::add);
                case Names.DRAFT -> Names.signed(name).ifPresent(drafts::add);
                default -> {}
            }
        }
        Comparator<Names.Signed> order =
                Comparator.comparingLong(Names.Signed::number).thenComparing(Names.Signed::name);
        witnesses.sort(order);
        drafts.sort(order);
    }

    /** Ascending. */
    NavigableSet<Long> entries() {
        return entries;
    }

    /** Ascending. */
    NavigableSet<Long> snapshots() {
        return snapshots;
    }

    /** Ascending by number. */
    List<Names.Signed> witnesses() {
        return witnesses;
    }

    /** Ascending by number. */
    List<Names.Signed> drafts() {
        return drafts;
    }

    /** 0 if there is none. */
    long newestEntry() {
        return entries.isEmpty() ? 0 : entries.last();
    }

    /** 0 if there is none. */
    long newestSnapshot() {
        return snapshots.isEmpty() ? 0 : snapshots.last();
    }

    /** The newest number that the folder speaks of. */
    long newest() {
        return Math.max(newestEntry(), newestSnapshot());
    }

    /**
     * The number of the newest snapshot but one: the collector touches nothing from there on. 0 if
     * there are not two.
     */
    long bound() {
        Long second = snapshots.isEmpty() ? null : snapshots.lower(snapshots.last());
        return second == null ? 0 : second;
    }

    /**
     * Whether this listing proves that no entry above the number had been collected when it began.
     *
     * <p>The collector removes entries only below the newest snapshot but one, and the snapshots
     * below that one first. Had it removed an entry above {@code number}, two snapshots above
     * {@code number} would be there for ever (or newer ones in their place), and none at or below
     * it.
     *
     * <p>Also asks that the entry itself is there, as it must be then: a folder from which
     * something else has removed files proves nothing.
     */
    boolean provesUncollectedAbove(long number) {
        return entries.contains(number)
                && snapshots.tailSet(number, false).size() <= 1
                && !snapshots.headSet(number, true).isEmpty();
    }
}
