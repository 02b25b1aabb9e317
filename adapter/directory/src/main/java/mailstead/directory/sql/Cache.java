package mailstead.directory.sql;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.Volume;

/**
 * What was found since the last change. Entries live in a generation that belongs to one state of
 * the database: whoever looks something up first learns the present state, and a generation of
 * another state is dropped whole. An entry is read after its generation was opened, so it is never
 * older than the state the generation stands for; if it is newer, the next look-up sees a new state
 * anyway. Only what exists is kept: guessing at addresses fills nothing. Shared.
 */
final class Cache {

    private final int entriesMax;
    private final AtomicReference<Generation> current =
            new AtomicReference<>(new Generation(new Object()));

    Cache(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /**
     * The entries that are good in this state of the database; {@code state} is compared by equals.
     */
    Generation at(Object state) {
        Generation there = current.get();
        if (there.state.equals(state) && there.weight.get() <= entriesMax) {
            return there;
        }
        Generation fresh = new Generation(state);
        // Whoever loses keeps using a generation of their own, which is as good and forgotten
        // sooner.
        current.compareAndSet(there, fresh);
        return fresh;
    }

    /** Shared. */
    static final class Generation {

        private final Object state;
        private final AtomicInteger weight = new AtomicInteger();
        final Shelf<DomainName, Domain> domains = new Shelf<>();
        final Shelf<String, Account> accounts = new Shelf<>();
        final Shelf<Address, Addressee> addressees = new Shelf<>();
        final Shelf<String, List<Volume>> volumes = new Shelf<>();
        final Shelf<String, Boolean> scramReady = new Shelf<>();

        private Generation(Object state) {
            this.state = state;
        }

        /** Things of one kind. */
        final class Shelf<K, V> {

            private final ConcurrentHashMap<K, V> found = new ConcurrentHashMap<>();

            Optional<V> get(K key) {
                return Optional.ofNullable(found.get(key));
            }

            void put(K key, V value) {
                if (found.putIfAbsent(key, value) == null) {
                    weight.addAndGet(weigh(value));
                }
            }
        }

        private static int weigh(Object value) {
            return value instanceof Addressee.Expansion(var alias) ? 1 + alias.targets().size() : 1;
        }
    }
}
