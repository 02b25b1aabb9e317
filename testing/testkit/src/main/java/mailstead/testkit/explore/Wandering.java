package mailstead.testkit.explore;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import mailstead.testkit.nfs.Outcome;

/**
 * A random schedule. How restless it is, how ill things are and who falls asleep when is drawn for
 * each schedule: an even mixture of everything would find only what is everywhere. Confined to one
 * run.
 */
final class Wandering implements Strategy {

    private static final double[] RESTLESS = {0.05, 0.15, 0.4, 0.8};
    private static final double[] ILL = {0, 0.01, 0.05, 0.15};
    private static final double[] STALE = {0, 0.05, 0.3};
    private static final double[] EVENTFUL = {0.01, 0.05, 0.2};
    private static final int CALLS_BEFORE_SLEEP_MAX = 40;
    private static final int SLEEP_MAX = 400;

    private final SplittableRandom random;
    private final double restless;
    private final double ill;
    private final double stale;
    private final double eventful;
    private final double deadly;

    /** The troubles of this schedule: often a single one. */
    private final Set<Outcome.Kind> kinds = EnumSet.noneOf(Outcome.Kind.class);

    private final List<Nap> naps = new ArrayList<>();
    private int moves;

    /** An actor that rests after some calls of its own until others have made some. */
    private static final class Nap {
        final int actor;
        int callsLeft;
        int wakesAt = Integer.MAX_VALUE;
        final int length;

        Nap(int actor, int callsLeft, int length) {
            this.actor = actor;
            this.callsLeft = callsLeft;
            this.length = length;
        }
    }

    Wandering(SplittableRandom random) {
        this.random = random;
        this.restless = pick(RESTLESS);
        this.ill = pick(ILL);
        this.stale = pick(STALE);
        this.eventful = pick(EVENTFUL);
        this.deadly = random.nextInt(3) == 0 ? 0.01 : 0;
        boolean isSimple = random.nextBoolean();
        Outcome.Kind[] all = Outcome.Kind.values();
        for (Outcome.Kind kind : all) {
            if (!isSimple && random.nextBoolean()) {
                kinds.add(kind);
            }
        }
        kinds.add(all[random.nextInt(all.length)]);
    }

    private void drawNaps(int actors) {
        for (int actor = 0; actor < actors; actor++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                naps.add(
                        new Nap(
                                actor,
                                1 + random.nextInt(CALLS_BEFORE_SLEEP_MAX),
                                1 + random.nextInt(SLEEP_MAX)));
            }
        }
    }

    private double pick(double[] some) {
        return some[random.nextInt(some.length)];
    }

    @Override
    public Optional<Move> next(Run run) {
        if (moves == 0) {
            drawNaps(run.actors().size());
        }
        moves++;
        List<Move> choices = run.choices();
        List<Move> others = choices.stream().filter(move -> !(move instanceof Move.Turn)).toList();
        if (!others.isEmpty() && random.nextDouble() < eventful) {
            return Optional.of(others.get(random.nextInt(others.size())));
        }
        int actor = pickActor(run, choices);
        return Optional.of(pickTurn(actor, choices));
    }

    private int pickActor(Run run, List<Move> choices) {
        List<Integer> able =
                choices.stream()
                        .filter(Move.Turn.class::isInstance)
                        .map(move -> ((Move.Turn) move).actor())
                        .distinct()
                        .toList();
        List<Integer> awake = able.stream().filter(this::isAwake).toList();
        List<Integer> candidates = awake.isEmpty() ? able : awake;
        int last = run.last().map(actor -> actor.index).orElse(-1);
        int actor =
                candidates.contains(last) && random.nextDouble() >= restless
                        ? last
                        : candidates.get(random.nextInt(candidates.size()));
        for (Nap nap : naps) {
            if (nap.actor == actor && --nap.callsLeft == 0) {
                nap.wakesAt = moves + nap.length;
            }
        }
        return actor;
    }

    private boolean isAwake(int actor) {
        return naps.stream()
                .noneMatch(nap -> nap.actor == actor && nap.callsLeft <= 0 && moves < nap.wakesAt);
    }

    private Move pickTurn(int actor, List<Move> choices) {
        List<Move> normal = new ArrayList<>();
        List<Move> faulty = new ArrayList<>();
        List<Move> stales = new ArrayList<>();
        List<Move> deaths = new ArrayList<>();
        for (Move move : choices) {
            if (move instanceof Move.Turn(int who, Outcome outcome) && who == actor) {
                switch (outcome.kind()) {
                    case CRASH, TORN -> deaths.add(move);
                    default -> {
                        switch (outcome.kind().cost()) {
                            case NONE -> normal.add(move);
                            case STALE -> addIfOurs(move, outcome, stales);
                            case FAULT -> addIfOurs(move, outcome, faulty);
                        }
                    }
                }
            }
        }
        if (!deaths.isEmpty() && random.nextDouble() < deadly) {
            return deaths.get(random.nextInt(deaths.size()));
        }
        if (!faulty.isEmpty() && random.nextDouble() < ill) {
            return faulty.get(random.nextInt(faulty.size()));
        }
        if (!stales.isEmpty() && random.nextDouble() < stale) {
            return stales.get(random.nextInt(stales.size()));
        }
        return normal.get(random.nextInt(normal.size()));
    }

    private void addIfOurs(Move move, Outcome outcome, List<Move> moves) {
        if (kinds.contains(outcome.kind())) {
            moves.add(move);
        }
    }
}
