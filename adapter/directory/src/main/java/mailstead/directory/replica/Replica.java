package mailstead.directory.replica;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Version;
import mailstead.fs.FileSystem;
import mailstead.mail.EventSink;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of the directory on the node's own disk: takes what the source has, checks it, swaps
 * one reference. Shared.
 *
 * <p>Three threads: one asks for heads, takes instalments and swaps; one at a time fetches a
 * generation, or checks the one that was found on the disk; one watches the age, so that a source
 * that hangs is noticed. Whatever does not fit leaves the last good copy in use.
 *
 * <p>What is known of the source only rises: a version below the newest that was ever taken is
 * refused, and that version is durable before it is used.
 */
public final class Replica implements AutoCloseable {

    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

    private static final int FIRST_COPY_WATCHES = 10;

    /** And twice as long after each further failure, up to the others. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final Duration ASK_AGAIN_MAX = Duration.ofSeconds(30);
    private static final Duration FETCH_AGAIN_MAX = Duration.ofMinutes(5);
    private static final int QUESTIONS_MAX = 100_000;
    private static final int NONCE_OCTETS = 16;

    private final ReplicaSettings settings;
    private final Source source;
    private final Shelf shelf;
    private final Taking taking;
    private final Executor background;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Herald herald;
    private final Turns turns;
    private final FirstAsked firstAsked = new FirstAsked(QUESTIONS_MAX);

    private final AtomicReference<@Nullable View> current = new AtomicReference<>();
    private volatile Optional<Instant> complete = Optional.empty();
    private volatile Optional<String> headProblem = Optional.empty();
    private volatile Optional<String> fetchProblem = Optional.empty();

    /** What the other thread has fetched and nobody has taken yet. */
    private final AtomicReference<@Nullable Fetched> arrived = new AtomicReference<>();

    private final AtomicBoolean fetching = new AtomicBoolean();

    /** The generation in use is not what it was on the disk. */
    private volatile long damaged;

    private volatile boolean closed;

    // of the thread that makes the turns
    private Optional<Version> newest = Optional.empty();
    private long fetchAgainAt = System.nanoTime();

    /** Of the thread that makes the turns. */
    private int turnsInVain;

    private volatile int failedFetches;

    private record Fetched(Generation generation, Duration duration) {}

    private Replica(
            ReplicaSettings settings,
            Source source,
            FileSystem files,
            Mapper mapper,
            Executor background,
            InstantSource clock,
            RandomGenerator random,
            EventSink events,
            Turns turns) {
        this.settings = settings;
        this.turns = turns;
        this.source = source;
        this.shelf = new Shelf(files, mapper, settings.keys(), settings.folder());
        this.taking = new Taking(source, shelf, settings);
        this.background = background;
        this.clock = clock;
        this.random = random;
        this.herald = new Herald(source, events);
    }

    /**
     * Uses the newest good generation that lies on the node's own disk, and asks nobody.
     *
     * @param background runs each task on a thread of its own that may block in file calls; two run
     *     until {@link #close}, from {@link #start} on
     * @param random unpredictable
     * @throws IOException if the folder cannot be used
     */
    public static Replica open(
            ReplicaSettings settings,
            Source source,
            FileSystem files,
            Mapper mapper,
            Executor background,
            InstantSource clock,
            RandomGenerator random,
            EventSink events)
            throws IOException {
        return open(
                settings, source, files, mapper, background, clock, random, events, Turns.usual());
    }

    static Replica open(
            ReplicaSettings settings,
            Source source,
            FileSystem files,
            Mapper mapper,
            Executor background,
            InstantSource clock,
            RandomGenerator random,
            EventSink events,
            Turns turns)
            throws IOException {
        Replica replica =
                new Replica(
                        settings, source, files, mapper, background, clock, random, events, turns);
        replica.begin();
        return replica;
    }

    private void begin() throws IOException {
        shelf.prepare();
        try {
            newest = shelf.taken();
        } catch (BadCopy damagedNote) {
            herald.refused(damagedNote);
        }
        for (long number : shelf.generations()) {
            try {
                View found = shelf.completed(View.of(shelf.open(number)));
                current.set(found);
                complete = Optional.of(found.asOf());
                remember(found.version());
                break;
            } catch (BadCopy | IOException bad) {
                herald.refused(bad);
            }
        }
        shelf.tidy(kept());
    }

    private OptionalLong kept() {
        View view = current.get();
        return view == null ? OptionalLong.empty() : OptionalLong.of(view.generation().number());
    }

    private void remember(Version version) {
        if (newest.isEmpty() || newest.get().compareTo(version) < 0) {
            newest = Optional.of(version);
        }
    }

    /** From now on the copy is renewed. */
    public void start() {
        checkFound();
        background.execute(this::takeTurns);
        background.execute(this::watch);
    }

    /** Checks what was found on the disk, while it is in use. */
    void checkFound() {
        View found = current.get();
        if (found != null) {
            fetching.set(true);
            background.execute(() -> check(found.generation()));
        }
    }

    /** What is asked of one version. */
    interface Look<T> {
        Optional<T> in(Reading reading) throws BadCopy;
    }

    /**
     * What the copy says; empty tells nothing unless it was {@link #prove}d before.
     *
     * @throws TemporaryFailure if there is no copy, or it is damaged there
     */
    <T> Optional<T> look(Look<T> look) throws TemporaryFailure {
        View view = enter();
        try {
            return look.in(new Reading(view));
        } catch (BadCopy bad) {
            damaged = view.generation().number();
            turns.wish();
            throw unavailable("the copy of the directory is damaged", bad);
        } finally {
            view.generation().leave();
        }
    }

    private View enter() throws TemporaryFailure {
        while (true) {
            View view = current.get();
            if (view == null) {
                throw unavailable("there is no copy of the directory yet", null);
            }
            if (view.generation().enter()) {
                return view;
            }
        }
    }

    /** Whether there is one to be looked up in. */
    public boolean isThere() {
        return current.get() != null;
    }

    /**
     * Returns when what {@link #look} finds missing from now on is missing in truth.
     *
     * @param question what is missing, in some words that are the same whenever it is asked
     * @throws TemporaryFailure if that cannot be told (yet)
     */
    void prove(String question) throws TemporaryFailure {
        if (isPartial()) {
            throw unavailable("this copy of the directory cannot tell who does not exist", null);
        }
        boolean proven = source.isAsked() ? ask(question) : isDatedAfter(question);
        if (!proven) {
            throw unavailable("the copy of the directory may be behind", null);
        }
    }

    /**
     * Returns when {@link #look} shows what was so at some time after this call, or as much as a
     * source that cannot be asked has.
     *
     * @throws TemporaryFailure if the source does not answer
     */
    void renew() throws TemporaryFailure {
        if (source.isAsked() && waitForTurn().isEmpty()) {
            throw unavailable("the copy of the directory may be behind", null);
        }
    }

    private boolean isPartial() {
        View view = current.get();
        return view != null && view.generation().manifest().isPartial();
    }

    private boolean ask(String question) throws TemporaryFailure {
        Optional<Turns.Proof> proof = waitForTurn();
        return proof.isPresent()
                && switch (proof.get()) {
                    case COMPLETE -> true;
                    case DATED -> isDatedAfter(question);
                };
    }

    private Optional<Turns.Proof> waitForTurn() throws TemporaryFailure {
        try {
            return turns.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", interrupted);
        }
    }

    /** Whether the copy was complete at a time after the question was first asked. */
    private boolean isDatedAfter(String question) {
        Instant first = firstAsked.asked(question, clock.instant());
        View view = current.get();
        boolean proven =
                view != null
                        && view.generation().isProven()
                        && complete.filter(
                                        at -> at.isAfter(first.plus(ReplicaSettings.CLOCKS_APART)))
                                .isPresent();
        if (proven) {
            firstAsked.forget(question);
        }
        return proven;
    }

    /** Callers that wait for a proof. */
    int waiting() {
        return turns.waiting();
    }

    /** How the copy is now. */
    public CopyState state() {
        View view = current.get();
        Optional<Duration> age =
                view == null
                        ? Optional.empty()
                        : complete.map(at -> positive(Duration.between(at, clock.instant())));
        return new CopyState(
                Optional.ofNullable(view).map(View::version),
                view == null ? Optional.empty() : complete,
                age,
                age.isEmpty() || age.get().compareTo(settings.old()) > 0,
                view == null ? 0 : view.changed().size(),
                headProblem.or(() -> fetchProblem));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private void watch() {
        try {
            // A node that is new needs a while for its first copy.
            for (int i = 0; i < FIRST_COPY_WATCHES && !isThere(); i++) {
                if (turns.awaitClosed(WATCH_EVERY)) {
                    return;
                }
            }
            do {
                herald.state(state());
            } while (!turns.awaitClosed(WATCH_EVERY));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeTurns() {
        try {
            do {
                turn();
            } while (turns.awaitDue(pace()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the next turn that nobody wishes for: soon where something is missing. */
    private Duration pace() {
        if (current.get() != null && headProblem.isEmpty() && fetchProblem.isEmpty()) {
            turnsInVain = 0;
            return settings.interval();
        }
        turnsInVain = Math.min(turnsInVain + 1, 16);
        Duration pause = AGAIN.multipliedBy(1L << turnsInVain - 1);
        return Stream.of(pause, ASK_AGAIN_MAX, settings.interval())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Asks for the head once, and takes what is new and can be taken at once. */
    void turn() {
        turns.begin();
        Optional<Turns.Proof> proof = Optional.empty();
        try {
            proof = takeHead();
            headProblem = Optional.empty();
            if (fetchProblem.isEmpty()) {
                herald.well();
            }
        } catch (IOException | BadCopy cause) {
            headProblem = Optional.of(String.valueOf(cause.getMessage()));
            herald.refused(cause);
        } finally {
            turns.end(proof);
        }
    }

    private Optional<Turns.Proof> takeHead() throws IOException, BadCopy {
        dropDamaged();
        Instant asked = clock.instant();
        String nonce = nonce();
        Head head = Head.read(source.head(nonce), settings.keys());
        boolean isAnswer = head.nonce().filter(nonce::equals).isPresent();
        if (source.isAsked() && head.nonce().isPresent() && !isAnswer) {
            throw new BadCopy("the head answers another question");
        }
        if (newest.isPresent() && head.version().compareTo(newest.get()) < 0) {
            throw new BadCopy(
                    "the source went back to version "
                            + head.version()
                            + "; "
                            + newest.get()
                            + " was taken already");
        }
        if (closed) {
            return Optional.empty();
        }
        takeArrived(head);
        View view = current.get();
        if (view == null || view.generation().number() < head.version().generation()) {
            fetch(head);
            takeArrived(head);
            view = current.get();
        }
        if (view != null && view.generation().number() == head.version().generation()) {
            view = takeInstalments(view, head);
        }
        boolean isComplete = view != null && isReached(view, head);
        if (!isComplete) {
            return Optional.empty();
        }
        return date(head, isAnswer ? asked : head.asOf(), isAnswer);
    }

    private static boolean isReached(View view, Head head) {
        return view.version().equals(head.version()) || view.point().equals(head.point());
    }

    /** The copy was complete at that time. */
    private Optional<Turns.Proof> date(Head head, Instant at, boolean isAnswer) throws BadCopy {
        if (!isAnswer && at.isAfter(clock.instant().plus(ReplicaSettings.CLOCKS_APART))) {
            throw new BadCopy(
                    "the clocks disagree: the head is of "
                            + at
                            + ", here it is "
                            + clock.instant());
        }
        if (complete.isEmpty() || complete.get().isBefore(at)) {
            complete = Optional.of(at);
        }
        View view = current.get();
        if (view == null || !view.generation().isProven()) {
            return Optional.empty();
        }
        return Optional.of(isAnswer ? Turns.Proof.COMPLETE : Turns.Proof.DATED);
    }

    private View takeInstalments(View view, Head head) throws IOException, BadCopy {
        if (!view.generation().checksum().equals(head.manifest())) {
            throw new BadCopy(
                    "generation " + view.generation().number() + " is another one at the source");
        }
        View next = view;
        while (next.version().compareTo(head.version()) < 0) {
            next = taking.instalment(next);
        }
        if (next.version().equals(head.version()) && !next.newest().equals(head.newest())) {
            throw new BadCopy("version " + head.version() + " is another one at the source");
        }
        if (next != view) {
            use(next);
        }
        return next;
    }

    /** Durable first, and then for everybody. */
    private void use(View next) throws IOException {
        if (newest.isEmpty() || newest.get().compareTo(next.version()) < 0) {
            shelf.setTaken(next.version());
            newest = Optional.of(next.version());
        }
        if (complete.isEmpty()) {
            complete = Optional.of(next.asOf());
        }
        replace(next);
    }

    private synchronized void replace(@Nullable View next) {
        View before = current.get();
        View kept = closed ? null : next;
        current.set(kept);
        if (before != null && (kept == null || before.generation() != kept.generation())) {
            before.generation().retire();
        }
        if (closed
                && next != null
                && (before == null || before.generation() != next.generation())) {
            next.generation().retire();
        }
    }

    private void takeArrived(Head head) throws IOException, BadCopy {
        Fetched fetched = arrived.getAndSet(null);
        if (fetched == null) {
            return;
        }
        View next = View.of(fetched.generation());
        View view = current.get();
        boolean isNewer =
                view == null || view.generation().number() < fetched.generation().number();
        boolean isBelow = newest.isPresent() && next.version().compareTo(newest.get()) < 0;
        if (!isNewer) {
            fetched.generation().retire();
            return;
        }
        if (isBelow && next.version().generation() == head.version().generation()) {
            // Only with its instalments it is not behind what was taken once.
            next = takeInstalmentsOf(next, head);
        } else if (isBelow) {
            fetched.generation().retire();
            throw new BadCopy("generation " + next.version() + " is below what was taken already");
        }
        use(next);
        herald.taken(next, fetched.duration());
    }

    private View takeInstalmentsOf(View whole, Head head) throws IOException, BadCopy {
        View next = whole;
        while (next.version().compareTo(head.version()) < 0) {
            next = taking.instalment(next);
        }
        return next;
    }

    /** Begins to fetch a generation, unless that is under way or has failed just now. */
    private void fetch(Head head) {
        if (System.nanoTime() - fetchAgainAt < 0 || !fetching.compareAndSet(false, true)) {
            return;
        }
        if (arrived.get() != null) {
            // It came a moment ago.
            fetching.set(false);
            return;
        }
        background.execute(() -> {
            try {
                shelf.tidy(kept());
                long begun = System.nanoTime();
                Generation generation = taking.generation(head);
                arrived.set(new Fetched(generation, Duration.ofNanos(System.nanoTime() - begun)));
                failedFetches = 0;
                fetchProblem = Optional.empty();
            } catch (IOException | BadCopy cause) {
                fetchProblem = Optional.of(String.valueOf(cause.getMessage()));
                herald.refused(cause);
                fetchAgainLater();
            } finally {
                fetching.set(false);
                turns.wish();
            }
            if (closed) {
                dropArrived();
            }
        });
    }

    private void dropArrived() {
        Fetched fetched = arrived.getAndSet(null);
        if (fetched != null) {
            fetched.generation().retire();
        }
    }

    private void fetchAgainLater() {
        failedFetches = Math.min(failedFetches + 1, 16);
        Duration pause = AGAIN.multipliedBy(1L << failedFetches - 1);
        fetchAgainAt =
                System.nanoTime()
                        + (pause.compareTo(FETCH_AGAIN_MAX) < 0 ? pause : FETCH_AGAIN_MAX)
                                .toNanos();
    }

    /** Computes the checksums of what was found on the disk; until then nothing is refused. */
    private void check(Generation generation) {
        try {
            if (generation.enter()) {
                try {
                    shelf.check(generation);
                    generation.prove();
                } finally {
                    generation.leave();
                }
            }
        } catch (IOException | BadCopy cause) {
            herald.refused(cause);
            damaged = generation.number();
        } finally {
            fetching.set(false);
            turns.wish();
        }
    }

    /** What is not what it was is no copy: the source is asked for it again. */
    private void dropDamaged() throws IOException {
        View view = current.get();
        if (view == null || view.generation().number() != damaged || fetching.get()) {
            return;
        }
        replace(null);
        complete = Optional.empty();
        damaged = 0;
        shelf.remove(view.generation().number());
    }

    private String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    private static TemporaryFailure unavailable(String detail, @Nullable Throwable cause) {
        return new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE,
                "the directory of users cannot be asked just now",
                new IllegalStateException(detail, cause));
    }

    /** Look-ups fail from now on, when those under way have ended. */
    @Override
    public void close() {
        turns.close();
        source.close();
        synchronized (this) {
            closed = true;
            replace(null);
        }
        dropArrived();
    }
}
