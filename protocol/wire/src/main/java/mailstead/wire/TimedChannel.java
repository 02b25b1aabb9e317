package mailstead.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose every wait ends in time. The session's thread reads and writes; the {@link
 * Watchdog} and a draining {@link Listener} end its waits from outside.
 *
 * <p>The JDK's own socket time-outs would cost a timer per wait. Here a wait costs two stores: the
 * session publishes its deadline and what it waits for, and one thread looks at all channels a few
 * times a second. An overdue <em>read</em> is ended by shutting down the input side, so that the
 * session can still say why it closes; an overdue <em>write</em> by closing the socket. Whoever
 * ends a wait claims it first by a compare-and-set on {@link #phase}, so that a session which has
 * just got its input is never cut in the middle of a command.
 *
 * <p>A blocking read cannot be woken by another thread without closing the socket. So from its
 * first {@link #await} on the socket does not block any more: the session sleeps, and the watchdog
 * tells it when the socket is ready. Connections that never await keep to the JDK's blocking calls,
 * which cost less.
 */
final class TimedChannel implements OctetStream {

    /** After its input was ended a session has this long to say goodbye. */
    static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final int BUSY = 0;
    private static final int AWAITING_COMMAND = 1;
    private static final int READING = 2;
    private static final int WRITING = 3;
    private static final int OVERDUE = 4;
    private static final int DRAINED = 5;

    /** How the input side ended before its time. */
    enum Ending {
        NONE,
        TIMED_OUT,
        DRAINED
    }

    private final SocketChannel socket;
    private final BooleanSupplier stopping;
    private final Watchdog watchdog;
    private final AtomicInteger phase = new AtomicInteger(BUSY);

    /**
     * When the present wait is over, on the scale of {@link System#nanoTime}; published by {@link
     * #phase}.
     */
    private long due;

    /** When an {@link #await} is over, if nothing comes; published likewise. */
    private long napEnd;

    /** Who sleeps until the socket is ready. */
    private volatile @Nullable Thread sleeper;

    private volatile boolean ready;
    private volatile boolean woken;

    // Confined to the session's thread.
    private final long sessionEnd;
    private long idleNanos;
    private long writeNanos;
    private long totalEnd;
    private long readEnd;
    private boolean drainable;
    private Ending ending = Ending.NONE;

    /** There once the watchdog tells when the socket is ready. */
    private @Nullable SelectionKey key;

    /**
     * @param sessionEnd when all waiting ends, on the scale of {@link System#nanoTime}
     */
    TimedChannel(
            SocketChannel socket,
            BooleanSupplier stopping,
            Watchdog watchdog,
            Duration idle,
            Duration write,
            long sessionEnd) {
        this.socket = socket;
        this.stopping = stopping;
        this.watchdog = watchdog;
        this.idleNanos = nanos(idle);
        this.writeNanos = nanos(write);
        this.sessionEnd = sessionEnd;
        this.totalEnd = sessionEnd;
        this.readEnd = System.nanoTime() + idleNanos;
    }

    /**
     * Long durations are cut to about 100 years, so that sums on the nanosecond scale never
     * overflow.
     */
    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(36_500)) > 0
                ? Long.MAX_VALUE / 3
                : duration.toNanos();
    }

    void limitIdle(Duration idle) {
        idleNanos = nanos(idle);
    }

    void limitWrite(Duration write) {
        writeNanos = nanos(write);
    }

    void limitTotal(Duration total) {
        totalEnd = earlier(System.nanoTime() + nanos(total), sessionEnd);
    }

    void clearTotal() {
        totalEnd = sessionEnd;
    }

    /** One wait begins: what follows until the next call must be read within one idle limit. */
    void beginWait(boolean drainableWait) {
        drainable = drainableWait;
        readEnd = earlier(System.nanoTime() + idleNanos, totalEnd);
    }

    Ending ending() {
        return ending;
    }

    /** Throws when the node is stopping; called where a session may be interrupted. */
    void checkDraining() throws Connection.Draining {
        if (ending == Ending.NONE && stopping.getAsBoolean()) {
            ending = Ending.DRAINED;
        }
        if (ending == Ending.DRAINED) {
            throw new Connection.Draining();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        checkEnding();
        if (System.nanoTime() - readEnd >= 0) {
            throw overdue();
        }
        int wait = drainable ? AWAITING_COMMAND : READING;
        beginSleep(wait, readEnd);
        int octets;
        try {
            octets = socket.read(into);
            while (octets == 0 && key != null) {
                sleep(wait, SelectionKey.OP_READ, false);
                octets = socket.read(into);
            }
        } catch (IOException e) {
            checkEnded(wait);
            throw e;
        }
        checkEnded(wait);
        return octets;
    }

    private void beginSleep(int wait, long until) throws Connection.Draining {
        due = readEnd;
        napEnd = until;
        phase.set(wait);
        if (wait == AWAITING_COMMAND
                && stopping.getAsBoolean()
                && phase.compareAndSet(wait, BUSY)) {
            checkDraining();
        }
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        checkEnding();
        return socket.read(into);
    }

    /**
     * Waits as {@link Connection#await} says, within the read that {@link #beginWait} began.
     *
     * @param until on the scale of {@link System#nanoTime}
     */
    Connection.Waking await(long until) throws IOException {
        checkEnding();
        stopBlocking();
        if (System.nanoTime() - readEnd >= 0) {
            throw overdue();
        }
        beginSleep(AWAITING_COMMAND, until);
        try {
            sleep(AWAITING_COMMAND, SelectionKey.OP_READ, true);
        } finally {
            checkEnded(AWAITING_COMMAND);
        }
        if (ready) {
            return Connection.Waking.INPUT;
        }
        if (woken) {
            woken = false;
            return Connection.Waking.WOKEN;
        }
        return Connection.Waking.ELAPSED;
    }

    private void stopBlocking() throws IOException {
        if (key == null) {
            socket.configureBlocking(false);
            key = watchdog.watch(socket, this);
        }
    }

    /** Sleeps until the socket is ready, the wait was ended, or (if it is a nap) somebody wakes. */
    private void sleep(int wait, int operation, boolean isNap) throws IOException {
        ready = false;
        sleeper = Thread.currentThread();
        try {
            Watchdog.expect(key, operation);
            while (!ready && phase.get() == wait && socket.isOpen()) {
                if (isNap && (woken || System.nanoTime() - napEnd >= 0)) {
                    return;
                }
                if (Thread.currentThread().isInterrupted()) {
                    abort(); // as a blocking call would
                }
                LockSupport.park(this);
            }
        } catch (CancelledKeyException _) {
            throw new ClosedChannelException();
        } finally {
            sleeper = null;
        }
        if (!socket.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** From the watchdog. */
    void becomeReady() {
        ready = true;
        LockSupport.unpark(sleeper);
    }

    /** From any thread: ends the present or the next {@link #await}. */
    void wake() {
        woken = true;
        LockSupport.unpark(sleeper);
    }

    private void checkEnded(int wait) throws IOException {
        if (phase.compareAndSet(wait, BUSY)) {
            return;
        }
        boolean drained = phase.getAndSet(BUSY) == DRAINED;
        ending = drained ? Ending.DRAINED : Ending.TIMED_OUT;
        checkEnding();
    }

    private void checkEnding() throws IOException {
        switch (ending) {
            case NONE -> {}
            case DRAINED -> throw new Connection.Draining();
            case TIMED_OUT -> throw new Connection.TimedOut("nothing came in time");
        }
    }

    private Connection.TimedOut overdue() {
        ending = Ending.TIMED_OUT;
        return new Connection.TimedOut("nothing came in time");
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        long now = System.nanoTime();
        if (ending == Ending.NONE && now - totalEnd >= 0) {
            ending = Ending.TIMED_OUT;
            throw new Connection.TimedOut("no time left for sending");
        }
        // What was begun before the total limit may be finished: a client that reads gets whole
        // replies.
        long latest =
                ending == Ending.NONE
                        ? later(totalEnd, now + FAREWELL.toNanos())
                        : now + FAREWELL.toNanos();
        due = earlier(now + writeNanos, latest);
        phase.set(WRITING);
        try {
            while (from.hasRemaining()) {
                if (socket.write(from) == 0 && key != null) {
                    sleep(WRITING, SelectionKey.OP_WRITE, false);
                }
            }
        } catch (ClosedChannelException e) {
            if (phase.get() == OVERDUE) {
                ending = Ending.TIMED_OUT;
                throw new Connection.TimedOut("the client does not take what we send");
            }
            throw e;
        } finally {
            phase.set(BUSY);
        }
    }

    @Override
    public boolean hasInput() {
        return false;
    }

    @Override
    public void rest() {}

    @Override
    public void finish() {}

    @Override
    public void release() {}

    /** From any thread: ends the present wait if it is overdue. */
    void endIfOverdue(long now) {
        int wait = phase.get();
        switch (wait) {
            case AWAITING_COMMAND, READING -> {
                if (now - due >= 0 && phase.compareAndSet(wait, OVERDUE)) {
                    shutInput();
                } else if (now - napEnd >= 0) {
                    LockSupport.unpark(sleeper);
                }
            }
            case WRITING -> {
                if (now - due >= 0 && phase.compareAndSet(WRITING, OVERDUE)) {
                    abort();
                }
            }
            default -> {}
        }
    }

    /**
     * From any thread, after the node's stopping is known to all: ends the wait for a command, if
     * it is one.
     */
    void drain() {
        if (phase.compareAndSet(AWAITING_COMMAND, DRAINED)) {
            shutInput();
        }
    }

    private void shutInput() {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            abort(); // it was on its way out already
        }
        LockSupport.unpark(sleeper);
    }

    /** From any thread: closes the socket, whatever the session is doing. */
    void abort() {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is left to be done with it.
        }
        LockSupport.unpark(sleeper);
    }

    SocketChannel socket() {
        return socket;
    }

    /** Whether the kernel holds input that was not read. */
    boolean hasUnread() throws IOException {
        return ending == Ending.NONE
                && socket.isOpen()
                && socket.socket().getInputStream().available() > 0;
    }

    /**
     * Ends our side and throws away what still comes, a bounded while, so that the client gets our
     * last reply and not a reset connection (RFC 1122 section 4.2.2.13).
     */
    void linger(Duration limit, int octetsMax) throws IOException {
        socket.shutdownOutput();
        idleNanos = Math.min(idleNanos, nanos(limit));
        totalEnd = System.nanoTime() + nanos(limit);
        beginWait(false);
        ByteBuffer waste = ByteBuffer.allocate(4096);
        int octets = 0;
        int left = octetsMax;
        while (octets >= 0 && left > 0) {
            octets = read(waste.clear());
            left -= octets;
        }
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
