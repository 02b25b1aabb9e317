package mailstead.mail.folder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Everything that is true of one folder at one point of its history. Immutable: a session keeps the
 * one it has told its client about while others go on.
 *
 * <p>Messages stand in chunks of up to {@value #CHUNK_MESSAGES}; a change makes new chunks only
 * where it changes something and shares the others, so that it costs as much as it touches, and
 * comparing two states ({@link Difference}) passes over what they share.
 */
public final class FolderState implements Iterable<Message> {

    static final int CHUNK_MESSAGES = 256;

    /** How many removals are remembered exactly; older ones are told by what is not there. */
    private static final int REMOVALS_MAX = 2_000;

    /** How many keys of expunged messages are remembered, so that a late file is not new mail. */
    private static final int KEYS_MAX = 2_000;

    private final String mailboxId;
    private final long uidValidity;
    private final long uidNext;
    private final long highestModSeq;
    private final Chunk[] chunks;

    /** The sequence number, from 0, of each chunk's first message; and at the end how many. */
    private final int[] starts;

    private final List<Removal> removals;

    /** Every removal after this modification sequence is among {@link #removals}. */
    private final long removalsKnownSince;

    private FolderState(
            String mailboxId,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            Chunk[] chunks,
            List<Removal> removals,
            long removalsKnownSince) {
        this.mailboxId = mailboxId;
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.highestModSeq = highestModSeq;
        this.chunks = chunks;
        this.removals = removals;
        this.removalsKnownSince = removalsKnownSince;
        this.starts = new int[chunks.length + 1];
        for (int i = 0; i < chunks.length; i++) {
            starts[i + 1] = starts[i] + chunks[i].messages.length;
        }
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

    /** Some neighbouring messages, at least one, and sums over them. */
    private static final class Chunk {
        final Message[] messages;
        final int unseen;
        final int deleted;
        final long octets;
        final long highestModSeq;

        Chunk(Message[] messages) {
            this.messages = messages;
            int unseenCount = 0;
            int deletedCount = 0;
            long octetSum = 0;
            long highest = 0;
            for (Message message : messages) {
                unseenCount += message.flags().has(Flags.System.SEEN) ? 0 : 1;
                deletedCount += message.flags().has(Flags.System.DELETED) ? 1 : 0;
                octetSum += Math.max(0, message.wireOctets());
                highest = Math.max(highest, message.modSeq());
            }
            this.unseen = unseenCount;
            this.deleted = deletedCount;
            this.octets = octetSum;
            this.highestModSeq = highest;
        }

        long firstUid() {
            return messages[0].uid();
        }

        long lastUid() {
            return messages[messages.length - 1].uid();
        }
    }

    /**
     * A new folder.
     *
     * @param mailboxId RFC 8474 section 4, 1 to 255 characters of {@code A-Z a-z 0-9 _ -}
     * @param uidValidity 1 to 2^32-1
     */
    public static FolderState empty(String mailboxId, long uidValidity) {
        return of(mailboxId, uidValidity, 1, 1, List.of(), List.of(), 1);
    }

    /**
     * A folder as it was kept or taken over.
     *
     * @param messages by ascending UID, all below {@code uidNext}
     * @param removals oldest first
     * @param removalsKnownSince every removal after this modification sequence is in {@code
     *     removals}
     */
    public static FolderState of(
            String mailboxId,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            List<Message> messages,
            List<Removal> removals,
            long removalsKnownSince) {
        List<Chunk> chunks = new ArrayList<>();
        long last = 0;
        for (int from = 0; from < messages.size(); from += CHUNK_MESSAGES) {
            int to = Math.min(messages.size(), from + CHUNK_MESSAGES);
            Message[] some = messages.subList(from, to).toArray(Message[]::new);
            for (Message message : some) {
                if (message.uid() <= last || message.uid() >= uidNext) {
                    throw new IllegalArgumentException("UIDs must ascend below UIDNEXT");
                }
                last = message.uid();
            }
            chunks.add(new Chunk(some));
        }
        return new FolderState(
                mailboxId,
                uidValidity,
                uidNext,
                highestModSeq,
                chunks.toArray(Chunk[]::new),
                List.copyOf(removals),
                removalsKnownSince);
    }

    /** The folder's own identity, kept when it is renamed (RFC 8474 section 4). */
    public String mailboxId() {
        return mailboxId;
    }

    public long uidValidity() {
        return uidValidity;
    }

    public long uidNext() {
        return uidNext;
    }

    /** RFC 7162 section 3.1.2.1; 1 or more. */
    public long highestModSeq() {
        return highestModSeq;
    }

    /** How many messages there are. */
    public int size() {
        return starts[chunks.length];
    }

    public int unseen() {
        return Arrays.stream(chunks).mapToInt(chunk -> chunk.unseen).sum();
    }

    public int deleted() {
        return Arrays.stream(chunks).mapToInt(chunk -> chunk.deleted).sum();
    }

    /** Of those messages whose size is known, with CRLF line ends. */
    public long octets() {
        return Arrays.stream(chunks).mapToLong(chunk -> chunk.octets).sum();
    }

    /**
     * @param index the sequence number less 1, {@code 0 <= index < size()}
     */
    public Message get(int index) {
        int at = Arrays.binarySearch(starts, index);
        int chunk = at >= 0 ? at : -at - 2;
        if (index < 0 || chunk >= chunks.length) {
            throw new IndexOutOfBoundsException(index);
        }
        return chunks[chunk].messages[index - starts[chunk]];
    }

    public Optional<Message> byUid(long uid) {
        int index = indexOf(uid);
        return index >= 0 ? Optional.of(get(index)) : Optional.empty();
    }

    /**
     * The sequence number less 1 of a message, or {@code -(where it would stand) - 1} if it is not
     * there.
     */
    public int indexOf(long uid) {
        int chunk = chunkOf(uid);
        if (chunk == chunks.length) {
            return -size() - 1;
        }
        Message[] messages = chunks[chunk].messages;
        int low = 0;
        int high = messages.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (messages[middle].uid() == uid) {
                return starts[chunk] + middle;
            }
            if (messages[middle].uid() < uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(starts[chunk] + low) - 1;
    }

    /** The first chunk whose last UID is not below this one. */
    private int chunkOf(long uid) {
        int low = 0;
        int high = chunks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].lastUid() < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Which of these UIDs are there; costs as much as there are messages between its ends. */
    public NumberSet present(NumberSet uids) {
        NumberSet.Builder present = new NumberSet.Builder();
        for (Message message : messages(uids)) {
            present.add(message.uid());
        }
        return present.build();
    }

    /** The messages with these UIDs, ascending; passes over chunks that hold none. */
    public List<Message> messages(NumberSet uids) {
        List<Message> found = new ArrayList<>();
        if (uids.isEmpty()) {
            return found;
        }
        for (int i = chunkOf(uids.min()); i < chunks.length; i++) {
            Chunk chunk = chunks[i];
            if (chunk.firstUid() > uids.max()) {
                break;
            }
            if (uids.intersects(chunk.firstUid(), chunk.lastUid())) {
                for (Message message : chunk.messages) {
                    if (uids.contains(message.uid())) {
                        found.add(message);
                    }
                }
            }
        }
        return found;
    }

    /** Messages changed or added after this modification sequence, ascending by UID. */
    public List<Message> changedSince(long modSeq) {
        List<Message> changed = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (chunk.highestModSeq > modSeq) {
                for (Message message : chunk.messages) {
                    if (message.modSeq() > modSeq) {
                        changed.add(message);
                    }
                }
            }
        }
        return changed;
    }

    /**
     * UIDs removed after this modification sequence: exactly those, or, when it lies too far back,
     * all that are not there (RFC 7162 section 3.2.5.2 allows it).
     */
    public NumberSet removedSince(long modSeq) {
        if (modSeq < removalsKnownSince) {
            NumberSet given = uidNext == 1 ? NumberSet.EMPTY : NumberSet.range(1, uidNext - 1);
            return given.minus(uids());
        }
        NumberSet.Builder removed = new NumberSet.Builder();
        for (Removal removal : removals) {
            if (removal.modSeq() > modSeq) {
                removed.addAll(removal.uids());
            }
        }
        return removed.build();
    }

    /** All UIDs that are there. */
    public NumberSet uids() {
        NumberSet.Builder uids = new NumberSet.Builder();
        for (Message message : this) {
            uids.add(message.uid());
        }
        return uids.build();
    }

    /** What is remembered of removals, oldest first. */
    public List<Removal> removals() {
        return removals;
    }

    /** All keys that are remembered of expunged messages. */
    public Set<String> expungedKeys() {
        Set<String> keys = new HashSet<>();
        removals.forEach(removal -> keys.addAll(removal.expungedKeys()));
        return keys;
    }

    public long removalsKnownSince() {
        return removalsKnownSince;
    }

    /** All keywords in use, sorted without regard to case. */
    public SortedSet<String> keywords() {
        SortedSet<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Message message : this) {
            keywords.addAll(message.flags().keywords());
        }
        return keywords;
    }

    @Override
    public Iterator<Message> iterator() {
        return new Messages(this);
    }

    /**
     * The state after a change.
     *
     * @param modSeq the change's own modification sequence, not below {@link #highestModSeq}
     */
    public FolderState apply(Change change, long modSeq) {
        if (modSeq < highestModSeq) {
            throw new IllegalArgumentException("modification sequences never go back");
        }
        return switch (change) {
            case Change.Added(List<Change.Arrival> arrivals) -> added(arrivals, modSeq);
            case Change.Flagged flagged -> flagged(flagged, modSeq);
            case Change.Expunged(NumberSet uids) -> removed(uids, modSeq, true);
            case Change.Vanished(NumberSet uids) -> removed(uids, modSeq, false);
        };
    }

    private FolderState with(
            long nextUid, long modSeq, Chunk[] changed, List<Removal> remembered, long since) {
        return new FolderState(mailboxId, uidValidity, nextUid, modSeq, changed, remembered, since);
    }

    private FolderState added(List<Change.Arrival> arrivals, long modSeq) {
        if (arrivals.isEmpty()) {
            return this;
        }
        List<Message> open = new ArrayList<>();
        List<Chunk> all = new ArrayList<>(List.of(chunks));
        if (!all.isEmpty() && all.getLast().messages.length < CHUNK_MESSAGES) {
            open.addAll(List.of(all.removeLast().messages));
        }
        long uid = uidNext;
        for (Change.Arrival arrival : arrivals) {
            open.add(
                    new Message(
                            uid++,
                            arrival.key(),
                            arrival.flags(),
                            modSeq,
                            arrival.receivedSeconds(),
                            arrival.savedSeconds(),
                            arrival.wireOctets(),
                            arrival.copiedEmailId()));
            if (open.size() == CHUNK_MESSAGES) {
                all.add(new Chunk(open.toArray(Message[]::new)));
                open.clear();
            }
        }
        if (!open.isEmpty()) {
            all.add(new Chunk(open.toArray(Message[]::new)));
        }
        return with(uid, modSeq, all.toArray(Chunk[]::new), removals, removalsKnownSince);
    }

    private FolderState flagged(Change.Flagged change, long modSeq) {
        Chunk[] changed = chunks.clone();
        boolean isChanged = false;
        NumberSet uids = change.uids();
        for (int i = uids.isEmpty() ? chunks.length : chunkOf(uids.min());
                i < chunks.length && chunks[i].firstUid() <= uids.max();
                i++) {
            Chunk chunk = chunks[i];
            if (!uids.intersects(chunk.firstUid(), chunk.lastUid())) {
                continue;
            }
            Message[] messages = chunk.messages.clone();
            boolean isTouched = false;
            for (int j = 0; j < messages.length; j++) {
                if (uids.contains(messages[j].uid())) {
                    Flags before = messages[j].flags();
                    Flags after = after(before, change.mode(), change.flags());
                    if (!after.equals(before)) {
                        messages[j] = messages[j].with(after, modSeq);
                        isTouched = true;
                    }
                }
            }
            if (isTouched) {
                changed[i] = new Chunk(messages);
                isChanged = true;
            }
        }
        return isChanged ? with(uidNext, modSeq, changed, removals, removalsKnownSince) : this;
    }

    private static Flags after(Flags before, Change.Mode mode, Flags flags) {
        return switch (mode) {
            case ADD -> before.plus(flags);
            case REMOVE -> before.minus(flags);
            // By way of what was there, so that keywords keep their spelling.
            case REPLACE -> before.intersection(flags).plus(flags);
        };
    }

    private FolderState removed(NumberSet uids, long modSeq, boolean isExpunged) {
        List<Chunk> left = new ArrayList<>(chunks.length);
        NumberSet.Builder gone = new NumberSet.Builder();
        List<String> keys = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (!uids.intersects(chunk.firstUid(), chunk.lastUid())) {
                left.add(chunk);
                continue;
            }
            List<Message> kept = new ArrayList<>(chunk.messages.length);
            for (Message message : chunk.messages) {
                if (uids.contains(message.uid())) {
                    gone.add(message.uid());
                    if (isExpunged) {
                        keys.add(message.key());
                    }
                } else {
                    kept.add(message);
                }
            }
            if (kept.size() == chunk.messages.length) {
                left.add(chunk);
            } else {
                addPacked(left, kept);
            }
        }
        NumberSet removed = gone.build();
        if (removed.isEmpty()) {
            return this;
        }
        List<Removal> remembered = new ArrayList<>(removals);
        remembered.add(new Removal(modSeq, removed, keys));
        long since = forget(remembered);
        return with(uidNext, modSeq, left.toArray(Chunk[]::new), List.copyOf(remembered), since);
    }

    /** Joins what is left of a chunk with the one before it if both are small. */
    private static void addPacked(List<Chunk> chunks, List<Message> kept) {
        if (kept.isEmpty()) {
            return;
        }
        if (!chunks.isEmpty()
                && chunks.getLast().messages.length + kept.size() <= CHUNK_MESSAGES / 2) {
            kept.addAll(0, List.of(chunks.removeLast().messages));
        }
        chunks.add(new Chunk(kept.toArray(Message[]::new)));
    }

    /** Drops the oldest removals beyond the bounds, but never the newest one's. */
    private long forget(List<Removal> remembered) {
        long since = removalsKnownSince;
        int keys = remembered.stream().mapToInt(removal -> removal.expungedKeys().size()).sum();
        while (remembered.size() > 1 && (remembered.size() > REMOVALS_MAX || keys > KEYS_MAX)) {
            Removal oldest = remembered.removeFirst();
            keys -= oldest.expungedKeys().size();
            since = oldest.modSeq();
        }
        return since;
    }

    /** What a client that knows one state must be told to know another, later one. */
    public record Difference(NumberSet removed, List<Message> changed, List<Message> added) {}

    /** From an earlier state of the same folder to this one. */
    public Difference since(FolderState earlier) {
        NumberSet.Builder removed = new NumberSet.Builder();
        List<Message> changed = new ArrayList<>();
        List<Message> added = new ArrayList<>();
        Messages before = new Messages(earlier);
        Messages after = new Messages(this);
        while (before.hasNext() || after.hasNext()) {
            if (before.skipShared(after)) {
                continue;
            }
            long old = before.hasNext() ? before.peek().uid() : Long.MAX_VALUE;
            long now = after.hasNext() ? after.peek().uid() : Long.MAX_VALUE;
            if (old < now) {
                removed.add(before.next().uid());
            } else if (now < old) {
                added.add(after.next());
            } else {
                Message was = before.next();
                Message is = after.next();
                if (was.modSeq() != is.modSeq()) {
                    changed.add(is);
                }
            }
        }
        return new Difference(removed.build(), changed, added);
    }

    /**
     * This state with the messages of an earlier one that have been removed since: what a session
     * shows while its client must not be told of removals (RFC 9051 section 7.5.1).
     */
    public FolderState keeping(FolderState earlier) {
        NumberSet removed = since(earlier).removed();
        if (removed.isEmpty()) {
            return this;
        }
        List<Message> all = new ArrayList<>(size() + (int) removed.count());
        List<Message> kept = earlier.messages(removed);
        int next = 0;
        for (Message message : this) {
            while (next < kept.size() && kept.get(next).uid() < message.uid()) {
                all.add(kept.get(next++));
            }
            all.add(message);
        }
        all.addAll(kept.subList(next, kept.size()));
        return of(
                mailboxId, uidValidity, uidNext, highestModSeq, all, removals, removalsKnownSince);
    }

    @Override
    public String toString() {
        return "FolderState[" + mailboxId + ", " + size() + " messages, UIDNEXT " + uidNext + "]";
    }

    /** Walks over the messages; two walkers can pass over a chunk that both stand before. */
    private static final class Messages implements Iterator<Message> {

        private final Chunk[] chunks;
        private int chunk;
        private int index;

        Messages(FolderState state) {
            this.chunks = state.chunks;
        }

        @Override
        public boolean hasNext() {
            return chunk < chunks.length;
        }

        Message peek() {
            return chunks[chunk].messages[index];
        }

        @Override
        public Message next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Message message = peek();
            if (++index == chunks[chunk].messages.length) {
                chunk++;
                index = 0;
            }
            return message;
        }

        boolean skipShared(Messages other) {
            if (index == 0
                    && other.index == 0
                    && hasNext()
                    && other.hasNext()
                    && chunks[chunk] == other.chunks[other.chunk]) {
                chunk++;
                other.chunk++;
                return true;
            }
            return false;
        }
    }
}
