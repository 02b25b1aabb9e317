package mailstead.fs.log;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A view and what else this process knows of its log. Immutable.
 *
 * @param folder where the view is from
 * @param history who wrote the last entries
 * @param snapshot the newest snapshot known of
 * @param recent what the last entries did
 */
record Known<S>(
        LogFolder folder, View<S> view, NonceHistory history, Distance snapshot, Recent recent) {

    /**
     * How far the newest snapshot is behind.
     *
     * @param number of the snapshot
     * @param octets its size, or that of an older one
     * @param octetsSince of the entries since, headers included; an estimate if another host made
     *     it
     */
    record Distance(long number, long octets, long octetsSince) {}

    static <S> Known<S> of(LogFolder folder, Snapshot<S> snapshot) {
        long number = snapshot.number();
        long nonce = snapshot.history().nonce(number).orElseThrow();
        return new Known<>(
                folder,
                new View<>(folder.generation(), number, nonce, snapshot.state()),
                snapshot.history(),
                new Distance(number, snapshot.octets(), 0),
                Recent.since(number));
    }

    long number() {
        return view.number();
    }

    long nonce() {
        return view.nonce();
    }

    S state() {
        return view.state();
    }

    OptionalLong nonce(long number) {
        return history.nonce(number);
    }

    /**
     * With the next entries.
     *
     * @param entries not empty; they follow one another and this view
     * @param state after them
     */
    Known<S> plus(List<Entry> entries, S state, LogPolicy policy) {
        List<Long> nonces = new ArrayList<>();
        List<Passage.Change> changes = new ArrayList<>();
        long octets = snapshot.octetsSince();
        for (Entry entry : entries) {
            nonces.add(entry.nonce());
            octets += EntryCodec.HEADER_OCTETS;
            for (byte[] payload : entry.payloads()) {
                changes.add(new Passage.Change(entry.number(), payload));
                octets += 4 + payload.length;
            }
        }
        Entry last = entries.getLast();
        return new Known<>(
                folder,
                new View<>(folder.generation(), last.number(), last.nonce(), state),
                history.plus(nonces, policy.rememberedNonces()),
                new Distance(snapshot.number(), snapshot.octets(), octets),
                recent.plus(changes, policy));
    }

    /** Knowing of a snapshot, made by this process, of that size. */
    Known<S> withSnapshot(long number, long octets) {
        return number <= snapshot.number()
                ? this
                : with(new Distance(number, octets, since(number)));
    }

    /** Knowing of a snapshot that another host made. */
    Known<S> withSnapshot(long number) {
        return withSnapshot(number, snapshot.octets());
    }

    /** Knowing of the snapshot that an older view of the same log knows of. */
    Known<S> informedBy(Known<S> older) {
        return older.folder.equals(folder)
                ? withSnapshot(older.snapshot.number(), older.snapshot.octets())
                : this;
    }

    private Known<S> with(Distance distance) {
        return new Known<>(folder, view, history, distance, recent);
    }

    /** As if all entries since the snapshot were equally long. */
    private long since(long number) {
        long entries = Math.max(1, number() - snapshot.number());
        return snapshot.octetsSince() * Math.max(0, number() - number) / entries;
    }

    /** Whether reading the entries since the snapshot costs an opener too much. */
    boolean isSnapshotDue(LogPolicy policy) {
        long entries = number() - snapshot.number();
        double least =
                Math.max(
                        policy.snapshotAfterOctets(),
                        policy.snapshotAfterShare() * snapshot.octets());
        return entries >= policy.snapshotAfterEntries() || (entries > 0 && cost(entries) >= least);
    }

    private long cost(long entries) {
        return snapshot.octetsSince() + entries * LogPolicy.ENTRY_COST_OCTETS;
    }
}
