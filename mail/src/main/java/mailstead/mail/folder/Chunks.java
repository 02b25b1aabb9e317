package mailstead.mail.folder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Messages by ascending UID, in chunks of up to {@value #MESSAGES_MAX}. A change makes new chunks
 * only where it changes something and shares the others, so that it costs as much as it touches,
 * and walking over two of them together passes over what they share. Immutable.
 */
final class Chunks implements Iterable<Message> {

    static final int MESSAGES_MAX = 256;

    private final Chunk[] chunks;

    /** The sequence number, from 0, of each chunk's first message; and at the end how many. */
    private final int[] starts;

    private Chunks(List<Chunk> chunks) {
        this(chunks.toArray(Chunk[]::new));
    }

    private Chunks(Chunk[] chunks) {
        this.chunks = chunks;
        this.starts = new int[chunks.length + 1];
        for (int i = 0; i < chunks.length; i++) {
            starts[i + 1] = starts[i] + chunks[i].messages.length;
        }
    }

    /**
     * @param messages by ascending UID
     */
    static Chunks of(List<Message> messages) {
        List<Chunk> chunks = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += MESSAGES_MAX) {
            int to = Math.min(messages.size(), from + MESSAGES_MAX);
            chunks.add(new Chunk(messages.subList(from, to).toArray(Message[]::new)));
        }
        return new Chunks(chunks);
    }

    int size() {
        return starts[chunks.length];
    }

    int unseen() {
        return Arrays.stream(chunks).mapToInt(chunk -> chunk.unseen).sum();
    }

    int deleted() {
        return Arrays.stream(chunks).mapToInt(chunk -> chunk.deleted).sum();
    }

    long octets() {
        return Arrays.stream(chunks).mapToLong(chunk -> chunk.octets).sum();
    }

    Message get(int index) {
        int at = Arrays.binarySearch(starts, index);
        int chunk = at >= 0 ? at : -at - 2;
        if (index < 0 || chunk >= chunks.length) {
            throw new IndexOutOfBoundsException(index);
        }
        return chunks[chunk].messages[index - starts[chunk]];
    }

    /** As {@link FolderState#indexOf}. */
    int indexOf(long uid) {
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

    /** The messages with these UIDs, ascending; passes over chunks that hold none. */
    List<Message> messages(NumberSet uids) {
        List<Message> found = new ArrayList<>();
        for (int i = firstOf(uids); i < chunks.length; i++) {
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

    private int firstOf(NumberSet uids) {
        return uids.isEmpty() ? chunks.length : chunkOf(uids.min());
    }

    /** Messages changed or added after this modification sequence, ascending by UID. */
    List<Message> changedSince(long modSeq) {
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
     * @param messages by ascending UID, above all that are here
     */
    Chunks plus(List<Message> messages) {
        List<Message> open = new ArrayList<>();
        List<Chunk> all = new ArrayList<>(List.of(chunks));
        if (!all.isEmpty() && all.getLast().messages.length < MESSAGES_MAX) {
            open.addAll(List.of(all.removeLast().messages));
        }
        open.addAll(messages);
        all.addAll(List.of(of(open).chunks));
        return new Chunks(all);
    }

    /**
     * With these messages changed.
     *
     * @param change gives the same object if it changes nothing
     * @return this if nothing was changed
     */
    Chunks with(NumberSet uids, UnaryOperator<Message> change) {
        Chunk[] changed = chunks.clone();
        boolean isChanged = false;
        for (int i = firstOf(uids); i < chunks.length && chunks[i].firstUid() <= uids.max(); i++) {
            Chunk chunk = chunks[i];
            if (!uids.intersects(chunk.firstUid(), chunk.lastUid())) {
                continue;
            }
            Message[] messages = chunk.messages.clone();
            boolean isTouched = false;
            for (int j = 0; j < messages.length; j++) {
                if (uids.contains(messages[j].uid())) {
                    Message after = change.apply(messages[j]);
                    isTouched |= after != messages[j];
                    messages[j] = after;
                }
            }
            if (isTouched) {
                changed[i] = new Chunk(messages);
                isChanged = true;
            }
        }
        return isChanged ? new Chunks(changed) : this;
    }

    /** Without these messages, if there are any. */
    Chunks without(NumberSet uids) {
        List<Chunk> left = new ArrayList<>(chunks.length);
        Predicate<Message> isKept = message -> !uids.contains(message.uid());
        for (Chunk chunk : chunks) {
            if (!uids.intersects(chunk.firstUid(), chunk.lastUid())) {
                left.add(chunk);
                continue;
            }
            List<Message> kept =
                    new ArrayList<>(Arrays.stream(chunk.messages).filter(isKept).toList());
            if (kept.size() == chunk.messages.length) {
                left.add(chunk);
            } else {
                addPacked(left, kept);
            }
        }
        return new Chunks(left);
    }

    /** Joins what is left of a chunk with the one before it if both are small. */
    private static void addPacked(List<Chunk> chunks, List<Message> kept) {
        if (kept.isEmpty()) {
            return;
        }
        if (!chunks.isEmpty()
                && chunks.getLast().messages.length + kept.size() <= MESSAGES_MAX / 2) {
            kept.addAll(0, List.of(chunks.removeLast().messages));
        }
        chunks.add(new Chunk(kept.toArray(Message[]::new)));
    }

    /** From an earlier state of the same messages to these. */
    FolderState.Difference since(Chunks earlier) {
        NumberSet.Builder removed = new NumberSet.Builder();
        List<Message> changed = new ArrayList<>();
        List<Message> added = new ArrayList<>();
        Walk before = earlier.iterator();
        Walk after = iterator();
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
        return new FolderState.Difference(removed.build(), changed, added);
    }

    @Override
    public Walk iterator() {
        return new Walk(chunks);
    }

    /** Walks over the messages; two walkers can pass over a chunk that both stand before. */
    static final class Walk implements Iterator<Message> {

        private final Chunk[] chunks;
        private int chunk;
        private int index;

        private Walk(Chunk[] chunks) {
            this.chunks = chunks;
        }

        @Override
        public boolean hasNext() {
            return chunk < chunks.length;
        }

        private Message peek() {
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

        private boolean skipShared(Walk other) {
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
