package mailstead.service.threading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailstead.mail.mime.Digest;
import mailstead.service.threading.Threading.Item;

/**
 * The algorithm ORDEREDSUBJECT (RFC 5256 section 3): the same subject is the same conversation.
 * Confined to its maker.
 */
final class OrderedSubject implements Threading.Algorithm {

    private static final Comparator<Item> BY_DATE =
            Comparator.comparingLong(Item::sentSeconds).thenComparingInt(Item::index);

    private final List<Item> items = new ArrayList<>();

    @Override
    public void add(Item item, Digest digest) {
        items.add(item);
    }

    @Override
    public Threads thread() {
        items.sort(BY_DATE);
        // In the order of each subject's first message, which is the order of the threads.
        Map<String, List<Item>> bySubject = new LinkedHashMap<>();
        for (Item item : items) {
            bySubject.computeIfAbsent(item.subject(), _ -> new ArrayList<>()).add(item);
        }
        Forest forest = new Forest(items.size());
        for (List<Item> thread : bySubject.values()) {
            int first = forest.add(thread.getFirst().index());
            forest.append(Forest.ROOT, first);
            for (Item item : thread.subList(1, thread.size())) {
                forest.append(first, forest.add(item.index()));
            }
        }
        return forest.toThreads();
    }
}
