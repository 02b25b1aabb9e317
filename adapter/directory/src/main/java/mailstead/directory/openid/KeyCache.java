package mailstead.directory.openid;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A provider's keys, fetched again when they are old or lack one that a token names: once a minute
 * at most, whatever tokens come, and by one caller while the others use the old ones or, where
 * there are none, wait for what it finds. Old keys serve while the provider is away, for a day.
 * Shared.
 */
final class KeyCache {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration USABLE = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** After a failure sooner, for everybody waits for it. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private final KeySource source;
    private final InstantSource clock;
    private final AtomicReference<State> state =
            new AtomicReference<>(
                    new State(Optional.empty(), Instant.MIN, Instant.MIN, Optional.empty()));
    private final AtomicReference<Optional<CompletableFuture<State>>> running =
            new AtomicReference<>(Optional.empty());

    /**
     * @param keys the last that came
     * @param fetched when they came
     * @param nextTry not before
     * @param failure of the last try
     */
    private record State(
            Optional<KeySet> keys,
            Instant fetched,
            Instant nextTry,
            Optional<IOException> failure) {}

    KeyCache(KeySource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * Keys that can be used.
     *
     * @throws IOException when there are none
     */
    KeySet keys() throws IOException {
        State now = state.get();
        boolean isUsable = now.keys.isPresent() && !isOlder(now, USABLE);
        if (!isUsable || isOlder(now, FRESH) && running.get().isEmpty()) {
            now = refreshed();
        }
        if (now.keys.isPresent() && !isOlder(now, USABLE)) {
            return now.keys.get();
        }
        throw now.failure.orElseGet(() -> new IOException("there are no keys"));
    }

    /**
     * Keys as they are now, for a token whose key is not among those that we have.
     *
     * @throws IOException when that cannot be told
     */
    KeySet newest() throws IOException {
        State now = refreshed();
        if (now.failure.isPresent()) {
            throw new IOException("keys cannot be fetched", now.failure.get());
        }
        return now.keys.orElseThrow();
    }

    private boolean isOlder(State now, Duration age) {
        return clock.instant().isAfter(now.fetched.plus(age))
                || clock.instant().isBefore(now.fetched.minus(age));
    }

    /** What is known after trying again, if it is time. */
    private State refreshed() throws IOException {
        State last = state.get();
        Instant now = clock.instant();
        if (now.isBefore(last.nextTry) && last.nextTry.isBefore(now.plus(PAUSE).plus(PAUSE))) {
            return last;
        }
        CompletableFuture<State> mine = new CompletableFuture<>();
        Optional<CompletableFuture<State>> first = Optional.of(mine);
        Optional<CompletableFuture<State>> other = running.get();
        if (other.isPresent() || !running.compareAndSet(other, first)) {
            return waited(running.get());
        }
        State found = last;
        try {
            found = fetch(last);
            state.set(found);
            return found;
        } finally {
            running.set(Optional.empty());
            mine.complete(found);
        }
    }

    private State waited(Optional<CompletableFuture<State>> fetch) throws IOException {
        if (fetch.isEmpty()) {
            return state.get();
        }
        try {
            return fetch.get().get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            throw new IOException("keys do not come", slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private State fetch(State last) {
        try {
            KeySet keys =
                    KeySet.parse(source.read())
                            .orElseThrow(() -> new IOException("what came is no key set"));
            Instant now = clock.instant();
            return new State(Optional.of(keys), now, now.plus(PAUSE), Optional.empty());
        } catch (IOException failure) {
            Instant now = clock.instant();
            return new State(
                    last.keys, last.fetched, now.plus(PAUSE_AFTER_FAILURE), Optional.of(failure));
        }
    }
}
