package mailstead.testkit.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import mailstead.fs.VolumeThreads;
import mailstead.testkit.nfs.Call;
import mailstead.testkit.nfs.Digest;
import mailstead.testkit.nfs.Outcome;
import mailstead.testkit.nfs.SimulatedNfs;

/**
 * One execution of a scenario. There is one baton: whoever has it runs, all others are parked. An
 * actor that comes to its next call asks the strategy for the next move itself and goes on at once
 * if the move is its own, so that a thread is changed only when the actor is.
 */
final class Run {

    private static final int NOBODY = -1;

    /** How long an actor that waits for another keeps the turn. */
    private static final long GLANCE_NANOS = 200_000;

    /** What the checks found in states seen before need not be asked again. */
    private final SeenStates checked;

    private final Bounds bounds;
    private final Strategy strategy;
    private final SimulatedNfs server;
    private final Stage stage;
    private final List<Actor> actors = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private final Optional<List<String>> trace;
    private final Thread driver;

    /** Whose turn it is, by index; {@link #NOBODY}: the driver's. */
    private volatile int baton = NOBODY;

    private int started;
    private int last = NOBODY;
    private int preemptions;
    private int faults;
    private int stale;
    private int crashes;
    private int outages;
    private boolean isDisturbed;
    private boolean isOver;
    private boolean isAbandoned;
    private Optional<Throwable> wrong = Optional.empty();

    /** Why the strategy cannot go on. */
    private Optional<IllegalArgumentException> unfit = Optional.empty();

    private int checkedVersion = -1;
    private long checkedRecords = -1;

    Run(
            Scenario scenario,
            SimulatedNfs server,
            Bounds bounds,
            Strategy strategy,
            SeenStates checked,
            Thread.Builder threads,
            boolean isTraced) {
        this.server = server;
        this.bounds = bounds;
        this.strategy = strategy;
        this.checked = checked;
        this.stage = new Stage(this);
        this.trace = isTraced ? Optional.of(new ArrayList<>()) : Optional.empty();
        this.driver = Thread.currentThread();
        scenario.play(stage);
        for (Stage.Role role : stage.roles()) {
            actors.add(new Actor(this, actors.size(), role, threads));
        }
    }

    /** From the first call to the last. */
    void play() {
        if (actors.isEmpty()) {
            throw new IllegalStateException("a scenario needs actors");
        }
        passTo(nextUp());
        oversee();
        if (unfit.isPresent()) {
            throw unfit.get();
        }
        if (wrong.isEmpty() && !isAbandoned) {
            check(stage.atEnd());
        }
    }

    // The baton

    /**
     * Until all have ended. Nobody else notices when the one that has the turn waits for others.
     */
    private void oversee() {
        if (!stage.isSharing()) {
            awaitTurn(NOBODY);
            return;
        }
        while (baton != NOBODY) {
            LockSupport.parkNanos(this, GLANCE_NANOS);
            int holder = baton;
            // When the run is over, whoever waits is interrupted.
            if (holder != NOBODY && !isOver) {
                actors.get(holder).missing().ifPresent(answer -> relieve(holder, answer));
            }
        }
    }

    /** Nobody runs now but those who were answered, to their next calls. */
    private void relieve(int holder, VolumeThreads.Promise<?> answer) {
        if (baton == holder) {
            awaitArrivals();
            actors.get(holder).await(answer);
            passTo(nextUp());
        }
    }

    private void awaitArrivals() {
        actors.forEach(Actor::awaitArrival);
    }

    /** The actor has come to its next call. Returns when that call is due, or the run is over. */
    void passOn(Actor actor) {
        if (baton != actor.index) {
            actor.arrive();
            awaitTurn(actor.index);
            return;
        }
        int next = nextUp();
        if (next != actor.index) {
            passTo(next);
            awaitTurn(actor.index);
        }
    }

    /** The actor has come to its end. */
    void ended(Actor actor) {
        if (baton == actor.index) {
            actor.saw(-3);
            passTo(nextUp());
        } else {
            actor.arrive();
        }
    }

    private void passTo(int next) {
        boolean isNew = next != NOBODY && next == started;
        baton = next;
        if (next == NOBODY) {
            LockSupport.unpark(driver);
        } else if (isNew) {
            started++;
            actors.get(next).start();
        } else {
            actors.get(next).wake();
        }
    }

    private void awaitTurn(int index) {
        while (baton != index) {
            LockSupport.park(this);
        }
    }

    /** Before the first move each actor runs to its first call. */
    private int nextUp() {
        if (started < actors.size() && !isOver) {
            return started;
        }
        return choose();
    }

    private int choose() {
        while (!isOver) {
            awaitArrivals();
            checkIfChanged();
            if (isOver) {
                break;
            }
            if (!isAnyoneWaiting()) {
                requireAnswers();
                return nextToEnd();
            }
            Optional<Move> move = next();
            if (move.isEmpty()) {
                isAbandoned = true;
                isOver = true;
                break;
            }
            describe(move.get());
            moves.add(move.get());
            if (make(move.get()) instanceof Move.Turn turn) {
                return turn.actor();
            }
        }
        return nextToEnd();
    }

    private Optional<Move> next() {
        if (moves.size() >= bounds.steps()) {
            return Optional.empty();
        }
        try {
            return strategy.next(this);
        } catch (IllegalArgumentException e) {
            unfit = Optional.of(e);
            return Optional.empty();
        }
    }

    private boolean isAnyoneWaiting() {
        for (Actor actor : actors) {
            if (actor.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    private void requireAnswers() {
        for (Actor actor : actors) {
            if (actor.isStuck() && !actor.isDead()) {
                fail(new AssertionError(actor.name + " waits for an answer that never comes"));
            }
        }
    }

    /** When a run is over its actors end one by one. */
    private int nextToEnd() {
        awaitArrivals();
        for (int i = 0; i < started; i++) {
            if (!actors.get(i).hasEnded()) {
                return i;
            }
        }
        return NOBODY;
    }

    private Move make(Move move) {
        switch (move) {
            case Move.Turn(int index, Outcome outcome) -> makeTurn(actors.get(index), outcome);
            case Move.Arrival(int call) -> server.arrive(call);
            case Move.Restart() -> {
                outages++;
                isDisturbed = true;
                server.restart();
            }
            case Move.PowerCut(int kept) -> {
                outages++;
                isDisturbed = true;
                actors.forEach(actor -> actor.crash(false));
                server.cutPower(kept);
            }
        }
        return move;
    }

    private void makeTurn(Actor actor, Outcome outcome) {
        preemptions += preempts(actor) ? 1 : 0;
        switch (outcome.kind()) {
            case CRASH, TORN -> {
                crashes++;
                last = NOBODY;
                crash(actor, outcome.kind() == Outcome.Kind.TORN);
            }
            default -> {
                faults += outcome.kind().cost() == Outcome.Cost.FAULT ? 1 : 0;
                stale += outcome.kind().cost() == Outcome.Cost.STALE ? 1 : 0;
                isDisturbed |= outcome.kind().cost() == Outcome.Cost.FAULT;
                isDisturbed |= outcome.kind() == Outcome.Kind.FORGOTTEN;
                last = actor.index;
                actor.grant(outcome);
            }
        }
    }

    private void crash(Actor actor, boolean torn) {
        actor.crash(torn);
        if (isShared(actor.host)) {
            actors.stream()
                    .filter(other -> other != actor && other.host.equals(actor.host))
                    .forEach(other -> other.crash(torn));
        }
    }

    boolean isShared(String host) {
        return stage.isShared(host);
    }

    private boolean preempts(Actor actor) {
        return last != NOBODY && last != actor.index && actors.get(last).isWaiting();
    }

    // What may come next

    /**
     * All moves within the bounds, the one without any disturbance first; at least one while an
     * actor waits.
     */
    List<Move> choices() {
        List<Move> choices = new ArrayList<>();
        boolean isGoingOn = last != NOBODY && actors.get(last).isWaiting();
        if (isGoingOn) {
            addTurns(actors.get(last), choices);
            if (actors.get(last).pending().isQuiet()) {
                return choices;
            }
        }
        if (!isGoingOn || preemptions < bounds.preemptions()) {
            for (Actor actor : actors) {
                if (actor.index != last && actor.isWaiting()) {
                    addTurns(actor, choices);
                }
            }
        }
        for (int i = 0; i < server.lateCalls(); i++) {
            choices.add(new Move.Arrival(i));
        }
        if (outages < bounds.outages()) {
            addOutages(choices);
        }
        return choices;
    }

    private void addTurns(Actor actor, List<Move> choices) {
        for (Outcome outcome : actor.pending().options()) {
            if (isAffordable(outcome.kind())) {
                choices.add(new Move.Turn(actor.index, outcome));
            }
        }
        // A crash later on is the same as no turn until then.
        boolean isNow = last == actor.index || last == NOBODY;
        if (isNow && crashes < bounds.crashes() && !actor.pending().isQuiet()) {
            addCrashes(actor, choices);
        }
    }

    private void addCrashes(Actor actor, List<Move> choices) {
        choices.add(new Move.Turn(actor.index, Outcome.of(Outcome.Kind.CRASH)));
        if (actor.pending().hasUnsentData() && bounds.kinds().contains(Outcome.Kind.TORN)) {
            choices.add(new Move.Turn(actor.index, Outcome.of(Outcome.Kind.TORN)));
        }
    }

    private boolean isAffordable(Outcome.Kind kind) {
        return switch (kind.cost()) {
            case NONE -> true;
            case STALE -> stale < bounds.stale() && bounds.kinds().contains(kind);
            case FAULT -> faults < bounds.faults() && bounds.kinds().contains(kind);
        };
    }

    private void addOutages(List<Move> choices) {
        if (server.losesNames()) {
            for (int kept = 0; kept <= server.unsyncedNames(); kept++) {
                choices.add(new Move.PowerCut(kept));
            }
        } else {
            choices.add(new Move.Restart());
        }
    }

    /** The state of everything, as far as it can make a difference to what follows. */
    long digest() {
        boolean seesCaches = stale < bounds.stale();
        long digest = Digest.mix(seesCaches ? server.digest() : server.digestOfPresent(), last);
        for (Actor actor : actors) {
            digest = Digest.mix(digest, actor.history());
        }
        return Digest.mix(digest, stage.recordsDigest());
    }

    /** What may still be spent, a count in each octet. */
    long budget() {
        long budget = bounds.preemptions() - preemptions;
        budget = budget << 8 | bounds.faults() - faults;
        budget = budget << 8 | bounds.stale() - stale;
        budget = budget << 8 | bounds.crashes() - crashes;
        return budget << 8 | bounds.outages() - outages;
    }

    // What strategies look at

    List<Actor> actors() {
        return actors;
    }

    SimulatedNfs server() {
        return server;
    }

    /** Who moved last and could go on. */
    Optional<Actor> last() {
        return last != NOBODY && actors.get(last).isWaiting()
                ? Optional.of(actors.get(last))
                : Optional.empty();
    }

    List<String> names() {
        return actors.stream().map(actor -> actor.name).toList();
    }

    List<Move> moves() {
        return moves;
    }

    boolean isOver() {
        return isOver;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    Optional<Throwable> wrong() {
        return wrong;
    }

    List<String> trace() {
        return trace.orElse(List.of());
    }

    // What is wrong

    void saw(Object value) {
        if (baton != NOBODY) {
            actors.get(baton).saw(value.hashCode());
        }
    }

    void begin() {
        actors.get(baton).begin();
    }

    void turn() {
        for (Actor actor : actors) {
            if (actor.thread() == Thread.currentThread()) {
                actor.decide(Turn.TURN);
            }
        }
    }

    void gaveUp(Actor actor, IOException failure) {
        trace.ifPresent(lines -> lines.add(actor.name + " gives up: " + failure));
        if (!isDisturbed && !isOver) {
            fail(new AssertionError(actor.name + " failed though nothing had failed", failure));
        }
    }

    void broke(Actor actor, Throwable bug) {
        trace.ifPresent(lines -> lines.add(actor.name + " breaks: " + bug));
        if (!isOver) {
            fail(bug);
        }
    }

    private void fail(Throwable what) {
        if (wrong.isEmpty()) {
            wrong = Optional.of(what);
        }
        isOver = true;
    }

    private void checkIfChanged() {
        if (stage.always().isEmpty()
                || checkedVersion == server.version() && checkedRecords == stage.recordsDigest()) {
            return;
        }
        checkedVersion = server.version();
        checkedRecords = stage.recordsDigest();
        if (checked.add(Digest.mix(server.contentDigest(), checkedRecords), 0)) {
            check(stage.always());
        }
    }

    private void check(List<Check> checks) {
        try {
            for (Check check : checks) {
                check.check(server.copy().newcomer());
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            trace.ifPresent(lines -> lines.add("a newcomer finds: " + e.getMessage()));
            fail(e);
        }
    }

    private void describe(Move move) {
        if (trace.isEmpty()) {
            return;
        }
        String what =
                switch (move) {
                    case Move.Turn(int index, _) -> describe(actors.get(index).pending());
                    case Move.Arrival(int call) -> server.describeLate(call);
                    case Move.Restart(), Move.PowerCut(_) -> "";
                };
        trace.get().add((Schedule.word(move, names()) + " " + what).strip());
    }

    private static String describe(Call call) {
        return call.name() + " " + call.path();
    }
}
