package mailstead.testkit.explore;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mailstead.testkit.nfs.SimulatedNfs;

/**
 * Searches the schedules of one scenario. A schedule says whose turn it is at each file call and
 * what becomes of the call; with equal schedules everything is equal. Confined.
 *
 * <p>{@link #exhaust} goes through all schedules within the bounds and leaves out those that lead
 * into a known state: the server, the caches, what each actor has been told, and what is left of
 * the bounds. {@link #wander} takes random ones. Both throw a {@link Violation} for the first
 * schedule that breaks a check, after trying to make it short.
 */
public final class Explorer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Tries at making a schedule shorter. */
    private static final int SHORTENING_RUNS_MAX = 2_000;

    private final Scenario scenario;
    private final Bounds bounds;
    private final SimulatedNfs initial;
    private boolean isOnPlatformThreads;
    private Duration timeMax = Duration.ofDays(1);
    private Duration patience = PATIENCE;
    private volatile Optional<Run> running = Optional.empty();

    /** Calls the scenario's {@link Scenario#prepare}. */
    public Explorer(Scenario scenario, Bounds bounds) {
        this.scenario = scenario;
        this.bounds = bounds;
        this.initial = new SimulatedNfs(scenario.mount());
        try {
            scenario.prepare(initial);
        } catch (IOException e) {
            throw new IllegalStateException("the scenario cannot be prepared", e);
        }
    }

    /** For code that refuses virtual threads; some forty times slower. */
    public Explorer onPlatformThreads() {
        isOnPlatformThreads = true;
        return this;
    }

    /** A search stops there, incomplete. */
    public Explorer limitedTo(Duration time) {
        timeMax = time;
        return this;
    }

    /** An actor that does not come to its next file call for so long hangs. */
    public Explorer withPatience(Duration time) {
        patience = time;
        return this;
    }

    /** All schedules within the bounds. */
    public Tally exhaust() {
        return onOneThread(this::exhaustHere);
    }

    private Tally exhaustHere() {
        DepthFirst search = new DepthFirst();
        Count count = new Count();
        SeenStates checked = new SeenStates();
        boolean isComplete = false;
        while (!isComplete && count.time().compareTo(timeMax) < 0) {
            count.add(verified(run(bounds, search, checked, false), ""));
            isComplete = !search.advance();
        }
        return count.tally(search.states(), search.repetitions(), isComplete);
    }

    /** Random schedules within the bounds, until the time is up. */
    public Tally wander(long seed, Duration time) {
        return onOneThread(() -> wanderHere(seed, Long.MAX_VALUE, time));
    }

    /** So many random schedules within the bounds. */
    public Tally wander(long seed, long schedules) {
        return onOneThread(() -> wanderHere(seed, schedules, timeMax));
    }

    private Tally wanderHere(long seed, long schedules, Duration time) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Count count = new Count();
        SeenStates checked = new SeenStates();
        while (count.schedules < schedules && count.time().compareTo(time) < 0) {
            SplittableRandom random = new SplittableRandom(seeds.nextLong());
            Run run = run(bounds, new Wandering(random), checked, false);
            count.add(verified(run, "seed %d, schedule %d".formatted(seed, count.schedules + 1)));
        }
        return count.tally(0, 0, false);
    }

    /**
     * Runs the schedule of a {@link Violation} again, and to the end without disturbance.
     *
     * @param text such as {@code two-writers: A*3 B!lost}
     * @return what happens, a line for each call
     * @throws Violation if it breaks a check
     */
    public List<String> replay(String text) {
        String prefix = scenario.name() + ":";
        if (!text.startsWith(prefix)) {
            throw new IllegalArgumentException("a schedule of another scenario: " + text);
        }
        return onOneThread(() -> {
            List<Move> moves =
                    Schedule.parse(text.substring(prefix.length()), actorNames()).moves();
            Run run = follow(moves, true, true);
            if (run.wrong().isPresent()) {
                throw new Violation(replayText(run, moves), run.trace(), run.wrong().get());
            }
            return run.trace();
        });
    }

    private List<String> actorNames() {
        Run run = follow(List.of(), true, false);
        return run.names();
    }

    private Run follow(List<Move> moves, boolean isStrict, boolean isTraced) {
        return run(Bounds.WIDE, new Following(moves, isStrict), new SeenStates(), isTraced);
    }

    private Run run(Bounds within, Strategy strategy, SeenStates checked, boolean isTraced) {
        Thread.Builder threads =
                isOnPlatformThreads
                        ? Thread.ofPlatform().daemon(true).name("actor-", 0)
                        : Thread.ofVirtual().name("actor-", 0);
        Run run = new Run(scenario, initial.copy(), within, strategy, checked, threads, isTraced);
        running = Optional.of(run);
        run.play();
        return run;
    }

    // Violations

    private Run verified(Run run, String note) {
        if (run.wrong().isEmpty()) {
            return run;
        }
        List<Move> moves = new Shortening(SHORTENING_RUNS_MAX, this::breaks).of(run.moves());
        Run again = follow(moves, false, true);
        Throwable wrong = again.wrong().or(run::wrong).orElseThrow();
        List<String> trace = new ArrayList<>(again.trace());
        if (!note.isEmpty()) {
            trace.addFirst(note);
        }
        throw new Violation(replayText(run, moves), trace, wrong);
    }

    /** The moves really made, if following them leads to a violation. */
    private Optional<List<Move>> breaks(List<Move> moves) {
        Run run = follow(moves, false, false);
        return run.wrong().isPresent() ? Optional.of(List.copyOf(run.moves())) : Optional.empty();
    }

    private String replayText(Run run, List<Move> moves) {
        return scenario.name() + ": " + new Schedule(moves).text(run.names());
    }

    // Threads

    /**
     * On a virtual thread, so that the baton comes back to it cheaply; here we watch whether the
     * baton moves.
     */
    private <T> T onOneThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread =
                isOnPlatformThreads
                        ? Thread.ofPlatform().daemon(true).start(task)
                        : Thread.ofVirtual().start(task);
        Optional<Run> seen = Optional.empty();
        int seenMoves = -1;
        while (true) {
            try {
                return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                Optional<Run> now = running;
                int moves = now.map(run -> run.moves().size()).orElse(0);
                if (now.equals(seen) && moves == seenMoves) {
                    throw hangs(now);
                }
                seen = now;
                seenMoves = moves;
            } catch (ExecutionException e) {
                throw unwrapped(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
                throw (CancellationException) new CancellationException().initCause(e);
            }
        }
    }

    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }

    private static AssertionError hangs(Optional<Run> run) {
        StringBuilder text =
                new StringBuilder("an actor waits for something else than a file call");
        run.ifPresent(r ->
                r.actors()
                        .forEach(actor -> {
                            text.append(System.lineSeparator()).append(actor.name);
                            for (StackTraceElement element : actor.thread().getStackTrace()) {
                                text.append(System.lineSeparator()).append("    ").append(element);
                            }
                        }));
        return new AssertionError(text.toString());
    }

    /** Sums of a search. */
    private static final class Count {
        private final long begun = System.nanoTime();
        long schedules;
        long ended;
        long steps;

        void add(Run run) {
            schedules++;
            ended += run.isAbandoned() ? 0 : 1;
            steps += run.moves().size();
        }

        Duration time() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }

        Tally tally(long states, long repeated, boolean isComplete) {
            return new Tally(schedules, ended, repeated, steps, states, isComplete, time());
        }
    }
}
