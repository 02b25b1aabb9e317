package mailstead.testkit.explore;

import java.util.List;
import java.util.Optional;

/** Follows a schedule, then lets everybody run to the end. Confined to one run. */
final class Following implements Strategy {

    private final List<Move> moves;
    private final boolean isStrict;
    private int position;

    /**
     * @param isStrict whether a move that is impossible is an error (else it is left out)
     */
    Following(List<Move> moves, boolean isStrict) {
        this.moves = moves;
        this.isStrict = isStrict;
    }

    @Override
    public Optional<Move> next(Run run) {
        List<Move> choices = run.choices();
        while (position < moves.size()) {
            Move move = moves.get(position++);
            if (choices.contains(move)) {
                return Optional.of(move);
            }
            if (isStrict) {
                throw new IllegalArgumentException(
                        "move %d of the schedule is not possible: %s"
                                .formatted(position, Schedule.word(move, run.names())));
            }
        }
        return Optional.of(choices.getFirst());
    }
}
