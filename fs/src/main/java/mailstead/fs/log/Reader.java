package mailstead.fs.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * Reads one generation of a log. Shared.
 *
 * <p><b>What may be believed.</b> A listing comes first and says which entries there are; only
 * those are read. Between the listing and the reading of entry <i>n</i>, all may have changed:
 * snapshots made, <i>n</i> collected, and at its name something else put by a writer who slept
 * since <i>n</i> was the next number. So nothing that was read is believed before <em>another</em>
 * listing, begun after the reading, has proved that nothing above the view that it all builds on
 * had been collected until then ({@link Listing#provesUncollectedAbove}): then each of these names
 * has only ever meant one entry. If it does not prove that, a newer snapshot is there to start
 * again from.
 *
 * <p>What is believed has been made durable before, so that nobody acts on an entry that a power
 * cut takes away.
 *
 * <p><b>What is damage.</b> An entry that is missing between others, that does not follow its
 * predecessor, or that is not what was written, may look like that for a moment, because the
 * listing was old. A log is lost only if the same is found with several listings in a row and no
 * newer snapshot has appeared meanwhile. A file that a listing shows and that cannot be opened is
 * never a lost log: that is how caches and servers behave that are not well.
 */
final class Reader<S> {

    /** Damage seen with so many listings in a row is damage. */
    static final int DAMAGED_LISTINGS = 3;

    /** Listings after which a log that keeps changing under the reader is left alone for now. */
    private static final int LISTINGS_MAX = 64;

    /** A reader further behind starts from a snapshot, if there is one. */
    private static final int READ_ON_MAX = 256;

    private final StateCodec<S> codec;
    private final LogPolicy policy;

    Reader(StateCodec<S> codec, LogPolicy policy) {
        this.codec = codec;
        this.policy = policy;
    }

    /** How sure a view has to be that there is nothing beyond it. */
    enum Demand {
        /** It holds what had been appended before the call began, unless a listing was broken. */
        NEWEST,
        /** It is proved that what it does not hold had not been appended when the call began. */
        PROVED
    }

    /**
     * The newest view that continues an earlier one.
     *
     * @return {@code from} itself if there is nothing new
     * @throws FileFailure that {@link LogFolder#isGone} if the folder is not there any more
     */
    Known<S> extend(Known<S> from, Demand demand) throws IOException {
        long number = from.number();
        if (demand == Demand.NEWEST) {
            OptionalLong snapshot = from.folder().snapshotBelow(number);
            if (snapshot.isPresent()) {
                return from.withSnapshot(snapshot.getAsLong());
            }
        }
        Listing listing = from.folder().list();
        if (demand == Demand.NEWEST
                && listing.newestEntry() == number
                && listing.newestSnapshot() <= number) {
            return from.withSnapshot(listing.newestSnapshot());
        }
        if (listing.provesUncollectedAbove(number)
                && (listing.newest() - number <= READ_ON_MAX
                        || listing.newestSnapshot() <= number)) {
            try {
                Known<S> reached = readOn(from, listing);
                if (isProved(from, reached, demand)) {
                    return reached.withSnapshot(
                            Math.min(reached.number(), listing.newestSnapshot()));
                }
            } catch (Corruption _) {
                // Perhaps only the listing was old; loading finds out.
            } catch (FileFailure e) {
                requireGone(e);
            }
        }
        return load(from.folder(), Optional.of(from), demand);
    }

    /**
     * The newest view, from a snapshot on.
     *
     * @param before a view that it must continue
     * @throws LostLog if it cannot be read, or does not continue that view
     * @throws FileFailure that {@link LogFolder#isGone} if the folder is not there any more
     */
    Known<S> load(LogFolder folder, Optional<Known<S>> before, Demand demand) throws IOException {
        long newestSnapshot = 0;
        int damaged = 0;
        IOException last = new IOException("never seen");
        for (int listings = 1; listings <= LISTINGS_MAX; listings++) {
            Listing listing = folder.list();
            if (listing.newestSnapshot() > newestSnapshot) {
                newestSnapshot = listing.newestSnapshot();
                damaged = 0;
            }
            try {
                Optional<Known<S>> loaded = loadBy(folder, listing, demand);
                if (loaded.isPresent()) {
                    requireContinues(before, loaded.get());
                    return loaded.get();
                }
            } catch (Corruption e) {
                last = e;
                damaged++;
                if (damaged == DAMAGED_LISTINGS) {
                    throw new LostLog(folder.generation(), String.valueOf(e.getMessage()), e);
                }
            } catch (FileFailure e) {
                requireGone(e);
                last = e;
            }
        }
        throw new IOException(folder.path() + " could not be read while it was changing", last);
    }

    /** Empty if a newer snapshot is needed. */
    private Optional<Known<S>> loadBy(LogFolder folder, Listing listing, Demand demand)
            throws IOException {
        Known<S> base = newestReadable(folder, listing);
        Known<S> reached = readOn(base, listing);
        return isProved(base, reached, demand) ? Optional.of(reached) : Optional.empty();
    }

    /** Of the newest snapshot that is whole; the entries since an older one are still there. */
    private Known<S> newestReadable(LogFolder folder, Listing listing) throws IOException {
        Corruption newest = new Corruption(folder.path() + " holds no snapshot");
        boolean isFirst = true;
        for (long number : listing.snapshots().descendingSet()) {
            try {
                return Known.of(folder, readSnapshot(folder, number));
            } catch (Corruption e) {
                newest = isFirst ? e : newest;
                isFirst = false;
            }
        }
        throw newest;
    }

    private Snapshot<S> readSnapshot(LogFolder folder, long number) throws IOException {
        String path = folder.path(Names.snapshot(number));
        try (FileSystem.File file = folder.files().open(path)) {
            return SnapshotFile.read(file, path, number, codec);
        }
    }

    /**
     * All entries that the listing shows after the view: without a gap, up to the newest number.
     */
    private Known<S> readOn(Known<S> base, Listing listing) throws IOException {
        LogFolder folder = base.folder();
        requireListed(folder, listing, base.number());
        List<Entry> entries = new ArrayList<>();
        S state = base.state();
        long nonce = base.nonce();
        for (long number = base.number() + 1; number <= listing.newest(); number++) {
            requireListed(folder, listing, number);
            Entry entry = folder.readEntry(number);
            if (entry.kind() == Entry.Kind.STONE) {
                throw new ClosedGeneration(folder.path(Names.entry(number)));
            }
            if (entry.previous() != nonce) {
                throw new Corruption(
                        folder.path(Names.entry(number)) + " does not follow the one before it");
            }
            state = applied(state, entry);
            nonce = entry.nonce();
            entries.add(entry);
        }
        return entries.isEmpty() ? base : base.plus(entries, state, policy);
    }

    private S applied(S before, Entry entry) throws Corruption {
        S state = before;
        for (byte[] payload : entry.payloads()) {
            state = codec.apply(state, entry.number(), payload);
        }
        return state;
    }

    private static void requireListed(LogFolder folder, Listing listing, long number)
            throws Corruption {
        if (!listing.entries().contains(number)) {
            throw new Corruption(folder.path(Names.entry(number)) + " is missing");
        }
    }

    private boolean isProved(Known<S> base, Known<S> reached, Demand demand) throws IOException {
        if (reached.number() == base.number() && demand == Demand.NEWEST) {
            return true;
        }
        base.folder().sync();
        return base.folder().list().provesUncollectedAbove(base.number());
    }

    private void requireContinues(Optional<Known<S>> before, Known<S> loaded) throws Corruption {
        if (before.isEmpty()) {
            return;
        }
        long number = before.get().number();
        OptionalLong nonce = loaded.nonce(number);
        if (loaded.number() < number
                || (nonce.isPresent() && nonce.getAsLong() != before.get().nonce())) {
            throw new Corruption(
                    loaded.folder().path() + " does not hold entry " + number + " as it was read");
        }
    }

    private static void requireGone(FileFailure failure) throws FileFailure {
        if (!LogFolder.isGone(failure)) {
            throw failure;
        }
    }

    /** The last view that can be read of a damaged log, whatever has become of the rest. */
    Optional<Known<S>> salvage(LogFolder folder) throws IOException {
        Listing listing = folder.list();
        Known<S> known;
        try {
            known = newestReadable(folder, listing);
        } catch (Corruption _) {
            return Optional.empty();
        }
        boolean isWhole = true;
        while (isWhole && listing.entries().contains(known.number() + 1)) {
            long number = known.number() + 1;
            try {
                Entry entry = folder.readEntry(number);
                isWhole = entry.kind() == Entry.Kind.CHANGES && entry.previous() == known.nonce();
                if (isWhole) {
                    known = known.plus(List.of(entry), applied(known.state(), entry), policy);
                }
            } catch (Corruption _) {
                isWhole = false;
            }
        }
        return Optional.of(known);
    }
}
