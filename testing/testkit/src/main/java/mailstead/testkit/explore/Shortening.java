package mailstead.testkit.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mailstead.testkit.nfs.Outcome;

/** Makes a schedule that breaks something easier to read, as long as it still breaks something. */
final class Shortening {

    private final Function<List<Move>, Optional<List<Move>>> breaks;
    private int runsLeft;

    /**
     * @param breaks the moves really made, if a violation follows (moves that are impossible are
     *     left out, and after the last the default goes on)
     */
    Shortening(int runsMax, Function<List<Move>, Optional<List<Move>>> breaks) {
        this.runsLeft = runsMax;
        this.breaks = breaks;
    }

    List<Move> of(List<Move> moves) {
        List<Move> best = List.copyOf(moves);
        boolean isBetter = true;
        while (isBetter && runsLeft > 0) {
            isBetter = false;
            for (List<Move> candidate : candidates(best)) {
                Optional<List<Move>> shorter = tried(candidate, best);
                if (shorter.isPresent()) {
                    best = shorter.get();
                    isBetter = true;
                    break;
                }
            }
        }
        return withoutDefaultTail(best);
    }

    private Optional<List<Move>> tried(List<Move> candidate, List<Move> best) {
        if (runsLeft-- <= 0) {
            return Optional.empty();
        }
        return breaks.apply(candidate)
                .filter(made -> new Schedule(made).weight() < new Schedule(best).weight());
    }

    /** Without what is out of the ordinary, then with fewer switches. */
    private static List<List<Move>> candidates(List<Move> moves) {
        List<List<Move>> candidates = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            if (!(moves.get(i) instanceof Move.Turn(int actor, Outcome outcome))) {
                candidates.add(without(moves, i, i + 1));
            } else if (outcome != Outcome.NORMAL) {
                List<Move> plain = new ArrayList<>(moves);
                plain.set(i, new Move.Turn(actor, Outcome.NORMAL));
                candidates.add(plain);
            }
        }
        for (int start = 0; start < moves.size(); ) {
            int end = endOfStretch(moves, start);
            candidates.add(moves.subList(0, start));
            candidates.add(without(moves, start, end));
            if (end < moves.size()) {
                candidates.add(swapped(moves, start, end));
            }
            start = end;
        }
        return candidates;
    }

    private static int endOfStretch(List<Move> moves, int start) {
        int end = start + 1;
        while (end < moves.size() && actor(moves.get(end)) == actor(moves.get(start))) {
            end++;
        }
        return end;
    }

    private static int actor(Move move) {
        return move instanceof Move.Turn turn ? turn.actor() : -1;
    }

    private static List<Move> without(List<Move> moves, int from, int to) {
        List<Move> rest = new ArrayList<>(moves.subList(0, from));
        rest.addAll(moves.subList(to, moves.size()));
        return rest;
    }

    /** The stretch after the next one, so that two of one actor may become one. */
    private static List<Move> swapped(List<Move> moves, int start, int end) {
        int next = endOfStretch(moves, end);
        List<Move> other = new ArrayList<>(moves.subList(0, start));
        other.addAll(moves.subList(end, next));
        other.addAll(moves.subList(start, end));
        other.addAll(moves.subList(next, moves.size()));
        return other;
    }

    /** Nothing that would happen anyway after the end. */
    private List<Move> withoutDefaultTail(List<Move> moves) {
        List<Move> kept = moves;
        while (!kept.isEmpty() && runsLeft > 0) {
            int start = kept.size() - 1;
            while (start > 0 && actor(kept.get(start - 1)) == actor(kept.getLast())) {
                start--;
            }
            List<Move> shorter = kept.subList(0, start);
            if (runsLeft-- <= 0 || breaks.apply(shorter).isEmpty()) {
                return kept;
            }
            kept = shorter;
        }
        return kept;
    }
}
