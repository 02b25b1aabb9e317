package mailstead.testkit.transcript;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that moves only when a test says so. Shared. */
public final class FakeClock implements InstantSource {

    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Instant now;

    public FakeClock() {
        this(Instant.parse("2026-11-01T12:00:00Z"));
    }

    public FakeClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("time does not go back");
        }
        synchronized (this) {
            now = now.plus(step);
        }
        watchers.forEach(Runnable::run);
    }

    /** Calls {@code watcher} after each move, on the thread that moved the clock. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }
}
