package mailstead.maildir.files;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * One object for each key, for as long as anybody uses it, and the most recently used ones longer,
 * up to a weight of all together. Shared.
 */
public final class LiveCache<K, V> {

    private final long weightMax;
    private final int keptMax;
    private final ToIntFunction<V> weigher;

    /** The most recently used ones, the last last. */
    private final LinkedHashMap<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<K, Live<K, V>> live = new HashMap<>();
    private final ReferenceQueue<V> dead = new ReferenceQueue<>();
    private long weight;

    private record Kept<V>(V value, int weight) {}

    private static final class Live<K, V> extends WeakReference<V> {
        private final K key;

        Live(K key, V value, ReferenceQueue<V> dead) {
            super(value, dead);
            this.key = key;
        }
    }

    /**
     * @param keptMax how many are kept at most that nobody uses
     * @param weigher what one weighs now, which may change
     */
    public LiveCache(long weightMax, int keptMax, ToIntFunction<V> weigher) {
        this.weightMax = weightMax;
        this.keptMax = keptMax;
        this.weigher = weigher;
    }

    /** The one for this key, made if there is none. */
    public synchronized V get(K key, Supplier<V> maker) {
        bury();
        V value = alive(key).orElseGet(maker);
        if (alive(key).isEmpty()) {
            live.put(key, new Live<>(key, value, dead));
        }
        keep(key, value);
        return value;
    }

    private Optional<V> alive(K key) {
        return Optional.ofNullable(live.get(key)).flatMap(its -> Optional.ofNullable(its.get()));
    }

    private void keep(K key, V value) {
        Kept<V> now = new Kept<>(value, 1 + weigher.applyAsInt(value));
        Kept<V> before = kept.put(key, now);
        weight += now.weight() - (before == null ? 0 : before.weight());
        while (kept.size() > 1 && (weight > weightMax || kept.size() > keptMax)) {
            weight -= kept.pollFirstEntry().getValue().weight();
        }
    }

    /** Forgets what nobody uses any more. */
    private void bury() {
        Reference<? extends V> reference;
        while ((reference = dead.poll()) != null) {
            if (reference instanceof Live<?, ?> gone) {
                live.remove(gone.key, gone);
            }
        }
    }
}
