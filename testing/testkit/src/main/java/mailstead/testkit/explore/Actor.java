package mailstead.testkit.explore;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Whether it waits at a call and may be given a turn. */
    boolean isWaiting() {
        return !hasEnded && !isDead && pending.isPresent();
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

    void saw(long digest) {
        history = Digest.mix(history, digest);
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
        saw(-3);
        run.ended();
    }
}
