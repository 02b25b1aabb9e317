package mailstead.fs.log;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.log.Reader.Demand;
import mailstead.fs.log.Writer.Outcome;

/**
 * A state that any number of hosts change together by appending numbered entries to a folder. See
 * {@code docs/design/shared-log.md}. Shared: keep one for each log and process, so that concurrent
 * appends share entries.
 *
 * <p>Calls that touch files run on the caller's thread, which must be a volume's, acting as the
 * owner of the folder. They may hang as long as the file system does; the others of the same log do
 * not wait for a hung one for longer than {@link LogPolicy#patience}.
 */
public final class SharedLog<S> {

    /** Longest payload that a decision may give. */
    public static final int PAYLOAD_OCTETS_MAX = 32 * 1024 * 1024;

    /** Writers who were faster before an append gives up for now. */
    private static final int APPENDS_MAX = 256;

    private final StateCodec<S> codec;
    private final LogPolicy policy;
    private final Generations<S> generations;
    private final Reader<S> reader;
    private final Writer<S> writer;
    private final Opener<S> opener;
    private final Upkeep<S> upkeep;
    private final Line<S> line;

    private final AtomicReference<Optional<Known<S>>> newest =
            new AtomicReference<>(Optional.empty());
    private final AtomicBoolean isInUpkeep = new AtomicBoolean();
    private volatile boolean isMoreToCollect;

    /**
     * Whether another host was faster lately. Then an append looks first, which costs less than a
     * lost link; until a look has shown nothing new.
     */
    private volatile boolean isContended;

    /**
     * Touches no file.
     *
     * @param folder absolute path; made by the first call if it is missing, in a parent that exists
     * @param nonces random numbers of 64 bits, such that no two hosts draw the same
     */
    public SharedLog(
            FileSystem files,
            String folder,
            StateCodec<S> codec,
            Birth<S> birth,
            LongSupplier nonces,
            LogPolicy policy) {
        this.codec = codec;
        this.policy = policy;
        this.generations = new Generations<>(files, folder, codec, nonces);
        this.reader = new Reader<>(codec, policy);
        this.writer = new Writer<>(reader, nonces, policy);
        this.opener = new Opener<>(generations, reader, birth, nonces);
        this.upkeep = new Upkeep<>(codec, nonces, policy);
        this.line = new Line<>(policy.patience());
    }

    /** The newest view of this process; no call. Empty before the first one was read. */
    public Optional<View<S>> known() {
        return newest.get().map(Known::view);
    }

    /**
     * The newest view of the server. Opens the log, or makes it, if need be.
     *
     * @return a view that holds every append that ended before this call began, on any host
     * @throws LostLog if the log is there but cannot be read
     */
    public View<S> refresh() throws IOException {
        return refreshed(Demand.NEWEST).view();
    }

    /**
     * What happened between an earlier view and {@link #known}; no call. A jump if that is not
     * remembered.
     */
    public Passage since(View<S> earlier) {
        Optional<Known<S>> now = newest.get();
        if (now.isEmpty() || now.get().view().generation() != earlier.generation()) {
            return new Passage.Jump();
        }
        return now.get().recent().since(earlier.number(), now.get().number());
    }

    /**
     * Appends what is decided on the newest state; durable when it returns. Decisions of other
     * threads may go into the same entry.
     *
     * @throws UnknownOutcome if it cannot be told whether the change counts
     * @throws LostLog if the log is there but cannot be read; the change does not count
     * @throws IOException otherwise: the change does not count and never will
     */
    public Appended<S> append(Decision<S> decision) throws IOException {
        Line.Ticket<S> ticket = line.enter(decision);
        while (line.awaitDoneOrLead(ticket)) {
            try {
                lead(line.take(policy.groupChangesMax()));
            } finally {
                line.leave(ticket);
            }
        }
        return line.result(ticket);
    }

    /** Brings all of them to an end, but for those that find no room. */
    private void lead(List<Line.Ticket<S>> tickets) {
        try {
            appendAll(tickets);
        } catch (IOException | RuntimeException | Error e) {
            tickets.forEach(ticket -> line.failed(ticket, e));
        }
    }

    private void appendAll(List<Line.Ticket<S>> tickets) throws IOException {
        Optional<Known<S>> known = newest.get();
        boolean isFresh = known.isEmpty() || isContended;
        Known<S> on = isFresh ? refreshed(Demand.NEWEST) : known.get();
        isContended = known.isPresent() && on.number() > known.get().number() && isContended;
        for (int appends = 0; appends < APPENDS_MAX; appends++) {
            Fold<S> fold = new Fold<>(line, codec, policy, on);
            fold.add(line.remaining(tickets));
            if (!fold.isChange() && (isFresh || fold.tickets().isEmpty())) {
                fold.done(on.view());
                return;
            }
            try {
                if (!fold.isChange()) {
                    // "Nothing to do" must be true of a state that is not older than the question.
                    on = refreshed(Demand.NEWEST);
                    isFresh = true;
                    continue;
                }
                Outcome<S> outcome =
                        writer.append(
                                on,
                                fold.payloads(),
                                fold.state(),
                                attempt -> line.mayLink(fold.tickets(), attempt));
                Known<S> now = installed(outcome.known());
                if (outcome instanceof Outcome.Won<S> won) {
                    fold.done(won.known().view());
                    return;
                }
                isContended = outcome.known() != on;
                isFresh |= isContended;
                on = now;
            } catch (ClosedGeneration e) {
                on = installed(opener.after(on, e));
                isFresh = true;
            } catch (FileFailure e) {
                if (!LogFolder.isGone(e)) {
                    throw e;
                }
                on = refreshed(Demand.NEWEST);
                isFresh = true;
            }
        }
        throw new IOException("other writers are faster, again and again");
    }

    private Known<S> refreshed(Demand demand) throws IOException {
        Optional<Known<S>> from = newest.get();
        if (from.isEmpty()) {
            return installed(opener.open());
        }
        try {
            return installed(reader.extend(from.get(), demand));
        } catch (ClosedGeneration | LostLog e) {
            return installed(opener.after(from.get(), e));
        } catch (FileFailure e) {
            if (!LogFolder.isGone(e)) {
                throw e;
            }
            return installed(opener.after(from.get(), e));
        }
    }

    /** Makes it the newest, unless a newer one is known by now; gives the newer one. */
    private Known<S> installed(Known<S> next) {
        while (true) {
            Optional<Known<S>> now = newest.get();
            if (now.isPresent() && !isNews(next, now.get())) {
                boolean isSameLog = now.get().folder().identity() == next.folder().identity();
                return isSameLog || now.get().view().isAtLeast(next.view()) ? now.get() : next;
            }
            if (newest.compareAndSet(now, Optional.of(next))) {
                return next;
            }
        }
    }

    private static boolean isNews(Known<?> next, Known<?> now) {
        if (next.folder().identity() != now.folder().identity()) {
            return next.folder().generation() > now.folder().generation();
        }
        return next.number() > now.number()
                || (next.number() == now.number()
                        && next.snapshot().number() > now.snapshot().number());
    }

    /** Whether {@link #upkeep} has something to do; no call. Worth asking after each append. */
    public boolean isUpkeepDue() {
        return !isInUpkeep.get()
                && (isMoreToCollect
                        || newest.get().filter(known -> known.isSnapshotDue(policy)).isPresent());
    }

    /**
     * Makes a snapshot if one is due, and removes a bounded amount of what nobody needs any more.
     * Best run by nobody's session, such as with {@link
     * mailstead.fs.VolumeThreads#startUnattended}; safe at any time, on any host, any number of
     * times at once. A log without upkeep grows and grows slow, and stays right.
     */
    public void upkeep() throws IOException {
        Optional<Known<S>> known = newest.get();
        if (known.isEmpty() || !isInUpkeep.compareAndSet(false, true)) {
            return;
        }
        try {
            isMoreToCollect = false;
            keepUp(known.get());
        } finally {
            isInUpkeep.set(false);
        }
    }

    private void keepUp(Known<S> known) throws IOException {
        LogFolder folder = known.folder();
        long published = folder.list().newestSnapshot();
        Known<S> informed = known.withSnapshot(Math.min(known.number(), published));
        if (informed.isSnapshotDue(policy)) {
            informed = informed.withSnapshot(informed.number(), upkeep.publish(informed));
            generations.clean(folder);
        }
        Known<S> last = informed;
        newest.updateAndGet(now -> now.map(newer -> newer.informedBy(last)));
        isMoreToCollect = upkeep.collect(folder);
    }

    /** What became of an append in doubt. */
    public enum Verdict {
        COUNTS,
        /** It does not and never will. */
        NEVER,
        /**
         * Nobody can tell any more: too many entries have been added since, or the log was lost.
         */
        FORGOTTEN
    }

    /** Finds out what became of an append in doubt, now that the server answers again. */
    public Verdict settle(UnknownOutcome doubt) throws IOException {
        Attempt attempt = doubt.attempt();
        Optional<Known<S>> known = newest.get();
        if (known.isPresent() && known.get().folder().identity() == attempt.log()) {
            known.get().folder().remove(attempt.witness());
        }
        return attempt.judge(refreshed(Demand.PROVED));
    }

    /**
     * Gives a lost log up and makes a new generation of it, unless another host has done so. The
     * lost one stays in its folder and is closed: nothing can be appended to it any more.
     *
     * @return a view of the new generation
     */
    public View<S> recreate(LostLog lost) throws IOException {
        Optional<Known<S>> known = newest.get();
        if (known.isPresent() && known.get().folder().generation() > lost.generation()) {
            return refresh();
        }
        Known<S> made = opener.recreate(known);
        newest.set(Optional.of(made));
        return made.view();
    }
}
