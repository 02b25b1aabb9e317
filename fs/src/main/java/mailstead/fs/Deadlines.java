package mailstead.fs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes waiting callers when their time is over. One thread looks at all of them ten times a
 * second, because thousands of waits a second, nearly all of them short, would each cost a timer of
 * their own. The thread begins with the first who waits, and rests while nobody does. Shared.
 */
final class Deadlines implements AutoCloseable {

    /** How late a caller may be woken. */
    private static final long TICK_NANOS = 100_000_000;

    /** Ticks without a waiting caller after which the thread rests. */
    private static final int IDLE_TICKS = 20;

    private final Set<Waiting> all = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean resting;
    private volatile boolean closed;

    /** A caller who waits. */
    interface Waiting {
        /**
         * Wakes the caller if {@code now}, on the scale of {@link System#nanoTime}, is too late.
         */
        void wakeIfOverdue(long now);
    }

    Deadlines(String name) {
        thread = Thread.ofPlatform().name("deadlines-" + name).daemon().unstarted(this::watch);
    }

    void add(Waiting waiting) {
        all.add(waiting);
        if (!begun.get() && begun.compareAndSet(false, true)) {
            thread.start();
        } else {
            wake();
        }
    }

    void remove(Waiting waiting) {
        all.remove(waiting);
    }

    /** Those who wait now are still woken in time. */
    @Override
    public void close() {
        closed = true;
        wake();
    }

    private void wake() {
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    private void watch() {
        int idleTicks = 0;
        while (!closed || !all.isEmpty()) {
            idleTicks = all.isEmpty() ? idleTicks + 1 : 0;
            if (idleTicks > IDLE_TICKS) {
                rest();
                idleTicks = 0;
            }
            LockSupport.parkNanos(this, TICK_NANOS);
            long now = System.nanoTime();
            all.forEach(waiting -> waiting.wakeIfOverdue(now));
        }
    }

    /** Whoever comes after {@code resting} was set wakes us; whoever came before is seen here. */
    private void rest() {
        resting = true;
        while (all.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        resting = false;
    }
}
