package mailstead.maildir.folder;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where this node last saw a folder's files. Only a hint: whoever finds nothing there looks again.
 * Shared.
 */
final class Whereabouts {

    private volatile Sight sight = Sight.NONE;

    /** Files that this node has moved since they were listed. */
    private final Map<String, Found> moved = new ConcurrentHashMap<>();

    /** Files that were not where they were listed. */
    private final Set<Found> gone = ConcurrentHashMap.newKeySet();

    Sight sight() {
        return sight;
    }

    Optional<Found> find(String key) {
        Optional<Found> found = Optional.ofNullable(moved.get(key));
        return found.isPresent() ? found : sight.find(key);
    }

    void moved(String key, Found to) {
        moved.put(key, to);
    }

    void gone(Found from) {
        gone.add(from);
    }

    /** Whether a file was gone when it was to be removed. */
    boolean isGone(Found found) {
        return gone.contains(found);
    }

    /** Whether this node has moved the file since it was listed. */
    boolean hasMoved(String key) {
        return moved.containsKey(key);
    }

    /**
     * @param isWhole whether {@code cur} was listed, too
     */
    void seen(Sight newest, boolean isWhole) {
        sight = newest;
        if (isWhole) {
            moved.clear();
            gone.clear();
        }
    }
}
