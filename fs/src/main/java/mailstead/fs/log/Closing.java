package mailstead.fs.log;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;

/**
 * Closes a generation that is given up, so that nobody gets an append to it confirmed any more.
 *
 * <p>Actors elsewhere may hold views of it, in which nothing seems to be wrong: the damage lies in
 * what they have read long ago. They go on appending, and a folder that is renamed or marked stops
 * none of them, because they do not look. What stops them is a link that fails: a <i>stone</i> is
 * put at every number that an append could take and get confirmed.
 *
 * <p>An append of <i>n</i> is confirmed only with its predecessor there: either the witness of
 * <i>n-1</i> is removed, or a listing shows <i>n-1</i>. So it is enough to go through all entries
 * and witnesses that a listing shows, and to see to it that the number after each is taken: by a
 * stone, or by an entry, whose own successor is then looked after in the same way. An entry that is
 * linked after the listing took the place of a stone that came too late, and the next stone is
 * tried right behind it. Nothing is taken away, so any number of actors can do this at once, and
 * may die at any moment.
 */
final class Closing {

    /** Entries that may be appended faster than a stone is put after them. */
    private static final int CHASE_MAX = 1000;

    private final LogFolder folder;
    private final LongSupplier nonces;

    Closing(LogFolder folder, LongSupplier nonces) {
        this.folder = folder;
        this.nonces = nonces;
    }

    void close() throws IOException {
        String stone = Names.stone(nonces.getAsLong());
        folder.write(
                stone,
                EntryCodec.encode(
                        new Entry(Entry.Kind.STONE, 0, nonces.getAsLong(), 0, List.of())));
        Listing listing = folder.list();
        NavigableSet<Long> predecessors = new TreeSet<>(listing.entries());
        listing.witnesses().forEach(witness -> predecessors.add(witness.number()));
        for (long number : predecessors) {
            if (!listing.entries().contains(number + 1)) {
                putAfter(number, stone);
            }
        }
        folder.sync();
        folder.removeIfPossible(stone);
    }

    private void putAfter(long predecessor, String stone) throws IOException {
        for (long number = predecessor + 1; number <= predecessor + CHASE_MAX; number++) {
            try {
                folder.link(stone, Names.entry(number));
                return;
            } catch (FileFailure e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
        throw new IOException(folder.path() + " grows faster than it can be closed");
    }
}
