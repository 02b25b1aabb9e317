package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import mailstead.fs.VolumeThreads;

/**
 * Where requests that concern one thing wait their turn: those that come while others are worked on
 * are worked on together next, by one of the volume's threads at a time, so that a busy folder
 * takes one thread and not all. Shared.
 */
final class Desk<R extends Desk.Request<?>> {

    /**
     * Somebody who waits for an answer. Immutable but for its answer.
     *
     * @param <T> of the answer
     */
    abstract static class Request<T> {

        private final VolumeThreads.Promise<T> answer;

        Request(VolumeThreads threads) {
            this.answer = threads.promise();
        }

        VolumeThreads.Promise<T> answer() {
            return answer;
        }
    }

    /** Does the work, on the volume's threads. */
    @FunctionalInterface
    interface Clerk<R> {
        /** Answers every request; if it throws, the others fail with that. */
        void serve(List<R> requests) throws IOException;
    }

    private final VolumeThreads threads;
    private final Clerk<R> clerk;
    private final Queue<R> waiting = new ArrayDeque<>();
    private boolean isServing;

    Desk(VolumeThreads threads, Clerk<R> clerk) {
        this.threads = threads;
        this.clerk = clerk;
    }

    /** Hands in a request; whoever asks awaits its answer, or does not. */
    void submit(R request) {
        synchronized (this) {
            waiting.add(request);
            if (isServing) {
                return;
            }
            isServing = true;
        }
        start();
    }

    private void start() {
        try {
            threads.startUnattended(this::serveOnce);
        } catch (IOException e) {
            List<R> refused;
            synchronized (this) {
                refused = takeAll();
                isServing = false;
            }
            refused.forEach(request -> request.answer().fail(e));
        }
    }

    private List<R> takeAll() {
        List<R> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    private Desk<R> serveOnce() throws IOException {
        List<R> requests;
        synchronized (this) {
            requests = takeAll();
        }
        requests.removeIf(request -> !request.answer().isWanted());
        try {
            if (!requests.isEmpty()) {
                clerk.serve(requests);
            }
        } catch (IOException | RuntimeException | Error e) {
            requests.forEach(request -> request.answer().fail(e));
            throw e;
        } finally {
            goOn();
        }
        return this;
    }

    /** Others of the volume take their turn before the next requests do. */
    private void goOn() {
        synchronized (this) {
            if (waiting.isEmpty()) {
                isServing = false;
                return;
            }
        }
        start();
    }
}
