package mailstead.service.threading;

import static mailstead.service.threading.Forest.ROOT;
import static mailstead.service.threading.Threads.NONE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.MessageId;
import mailstead.service.threading.Threading.Item;

/**
 * The algorithm REFERENCES (RFC 5256 section 3), its six steps in its order. A node is a message,
 * or a dummy for one that is spoken of and not there. Confined to its maker.
 */
final class ReferencesForest implements Threading.Algorithm {

    /** Dummies for each message, and at least: beyond, unknown ids are passed over. */
    private static final int DUMMIES_PER_MESSAGE = 4;

    private static final int DUMMIES_MIN = 100_000;

    /** A longer id is kept as its hash. */
    private static final int ID_CHARACTERS_MAX = 80;

    /** A node's message is a place in this list. */
    private final List<Item> items = new ArrayList<>();

    private final Forest forest = new Forest(1_000);
    private final Map<String, Integer> nodeById = new HashMap<>();
    private int dummies;

    @Override
    public void add(Item item, Digest digest) {
        items.add(item);
        link(messageNode(digest.messageId()), digest.ancestors());
    }

    @Override
    public Threads thread() {
        gather();
        prune();
        sort(ROOT);
        mergeSubjects();
        sortAll();
        giveIndexes();
        return forest.toThreads();
    }

    /**
     * The node of the message that was added last. Of several messages with one id the first has
     * it; the others are as if they had one of their own, and so are those without.
     */
    private int messageNode(Optional<MessageId> id) {
        int place = items.size() - 1;
        if (id.isEmpty()) {
            return forest.add(place);
        }
        Integer known = nodeById.get(key(id.get()));
        if (known == null) {
            int node = forest.add(place);
            nodeById.put(key(id.get()), node);
            return node;
        }
        if (!forest.isDummy(known)) {
            return forest.add(place);
        }
        forest.setMessage(known, place);
        dummies--;
        return known;
    }

    /** Step (1). */
    private void link(int node, List<MessageId> references) {
        int last = NONE;
        for (MessageId id : references) {
            int reference = node(id);
            if (reference == NONE) {
                continue;
            }
            // (A): a link that is there is never changed by somebody else's references.
            if (last != NONE
                    && forest.parent(reference) == NONE
                    && !forest.wouldLoop(last, reference)) {
                forest.append(last, reference);
            }
            last = reference;
        }
        // (B): but by the message's own.
        forest.detach(node);
        if (last != NONE && !forest.wouldLoop(last, node)) {
            forest.append(last, node);
        }
    }

    private int node(MessageId id) {
        Integer known = nodeById.get(key(id));
        if (known != null) {
            return known;
        }
        if (dummies >= Math.max(DUMMIES_MIN, (long) DUMMIES_PER_MESSAGE * items.size())) {
            return NONE;
        }
        dummies++;
        int dummy = forest.add(NONE);
        nodeById.put(key(id), dummy);
        return dummy;
    }

    private static String key(MessageId id) {
        String value = id.value();
        return value.length() <= ID_CHARACTERS_MAX ? value : ThreadIds.hash(value);
    }

    /** Step (2). */
    private void gather() {
        int size = forest.size();
        for (int node = ROOT + 1; node < size; node++) {
            if (forest.parent(node) == NONE) {
                forest.append(ROOT, node);
            }
        }
    }

    /** Step (3), each node after those below it. */
    private void prune() {
        IntStack order = forest.preorder();
        for (int i = order.size() - 1; i >= 0; i--) {
            int node = order.get(i);
            boolean isKept =
                    !forest.isDummy(node)
                            || forest.parent(node) == ROOT
                                    && forest.firstChild(node) != NONE
                                    && !forest.hasOneChild(node);
            if (!isKept) {
                forest.splice(node);
            }
        }
    }

    /** Steps (4) and (6), of one set of siblings; those below dummies among them must be sorted. */
    private void sort(int above) {
        int[] children = forest.children(above);
        if (above == ROOT) {
            for (int child : children) {
                if (forest.isDummy(child)) {
                    sort(child);
                }
            }
        }
        if (children.length < 2) {
            return;
        }
        int[] sorted =
                IntStream.of(children)
                        .boxed()
                        .sorted(this::compareDates)
                        .mapToInt(Integer::intValue)
                        .toArray();
        forest.reorder(above, sorted);
    }

    private int compareDates(int one, int other) {
        Item a = firstItem(one);
        Item b = firstItem(other);
        int byDate = Long.compare(a.sentSeconds(), b.sentSeconds());
        return byDate != 0 ? byDate : Integer.compare(a.index(), b.index());
    }

    /** Of the message, or of a dummy's first child. */
    private Item firstItem(int node) {
        int message =
                forest.isDummy(node)
                        ? forest.message(forest.firstChild(node))
                        : forest.message(node);
        return items.get(message);
    }

    /** Step (5). */
    private void mergeSubjects() {
        Map<String, Integer> bySubject = new HashMap<>();
        int[] threads = forest.children(ROOT);
        for (int thread : threads) {
            String subject = firstItem(thread).subject();
            if (!subject.isEmpty()) {
                bySubject.merge(
                        subject, thread, (there, ours) -> isBetter(there, ours) ? ours : there);
            }
        }
        for (int thread : threads) {
            String subject = firstItem(thread).subject();
            Integer there = bySubject.get(subject);
            if (there != null && there != thread && forest.parent(thread) == ROOT) {
                merge(thread, there, bySubject, subject);
            }
        }
    }

    /** (B): whether it should stand for the subject instead of the one that does. */
    private boolean isBetter(int there, int thread) {
        return !forest.isDummy(there)
                && (forest.isDummy(thread) || isReply(there) && !isReply(thread));
    }

    private boolean isReply(int node) {
        return items.get(forest.message(node)).isReply();
    }

    /** (C) */
    private void merge(int thread, int there, Map<String, Integer> bySubject, String subject) {
        forest.detach(thread);
        if (forest.isDummy(there)) {
            if (forest.isDummy(thread)) {
                forest.giveChildren(thread, there);
            } else {
                forest.append(there, thread);
            }
        } else if (isReply(thread) && !isReply(there)) {
            forest.append(there, thread);
        } else {
            int dummy = forest.add(NONE);
            forest.detach(there);
            forest.append(ROOT, dummy);
            forest.append(dummy, there);
            forest.append(dummy, thread);
            bySubject.put(subject, dummy);
        }
    }

    /** Step (6), the sets farthest from the root first. */
    private void sortAll() {
        IntStack order = forest.preorder();
        for (int i = order.size() - 1; i >= 0; i--) {
            sort(order.get(i));
        }
        sort(ROOT);
    }

    /** From places in the list to sequence numbers. */
    private void giveIndexes() {
        for (int node = 0; node < forest.size(); node++) {
            if (!forest.isDummy(node)) {
                forest.setMessage(node, items.get(forest.message(node)).index());
            }
        }
    }
}
