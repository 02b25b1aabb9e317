package mailstead.directory.ldap;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import mailstead.spi.Directory.Addressee;

/**
 * What was found a moment ago. Only what exists is kept, so that guessing fills nothing and a new
 * account is there at once. An answer's age counts from before it was asked for. Shared.
 */
final class Answers {

    private final long freshNanos;
    private final int entriesMax;
    private final LongSupplier nanoClock;
    private final AtomicReference<Shelf> current = new AtomicReference<>(new Shelf());

    /**
     * @param freshFor the bound: no answer is given again after it
     */
    Answers(Duration freshFor, int entriesMax, LongSupplier nanoClock) {
        this.freshNanos = freshFor.toNanos();
        this.entriesMax = entriesMax;
        this.nanoClock = nanoClock;
    }

    private record Held(Object answer, long askedAt) {}

    /** So many at most, and then all are forgotten: in 2 s they would be anyway. */
    private record Shelf(ConcurrentHashMap<Object, Held> held, AtomicInteger weight) {
        Shelf() {
            this(new ConcurrentHashMap<>(), new AtomicInteger());
        }
    }

    long now() {
        return nanoClock.getAsLong();
    }

    <T> Optional<T> find(Object key, Class<T> type) {
        Held held = current.get().held().get(key);
        return held == null || nanoClock.getAsLong() - held.askedAt() >= freshNanos
                ? Optional.empty()
                : Optional.of(held.answer()).filter(type::isInstance).map(type::cast);
    }

    /**
     * @param askedAt {@link #now} before the question was sent
     */
    void keep(Object key, Object answer, long askedAt) {
        if (freshNanos == 0) {
            return;
        }
        Shelf shelf = current.get();
        if (shelf.weight().addAndGet(weigh(answer)) > entriesMax) {
            current.compareAndSet(shelf, new Shelf());
            return;
        }
        shelf.held().put(key, new Held(answer, askedAt));
    }

    private static int weigh(Object answer) {
        return answer instanceof Addressee.Expansion(var alias) ? 1 + alias.targets().size() : 1;
    }
}
