package mailstead.fs;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One volume's own platform threads. Virtual threads wait here, for at most a deadline; these
 * threads block in the kernel, for as long as the server pleases. Volumes share no thread, so a
 * hung one hurts only its own users.
 *
 * <p>A call that outlives its deadline is abandoned: its caller gets {@link VolumeRefusal} at once,
 * its thread stays with the kernel and comes back to the pool when the kernel lets go. At most
 * {@code threadsMax} threads and one for probing can be stuck so; then the queue fills, then calls
 * are refused at once. After several failures in a row the circuit opens and only probes reach the
 * volume. Shared.
 */
public final class VolumeThreads implements AutoCloseable {

    /**
     * @param threadsMax 0 or more; 0 is for tests that decide themselves whose turn it is: work
     *     runs at once, on the thread that hands it over
     * @param queueMax calls that may wait for a thread, 1 or more
     * @param deadline longest wait of a caller, in the queue and in the call together
     * @param failuresMax hung or failed calls in a row that open the circuit
     * @param probeInterval least time between two probes of an open circuit
     */
    public record Limits(
            int threadsMax,
            int queueMax,
            Duration deadline,
            int failuresMax,
            Duration probeInterval) {
        public static final Limits DEFAULT =
                new Limits(16, 512, Duration.ofSeconds(10), 4, Duration.ofSeconds(2));
    }

    /** Work on files that runs on one of the volume's threads. */
    @FunctionalInterface
    public interface Task<T> {
        T run() throws IOException;

        /**
         * Called on the volume's thread, instead of handing the result over, when the caller had
         * given up before the work was done: undo what nobody knows of.
         */
        default void abandoned(T result) throws IOException {}
    }

    private static final long IDLE_SECONDS = 60;

    private final String name;
    private final Limits limits;
    private final Circuit circuit;
    private final OwnerSwitch.Work<?> probe;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor prober;
    private final Deadlines deadlines;
    private final AtomicInteger unfinished = new AtomicInteger();

    /** No more than there were open files. */
    private final Queue<FileSystem.File> unwanted = new ConcurrentLinkedQueue<>();

    /**
     * @param probe a cheap call that touches the volume, such as reading its marker
     * @param nanoClock a monotonic clock such as {@code System::nanoTime}; only the circuit's
     *     intervals follow it
     */
    public VolumeThreads(
            String name, Limits limits, OwnerSwitch.Work<?> probe, LongSupplier nanoClock) {
        this.name = name;
        this.limits = limits;
        this.probe = probe;
        this.circuit = new Circuit(limits.failuresMax(), limits.probeInterval(), nanoClock);
        int threadsMax = Math.max(1, limits.threadsMax());
        this.workers = pool("volume-" + name, threadsMax, limits.queueMax());
        this.prober = pool("probe-" + name, 1, 1);
        this.deadlines = new Deadlines(name);
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(queue),
                        work ->
                                Thread.ofPlatform()
                                        .name(name + "-" + number.incrementAndGet())
                                        .daemon(true)
                                        .unstarted(work));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs the task on one of the volume's threads and waits for it, no longer than the usual
     * deadline.
     */
    public <T> T call(Task<T> task) throws IOException {
        return start(task, limits.deadline()).await();
    }

    /**
     * As {@link #call(Task)} with another deadline: for calls whose amount of work is known to be
     * large.
     */
    public <T> T call(Duration deadline, Task<T> task) throws IOException {
        return start(task, deadline).await();
    }

    /**
     * Hands the task over without waiting. Whoever does not await the result lets it run to its end
     * alone.
     */
    public <T> Pending<T> start(Task<T> task) throws IOException {
        return start(task, limits.deadline());
    }

    /**
     * Hands over work that nobody waits for: it has no deadline, and its failure interests nobody.
     */
    public void startUnattended(Task<?> task) throws IOException {
        start(task, limits.deadline());
    }

    private void handOver(Runnable work) {
        if (limits.threadsMax() == 0) {
            work.run();
        } else {
            workers.execute(work);
        }
    }

    /** Closes a file when a thread is free, however ill the volume is now. */
    public void closeLater(FileSystem.File file) {
        unwanted.add(file);
        try {
            handOver(this::closeUnwanted);
        } catch (RejectedExecutionException _) {
            // The next call that a thread finishes does it.
        }
    }

    private void closeUnwanted() {
        FileSystem.File file;
        while ((file = unwanted.poll()) != null) {
            try {
                file.close();
            } catch (IOException _) {
                // It was only read, or is being thrown away.
            }
        }
    }

    private <T> Pending<T> start(Task<T> task, Duration deadline) throws IOException {
        requireClosedCircuit();
        Pending<T> pending = new Pending<>(task, deadlineFromNow(deadline));
        unfinished.incrementAndGet();
        try {
            handOver(pending);
        } catch (RejectedExecutionException _) {
            unfinished.decrementAndGet();
            throw workers.isShutdown()
                    ? new VolumeRefusal(VolumeRefusal.Kind.STOPPED, "volume " + name + " is closed")
                    : new VolumeRefusal(
                            VolumeRefusal.Kind.BUSY, "too many calls wait for volume " + name);
        }
        return pending;
    }

    /**
     * Refuses at once if the circuit is open, and sees to it that a probe is sent when one is due.
     */
    public void requireClosedCircuit() throws VolumeRefusal {
        if (!circuit.isOpen()) {
            return;
        }
        if (circuit.claimProbe()) {
            try {
                prober.execute(this::probe);
            } catch (RejectedExecutionException _) {
                circuit.probed(false);
            }
        }
        throw new VolumeRefusal(
                VolumeRefusal.Kind.CIRCUIT_OPEN, "volume " + name + " does not answer");
    }

    private void probe() {
        boolean isWell = false;
        try {
            probe.run();
            isWell = true;
        } catch (IOException _) {
            // Still ill: the next probe will ask again.
        } finally {
            circuit.probed(isWell);
        }
    }

    public boolean isCircuitOpen() {
        return circuit.isOpen();
    }

    /** Threads that are in a call now, hung ones included. */
    public int busyThreads() {
        return workers.getActiveCount();
    }

    /** Calls that wait for a thread. */
    public int waitingCalls() {
        return workers.getQueue().size();
    }

    /** Calls that were handed over and have not come to their end, given up or not. */
    public int unfinishedCalls() {
        return unfinished.get();
    }

    /** Takes no more calls; those handed over before still run. */
    @Override
    public void close() {
        workers.shutdown();
        prober.shutdown();
        deadlines.close();
    }

    private static boolean isIllness(IOException failure) {
        return failure instanceof FileFailure file && file.isStorageIll();
    }

    /**
     * An answer that work of others on this volume's threads will give, such as work done for
     * several callers at once. Begins its usual deadline now.
     */
    public <T> Promise<T> promise() {
        return new Promise<>(deadlineFromNow(limits.deadline()));
    }

    private static long deadlineFromNow(Duration deadline) {
        return System.nanoTime() + deadline.toNanos();
    }

    /** An answer on its way. One caller awaits it, once; one worker gives it. */
    public class Promise<T> implements Deadlines.Waiting {

        /**
         * What came of it: an answer, a failure, or neither if the caller has given up.
         *
         * @param failure an {@link IOException}, or a bug
         */
        private record Outcome<T>(@Nullable T answer, @Nullable Throwable failure) {}

        private volatile long deadline;
        private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();
        private volatile @Nullable Thread waiter;

        private Promise(long deadline) {
            this.deadline = deadline;
        }

        /** Whether nobody has answered and its caller has not given up. */
        public boolean isWanted() {
            return outcome.get() == null;
        }

        /** The work goes on: its caller's deadline begins anew. */
        public void prolong() {
            deadline = deadlineFromNow(limits.deadline());
        }

        /**
         * @return false if the caller has given up or was answered before
         */
        public boolean keep(T answer) {
            return settle(new Outcome<>(answer, null));
        }

        /**
         * @param why an {@link IOException}, or a bug
         * @return false if the caller has given up or was answered before
         */
        public boolean fail(Throwable why) {
            return settle(new Outcome<>(null, why));
        }

        private boolean settle(Outcome<T> settled) {
            boolean isHeard = outcome.compareAndSet(null, settled);
            if (isHeard) {
                LockSupport.unpark(waiter);
            }
            return isHeard;
        }

        /** Waits for the answer until the deadline. An interrupt gives up at once. */
        public T await() throws IOException {
            if (isWanted()) {
                awaitOutcome();
            }
            return result();
        }

        private void awaitOutcome() throws VolumeRefusal {
            waiter = Thread.currentThread();
            deadlines.add(this);
            try {
                while (isWanted()) {
                    boolean overdue = System.nanoTime() - deadline >= 0;
                    if (overdue || Thread.currentThread().isInterrupted()) {
                        abandon(overdue);
                    } else {
                        LockSupport.park(this);
                    }
                }
            } finally {
                deadlines.remove(this);
            }
        }

        private void abandon(boolean overdue) throws VolumeRefusal {
            if (outcome.compareAndSet(null, new Outcome<>(null, null))) {
                abandoned();
                if (overdue) {
                    circuit.failed();
                }
                throw new VolumeRefusal(
                        VolumeRefusal.Kind.DEADLINE, "volume " + name + " did not answer in time");
            }
        }

        /** On the caller's thread, when it gives up. */
        void abandoned() {}

        @Override
        public void wakeIfOverdue(long now) {
            if (now - deadline >= 0) {
                LockSupport.unpark(waiter);
            }
        }

        @SuppressWarnings("NullAway") // there is an outcome; null is an answer only if T allows it
        private T result() throws IOException {
            switch (outcome.get().failure()) {
                case null -> {
                    return outcome.get().answer();
                }
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
            }
        }
    }

    /** A call on its way. One caller awaits it, once. */
    public final class Pending<T> extends Promise<T> implements Runnable {

        private final Task<T> task;

        private Pending(Task<T> task, long deadline) {
            super(deadline);
            this.task = task;
        }

        /** On the volume's thread. */
        @Override
        public void run() {
            try {
                if (isWanted()) {
                    perform();
                }
            } finally {
                unfinished.decrementAndGet();
            }
        }

        private void perform() {
            OwnerSwitch.@Nullable Unrestored poison = null;
            try {
                T done = task.run();
                circuit.succeeded();
                if (!keep(done)) {
                    undo(done);
                }
            } catch (IOException e) {
                if (isIllness(e)) {
                    circuit.failed();
                } else {
                    circuit.succeeded();
                }
                fail(e);
            } catch (RuntimeException e) {
                fail(e);
            } catch (OwnerSwitch.Unrestored e) {
                fail(e);
                poison = e;
            } catch (Error e) {
                fail(e);
            }
            closeUnwanted();
            if (poison != null) {
                throw poison;
            }
        }

        private void undo(T unwanted) {
            try {
                if (unwanted != null) {
                    task.abandoned(unwanted);
                }
            } catch (IOException _) {
                // Nobody is left to tell; the caller was told that it is unknown whether this
                // happened.
            }
        }

        @Override
        void abandoned() {
            if (workers.remove(this)) {
                unfinished.decrementAndGet();
            }
        }
    }
}
