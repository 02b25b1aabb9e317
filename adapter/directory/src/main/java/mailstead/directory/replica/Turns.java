package mailstead.directory.replica;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets any number of callers share one request: whoever comes waits for a turn that begins
 * afterwards, and one turn is under way at a time. Turns that callers wish for begin at a bounded
 * pace. Shared; turns are made by one thread.
 */
final class Turns {

    /** So that guessing at names costs a publisher a few requests a second. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** Longest wait for a proof: a turn that is under way, a pause, and one's own turn. */
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final long pauseNanos;
    private final long withinNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // all guarded by lock
    private long begun;
    private long ended;
    private Optional<Proof> last = Optional.empty();
    private long lastBegin;
    private int waiting;
    private boolean wished;
    private boolean closed;

    /**
     * @param pause between the beginnings of two turns that callers wish for
     * @param within longest wait for one
     */
    Turns(Duration pause, Duration within) {
        this.pauseNanos = pause.toNanos();
        this.withinNanos = within.toNanos();
        this.lastBegin = System.nanoTime() - pauseNanos;
    }

    /** As nodes use them. */
    static Turns usual() {
        return new Turns(PAUSE, WITHIN);
    }

    /** What a turn has shown about the copy. */
    enum Proof {
        /** It was complete at some time after the turn began. */
        COMPLETE,
        /** The source cannot be asked: only the age of what it has can tell. */
        DATED
    }

    /**
     * Waits for a turn that begins after this call.
     *
     * @return what it has shown; empty if it showed nothing, or was not over in time
     */
    Optional<Proof> await() throws InterruptedException {
        long left = withinNanos;
        lock.lock();
        try {
            long mine = begun + 1;
            wished = true;
            waiting++;
            changed.signalAll();
            while (ended < mine && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended < mine ? Optional.empty() : last;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Callers that wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For whoever makes the turns: waits until the next one is due, because somebody wishes it or
     * the time is over.
     *
     * @return false when closed
     */
    boolean awaitDue(Duration interval) throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long age = System.nanoTime() - lastBegin;
                long left = (wished ? pauseNanos : interval.toNanos()) - age;
                if (left <= 0) {
                    return true;
                }
                changed.awaitNanos(left);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    void begin() {
        lock.lock();
        try {
            begun++;
            wished = false;
            lastBegin = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    void end(Optional<Proof> shown) {
        lock.lock();
        try {
            ended = begun;
            last = shown;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A turn is due at once; nobody waits for it. */
    void wish() {
        lock.lock();
        try {
            wished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is closed. */
    boolean awaitClosed(Duration within) throws InterruptedException {
        long left = within.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
