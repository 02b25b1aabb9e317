package mailstead.maildir.files;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The most recently used entries, up to a number. Shared. */
public final class BoundedCache<K, V> {

    private final Map<K, V> entries;

    public BoundedCache(int entriesMax) {
        this.entries =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > entriesMax;
                    }
                };
    }

    public synchronized Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    public synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    public synchronized void update(K key, UnaryOperator<V> change) {
        entries.computeIfPresent(key, (_, value) -> change.apply(value));
    }

    public synchronized void remove(K key) {
        entries.remove(key);
    }
}
