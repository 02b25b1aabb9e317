package mailstead.fs.log;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * Makes snapshots and collects what nobody needs. Shared; safe in any number of processes at once.
 *
 * <p>A <b>snapshot</b> is a function of the entries up to its number, so it does not matter who
 * makes it, how old the view is that it is made from, or whether two make the same. It is written
 * aside and linked to its name. None is ever replaced or renamed, so none can step back.
 *
 * <p>The <b>collector</b> removes what lies below its bound, the newest snapshot but one: if the
 * newest cannot be read, the one before and the entries since are there. What it removes first is
 * what proves to others that it has not been there ({@link Writer}, {@link Listing}):
 *
 * <ol>
 *   <li>witnesses, those of a listing that began after the bound was seen: every entry below the
 *       bound got its number before the bound existed, so its witness is in that listing or gone;
 *   <li>older snapshots;
 *   <li>entries.
 * </ol>
 *
 * A step that fails ends the collection. One that sleeps in the middle does no harm: what it still
 * removes when it wakes lies below a bound, for ever.
 */
final class Upkeep<S> {

    private final StateCodec<S> codec;
    private final LongSupplier nonces;
    private final LogPolicy policy;

    Upkeep(StateCodec<S> codec, LongSupplier nonces, LogPolicy policy) {
        this.codec = codec;
        this.nonces = nonces;
        this.policy = policy;
    }

    /**
     * Writes the snapshot of a view, unless another host has one that is as good.
     *
     * @return its size, or that of an earlier one if it is not needed
     */
    long publish(Known<S> known) throws IOException {
        LogFolder folder = known.folder();
        String draft = Names.draft(known.number(), nonces.getAsLong());
        try {
            long octets = writeUnlessNeedless(known, draft);
            folder.sync(); // Fails, too, if it is the folder that is gone.
            return octets;
        } finally {
            folder.removeIfPossible(draft);
        }
    }

    /**
     * Another host may have made the same, or so many newer ones that the draft was collected, even
     * while it is being written.
     */
    private long writeUnlessNeedless(Known<S> known, String draft) throws IOException {
        LogFolder folder = known.folder();
        try {
            long octets;
            try (FileSystem.File file = folder.create(draft)) {
                octets =
                        SnapshotFile.write(
                                file, known.number(), known.history(), known.state(), codec);
                file.sync();
            }
            folder.link(draft, Names.snapshot(known.number()));
            return octets;
        } catch (FileFailure e) {
            if (e.errno() != Errno.EEXIST && !LogFolder.isGone(e)) {
                throw e;
            }
            return known.snapshot().octets();
        }
    }

    /**
     * Removes a bounded number of files.
     *
     * @return whether there are more to remove
     */
    boolean collect(LogFolder folder) throws IOException {
        Listing first = folder.list();
        long bound = first.bound();
        if (bound == 0 || isComfortable(folder, first, bound)) {
            return false;
        }
        folder.sync(); // The bound must be durable before anything is removed on its word.
        Listing listing = folder.list();
        Removal removal = new Removal(folder, policy.removalsMax());
        for (Names.Signed witness : listing.witnesses()) {
            removal.removeIf(witness.number() < bound, witness.name());
        }
        for (Names.Signed draft : listing.drafts()) {
            removal.removeIf(draft.number() < bound, draft.name());
        }
        for (long number : listing.snapshots().headSet(bound)) {
            removal.removeIf(true, Names.snapshot(number));
        }
        for (long number : listing.entries().headSet(bound)) {
            removal.removeIf(true, Names.entry(number));
        }
        return removal.isExhausted();
    }

    /** What lies below the bound is left for late readers: if it is little, and young. */
    private boolean isComfortable(LogFolder folder, Listing listing, long bound)
            throws IOException {
        if (listing.entries().headSet(bound).size() > policy.comfortEntries()) {
            return false;
        }
        try {
            Duration age =
                    Duration.between(
                            folder.modified(Names.snapshot(bound)),
                            folder.modified(Names.snapshot(listing.newestSnapshot())));
            return age.compareTo(policy.comfortTime()) < 0;
        } catch (FileFailure e) {
            if (LogFolder.isGone(e)) {
                return true; // Somebody is further than this listing.
            }
            throw e;
        }
    }

    /** In order, until so many have gone: what comes later may rest on what came before. */
    private static final class Removal {

        private final LogFolder folder;
        private int left;

        Removal(LogFolder folder, int max) {
            this.folder = folder;
            this.left = max;
        }

        void removeIf(boolean isOld, String name) throws IOException {
            if (isOld && !isExhausted()) {
                folder.remove(name);
                left--;
            }
        }

        boolean isExhausted() {
            return left == 0;
        }
    }
}
