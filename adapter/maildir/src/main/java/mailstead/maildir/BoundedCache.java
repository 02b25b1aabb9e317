package mailstead.maildir;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The most recently used entries, up to a number. Shared. */
final class BoundedCache<K, V> {

    private final Map<K, V> entries;

    BoundedCache(int entriesMax) {
        this.entries =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > entriesMax;
                    }
                };
    }

    synchronized Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    synchronized void update(K key, UnaryOperator<V> change) {
        entries.computeIfPresent(key, (_, value) -> change.apply(value));
    }

    synchronized void remove(K key) {
        entries.remove(key);
    }
}
