package mailstead.maildir.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.maildir.files.Troubles;
import mailstead.maildir.files.Usages;
import mailstead.spi.MailStore.Mode;
import mailstead.spi.MailStore.Result;
import mailstead.spi.Quota;

/**
 * One delivery of one message to some mailboxes: all copies are written and synced unseen, then
 * they become visible. A copy that need not wait for others does both in one visit to its volume's
 * threads. Confined to its caller, but for the copies, which visit the threads.
 */
public final class Round {

    /**
     * Copies under way at once, so that many recipients neither take turns nor fill a volume's
     * queue.
     */
    private static final int WINDOW = 8;

    /**
     * The last step of a long message syncs all of it: a second more for each of so many octets.
     */
    private static final long OCTETS_PER_SECOND = 1 << 20;

    private final Outgoing message;
    private final Mode mode;
    private final Troubles troubles;
    private final Usages usages;

    public Round(Outgoing message, Mode mode, Troubles troubles, Usages usages) {
        this.message = message;
        this.mode = mode;
        this.troubles = troubles;
        this.usages = usages;
    }

    /** One recipient's copy, or why there cannot be one. Confined to the delivery. */
    public static final class Part {

        private final Optional<Copy> copy;
        private final Quota quota;
        private final Outgoing.Form form;
        private Optional<MailException> failure;
        private boolean isStored;

        public Part(Copy copy, Quota quota, Outgoing.Form form) {
            this.copy = Optional.of(copy);
            this.quota = quota;
            this.form = form;
            this.failure = Optional.empty();
        }

        public Part(MailException failure, Outgoing.Form form) {
            this.copy = Optional.empty();
            this.quota = Quota.NONE;
            this.form = form;
            this.failure = Optional.of(failure);
        }

        public Copy copy() {
            return copy.orElseThrow();
        }

        public boolean isStored() {
            return isStored;
        }

        Result result() {
            if (isStored) {
                return new Result.Stored(copy().name());
            }
            return failure.<Result>map(Result.Failed::new).orElseGet(Result.Withdrawn::new);
        }
    }

    /** What one visit to the threads does with a part's copy. */
    private interface Step {
        void apply(Part part) throws IOException;
    }

    public List<Result> run(List<Part> parts) {
        if (mode == Mode.EACH || parts.size() == 1) {
            each(parts, this::writeAndPublish);
            parts.forEach(part -> part.isStored = part.failure.isEmpty());
        } else {
            each(parts, this::write);
            publishAll(parts);
        }
        for (Part part : parts) {
            if (part.isStored) {
                usages.changed(part.copy().mailbox(), part.form.stored(), 1);
            }
        }
        return parts.stream().map(Part::result).toList();
    }

    /**
     * Goes on while nothing failed; from the first failure on, what is not visible yet is
     * withdrawn.
     */
    private void publishAll(List<Part> parts) {
        for (int i = 0; i < parts.size(); i += WINDOW) {
            List<Part> window = parts.subList(i, Math.min(parts.size(), i + WINDOW));
            if (parts.stream().anyMatch(part -> part.failure.isPresent())) {
                withdraw(parts.subList(i, parts.size()));
                return;
            }
            inWindow(window, part -> part.copy().publish());
            window.forEach(part -> part.isStored = part.failure.isEmpty());
        }
    }

    private void withdraw(List<Part> parts) {
        for (Part part : parts) {
            if (part.failure.isEmpty()) {
                Copy copy = part.copy();
                try {
                    call(copy, Optional.empty(), copy::withdraw);
                } catch (IOException _) {
                    // It was never visible; what is left in tmp is collected after 36 hours.
                }
            }
        }
    }

    private void each(List<Part> parts, Step step) {
        if (message.held().isPresent()) {
            for (int i = 0; i < parts.size(); i += WINDOW) {
                inWindow(parts.subList(i, Math.min(parts.size(), i + WINDOW)), step);
            }
        } else {
            boolean isPublishing = mode == Mode.EACH || parts.size() == 1;
            parts.stream()
                    .filter(part -> part.failure.isEmpty())
                    .forEach(part -> stream(part, isPublishing));
        }
    }

    /** Starts the step for all of them, then waits for each. */
    private void inWindow(List<Part> parts, Step step) {
        List<Optional<VolumeThreads.Pending<Copy>>> all = new ArrayList<>();
        for (Part part : parts) {
            Optional<VolumeThreads.Pending<Copy>> pending = Optional.empty();
            if (part.failure.isEmpty()) {
                try {
                    VolumeThreads threads = part.copy().mailbox().volume().threads();
                    pending =
                            Optional.of(
                                    threads.start(new Visit(part.copy(), () -> step.apply(part))));
                } catch (IOException e) {
                    fail(part, e);
                }
            }
            all.add(pending);
        }
        for (int i = 0; i < parts.size(); i++) {
            if (all.get(i).isPresent()) {
                try {
                    all.get(i).get().await();
                } catch (IOException e) {
                    fail(parts.get(i), e);
                }
            }
        }
    }

    private void fail(Part part, IOException cause) {
        part.failure = Optional.of(troubles.explain(part.copy().mailbox().volume().name(), cause));
    }

    private void write(Part part) throws IOException {
        Copy copy = part.copy();
        usages.requireRoom(copy.mailbox(), part.quota, Usages.Need.of(part.form.stored()));
        byte[] body = message.held().orElseThrow();
        byte[] prefix = part.form.prefix();
        copy.write(part.form.onDisk(prefix), part.form.onDisk(body));
    }

    private void writeAndPublish(Part part) throws IOException {
        write(part);
        part.copy().publish();
    }

    /**
     * A long message: one visit to begin, one for each piece, one to end. Reading it happens
     * outside of them.
     */
    private void stream(Part part, boolean isPublishing) {
        Copy copy = part.copy();
        byte[] prefix = part.form.prefix();
        boolean isDone = false;
        try {
            call(
                    copy,
                    Optional.empty(),
                    () -> {
                        usages.requireRoom(
                                copy.mailbox(), part.quota, Usages.Need.of(part.form.stored()));
                        copy.begin(part.form.onDisk(prefix));
                    });
            try (InputStream in = message.content().open()) {
                byte[] buffer = new byte[Outgoing.PIECE_OCTETS];
                int count;
                while ((count = in.readNBytes(buffer, 0, buffer.length)) > 0) {
                    int octets = part.form.toDisk(buffer, count);
                    // If this is given up the buffer is, too: a late thread may still write from
                    // it.
                    call(copy, Optional.empty(), () -> copy.append(buffer, octets));
                }
            }
            Duration deadline = Duration.ofSeconds(10 + part.form.stored() / OCTETS_PER_SECOND);
            call(
                    copy,
                    Optional.of(deadline),
                    () -> {
                        copy.end();
                        if (isPublishing) {
                            copy.publish();
                        }
                    });
            isDone = true;
        } catch (IOException e) {
            fail(part, e);
        } finally {
            if (!isDone) {
                copy.giveUp();
            }
        }
    }

    private static void call(Copy copy, Optional<Duration> deadline, Action action)
            throws IOException {
        VolumeThreads threads = copy.mailbox().volume().threads();
        Visit visit = new Visit(copy, action);
        if (deadline.isPresent()) {
            threads.call(deadline.get(), visit);
        } else {
            threads.call(visit);
        }
    }

    /** What is done with a copy on the volume's threads. */
    private interface Action {
        void run() throws IOException;
    }

    /**
     * Undoes what it did when its caller has given up meanwhile, and so has said that the message
     * was not stored.
     */
    private record Visit(Copy copy, Action action) implements VolumeThreads.Task<Copy> {
        @Override
        public Copy run() throws IOException {
            return copy.mailbox()
                    .run(() -> {
                        action.run();
                        return copy;
                    });
        }

        @Override
        public void abandoned(Copy unwanted) throws IOException {
            unwanted.mailbox()
                    .run(() -> {
                        unwanted.abort();
                        return unwanted;
                    });
        }
    }

    public static MailException unreadable(IOException cause) {
        return new TemporaryFailure(
                Reason.INTERNAL_ERROR, "the message could not be read again", cause);
    }
}
