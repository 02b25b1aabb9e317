package mailstead.fs.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mailstead.fs.VolumeRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads of this process wait that want to append to one log. One leads: it takes what
 * waits and appends it as one entry, while the others wait for it; then another leads. Shared; its
 * lock is never held across a call on files.
 *
 * <p>Leading is no exclusive right, only a thrift: appends of several leaders are as safe as those
 * of several hosts. So a leader that hangs in the kernel is not waited for: whoever has waited long
 * enough leads in its place. If the hung one comes back, it ends what it began. A ticket that the
 * hung one has taken can be withdrawn for as long as its entry is not about to be linked; after
 * that its outcome is unknown to the one who waits.
 */
final class Line<S> {

    private enum Stage {
        WAITING,
        /** A leader has it; nothing on the server shows it yet. */
        TAKEN,
        /** Its entry is being linked, or was. */
        LINKING,
        DONE,
        WITHDRAWN
    }

    /** A decision on its way. */
    static final class Ticket<S> {

        private final Decision<S> decision;
        private Stage stage = Stage.WAITING;
        private @Nullable Attempt attempt;
        private @Nullable Appended<S> appended;
        private @Nullable Throwable failure;

        private Ticket(Decision<S> decision) {
            this.decision = decision;
        }

        Decision<S> decision() {
            return decision;
        }
    }

    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Ticket<S>> waiting = new ArrayDeque<>();
    private @Nullable Ticket<S> leader;

    Line(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    Ticket<S> enter(Decision<S> decision) {
        Ticket<S> ticket = new Ticket<>(decision);
        lock.lock();
        try {
            waiting.add(ticket);
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    /**
     * Waits until the ticket is done, or its thread is to lead.
     *
     * @return whether it is to lead; then {@link #leave} must follow
     * @throws UnknownOutcome if the ticket's leader does not come back
     * @throws IOException if the ticket was withdrawn, because of an interrupt or because its
     *     leader does not come back: it does not count and never will
     */
    boolean awaitDoneOrLead(Ticket<S> ticket) throws IOException {
        lock.lock();
        try {
            long left = patienceNanos;
            while (ticket.stage != Stage.DONE) {
                if (ticket.stage == Stage.WAITING && (leader == null || left <= 0)) {
                    leader = ticket;
                    return true;
                }
                if (left <= 0) {
                    withdraw(
                            ticket,
                            new VolumeRefusal(
                                    VolumeRefusal.Kind.BUSY,
                                    "another append to the same log does not come back"));
                }
                left = changed.awaitNanos(left);
            }
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            withdraw(ticket, new InterruptedIOException("interrupted while waiting to append"));
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Unless it is done already, throws: what the matter is, or that the outcome is unknown. */
    private void withdraw(Ticket<S> ticket, IOException reason) throws IOException {
        if (ticket.stage == Stage.DONE) {
            return;
        }
        if (ticket.stage == Stage.LINKING && ticket.attempt != null) {
            throw new UnknownOutcome(ticket.attempt, reason);
        }
        waiting.remove(ticket);
        ticket.stage = Stage.WITHDRAWN;
        throw reason;
    }

    /** What waits, the oldest first, for a leader to decide about. */
    List<Ticket<S>> take(int max) {
        lock.lock();
        try {
            List<Ticket<S>> taken = new ArrayList<>();
            while (taken.size() < max && !waiting.isEmpty()) {
                Ticket<S> ticket = waiting.remove();
                ticket.stage = Stage.TAKEN;
                taken.add(ticket);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Back to the front of the line: there was no room in the entry. */
    void putBack(List<Ticket<S>> tickets) {
        lock.lock();
        try {
            for (Ticket<S> ticket : tickets.reversed()) {
                if (ticket.stage == Stage.TAKEN) {
                    ticket.stage = Stage.WAITING;
                    waiting.addFirst(ticket);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Those that were not withdrawn; they may be from now on, if an earlier attempt had failed. */
    List<Ticket<S>> remaining(List<Ticket<S>> tickets) {
        lock.lock();
        try {
            List<Ticket<S>> remaining = new ArrayList<>();
            for (Ticket<S> ticket : tickets) {
                if (ticket.stage == Stage.LINKING) {
                    ticket.stage = Stage.TAKEN;
                }
                if (ticket.stage == Stage.TAKEN) {
                    remaining.add(ticket);
                }
            }
            return remaining;
        } finally {
            lock.unlock();
        }
    }

    /** The last moment before the link. False if one of them was withdrawn. */
    boolean mayLink(List<Ticket<S>> tickets, Attempt attempt) {
        lock.lock();
        try {
            if (tickets.stream().anyMatch(ticket -> ticket.stage != Stage.TAKEN)) {
                return false;
            }
            for (Ticket<S> ticket : tickets) {
                ticket.stage = Stage.LINKING;
                ticket.attempt = attempt;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void done(Ticket<S> ticket, Appended<S> appended) {
        end(ticket, appended, null);
    }

    void failed(Ticket<S> ticket, Throwable failure) {
        end(ticket, null, failure);
    }

    private void end(
            Ticket<S> ticket, @Nullable Appended<S> appended, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (ticket.stage == Stage.TAKEN || ticket.stage == Stage.LINKING) {
                ticket.stage = Stage.DONE;
                ticket.appended = appended;
                ticket.failure = failure;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The leader is through with what it took. */
    void leave(Ticket<S> ticket) {
        lock.lock();
        try {
            if (leader == ticket) {
                leader = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What became of a ticket that is done. */
    Appended<S> result(Ticket<S> ticket) throws IOException {
        lock.lock();
        try {
            Appended<S> appended = ticket.appended;
            if (appended != null) {
                return appended;
            }
            switch (ticket.failure) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> throw new AssertionError(ticket.failure);
            }
        } finally {
            lock.unlock();
        }
    }
}
