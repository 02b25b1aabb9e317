package mailstead.testkit.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through all schedules within the bounds, depth first: each run repeats the last one up to
 * the deepest point with a choice left, and there takes the next. A run that comes into a state
 * where an earlier one has been is given up. Confined.
 */
final class DepthFirst implements Strategy {

    private static final class Point {
        final List<Move> choices;
        int taken;

        Point(List<Move> choices) {
            this.choices = choices;
        }

        Move move() {
            return choices.get(taken);
        }
    }

    private final SeenStates seen = new SeenStates();
    private final List<Point> path = new ArrayList<>();
    private int depth;
    private long repetitions;

    /** Whether there is a schedule left; the next run takes it. */
    boolean advance() {
        depth = 0;
        while (!path.isEmpty()) {
            Point point = path.getLast();
            if (++point.taken < point.choices.size()) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    @Override
    public Optional<Move> next(Run run) {
        if (depth < path.size()) {
            return Optional.of(path.get(depth++).move());
        }
        List<Move> choices = run.choices();
        if (choices.size() > 1 && !seen.add(run.digest(), run.budget())) {
            repetitions++;
            return Optional.empty();
        }
        path.add(new Point(choices));
        depth++;
        return Optional.of(choices.getFirst());
    }

    int states() {
        return seen.size();
    }

    long repetitions() {
        return repetitions;
    }
}
