package mailstead.testkit.explore;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import mailstead.fs.VolumeThreads;
import mailstead.testkit.nfs.Call;
import mailstead.testkit.nfs.Digest;
import mailstead.testkit.nfs.NfsClient;
import mailstead.testkit.nfs.Oracle;
import mailstead.testkit.nfs.Outcome;

/**
 * One actor of one run, on its own thread, which runs only while it has the baton. Its state is
 * known by its {@link #history}: the same program with the same answers is at the same place.
 */
final class Actor implements Oracle, Runnable {

    final int index;
    final String name;
    final String host;
    private final Run run;
    private final Program program;
    private final NfsClient client;
    private final Thread thread;

    private Optional<Call> pending = Optional.empty();
    private Outcome granted = Outcome.NORMAL;
    private long history;
    private boolean isScheduled;
    private boolean isDead;
    private boolean hasEnded;

    /** The answer of another actor that it waits for. */
    private Optional<VolumeThreads.Promise<?>> awaited = Optional.empty();

    /** Whether it has come to its next call, or its end, without having had the turn. */
    private volatile boolean hasArrived;

    Actor(Run run, int index, Stage.Role role, Thread.Builder threads) {
        this.run = run;
        this.index = index;
        this.name = role.name();
        this.host = role.host();
        this.program = role.program();
        this.isScheduled = !role.isWarm();
        this.client = run.server().client(role.host(), this);
        this.thread = threads.unstarted(this);
    }

    Thread thread() {
        return thread;
    }

    void start() {
        thread.start();
    }

    /** It has the turn now; with it, if nobody has answered it, comes its end. */
    void wake() {
        if (awaited.isPresent()) {
            awaited = Optional.empty();
            thread.interrupt();
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Whether it waits at a call and may be given a turn. */
    boolean isWaiting() {
        return !hasEnded && !isDead && pending.isPresent();
    }

    boolean isDead() {
        return isDead;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    Call pending() {
        return pending.orElseThrow();
    }

    long history() {
        return history;
    }

    void begin() {
        isScheduled = true;
    }

    /** Those who share objects share what they know. */
    void saw(long digest) {
        if (!run.isShared(host)) {
            history = Digest.mix(history, digest);
            return;
        }
        for (Actor actor : run.actors()) {
            if (actor.host.equals(host)) {
                actor.history = Digest.mix(actor.history, Digest.mix(digest, index));
            }
        }
    }

    // Answers of other actors

    /** It has the turn: the answer without which it cannot go on, if it waits for one. */
    Optional<VolumeThreads.Promise<?>> missing() {
        return LockSupport.getBlocker(thread) instanceof VolumeThreads.Promise<?> promise
                        && promise.isWanted()
                ? Optional.of(promise)
                : Optional.empty();
    }

    /** From now on it may be answered while another one has the turn. */
    void await(VolumeThreads.Promise<?> promise) {
        awaited = Optional.of(promise);
        pending = Optional.empty();
        saw(-4);
    }

    /** Nobody has answered yet. */
    boolean isStuck() {
        return !hasEnded && awaited.isPresent() && awaited.get().isWanted();
    }

    /** If it has been answered, returns when it has come to its next call or its end. */
    void awaitArrival() {
        if (awaited.isPresent() && !awaited.get().isWanted()) {
            while (!hasArrived) {
                Thread.yield();
            }
            hasArrived = false;
            awaited = Optional.empty();
            saw(-5);
        }
    }

    /** Without having the turn. */
    void arrive() {
        hasArrived = true;
    }

    void grant(Outcome outcome) {
        granted = outcome;
    }

    /** Its machine dies, before the pending call. */
    void crash(boolean torn) {
        client.crash(torn);
        isDead = true;
        history = Digest.mix(history, torn ? -2 : -1);
    }

    @Override
    public Outcome decide(Call call) {
        if (isDead || run.isOver()) {
            throw new Stop();
        }
        if (!isScheduled) {
            return Outcome.NORMAL;
        }
        pending = Optional.of(call);
        run.passOn(this);
        if (isDead || run.isOver()) {
            throw new Stop();
        }
        return granted;
    }

    @Override
    public void answered(long digest) {
        saw(digest);
    }

    @Override
    public void run() {
        try {
            program.run(client);
        } catch (Stop _) {
            // Crashed, or the run is over.
        } catch (IOException e) {
            run.gaveUp(this, e);
        } catch (RuntimeException | Error e) {
            run.broke(this, e);
        }
        hasEnded = true;
        run.ended(this);
    }
}
