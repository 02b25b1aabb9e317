package mailstead.directory.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * Work that many ask for at once and that needs to be done once for all of them, provided that it
 * began after they asked. One is under way at a time; who comes meanwhile waits for the next.
 * Shared.
 */
final class SharedRound<T> {

    /** What is done. */
    interface Work<T> {
        T run() throws MailException, IOException;
    }

    private final Work<T> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long begun;
    private long done;
    private boolean isRunning;
    private @Nullable T result;
    private @Nullable Exception failure;

    SharedRound(Work<T> work) {
        this.work = work;
    }

    /**
     * What came of a round that began after this call.
     *
     * @throws TemporaryFailure also if there is none within the time
     */
    T call(Duration within) throws MailException, IOException {
        long left = within.toNanos();
        lock.lock();
        try {
            long mine = begun + 1;
            while (done < mine && isRunning) {
                if (left <= 0) {
                    throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "no answer in time");
                }
                left = ended.awaitNanos(left);
            }
            if (done < mine) {
                run();
            }
            return outcome();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Without the lock while it works. */
    private void run() {
        isRunning = true;
        begun++;
        long number = begun;
        @Nullable T made = null;
        @Nullable Exception trouble = new IllegalStateException("the work has a bug");
        lock.unlock();
        try {
            made = work.run();
            trouble = null;
        } catch (MailException | IOException failed) {
            trouble = failed;
        } finally {
            lock.lock();
            result = made;
            failure = trouble;
            done = number;
            isRunning = false;
            ended.signalAll();
        }
    }

    private T outcome() throws MailException, IOException {
        if (failure instanceof MailException trouble) {
            throw trouble;
        }
        if (failure instanceof IOException trouble) {
            throw trouble;
        }
        T made = result;
        if (failure != null || made == null) {
            throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "no answer", failure);
        }
        return made;
    }
}
