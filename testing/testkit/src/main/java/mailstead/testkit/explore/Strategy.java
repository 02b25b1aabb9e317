package mailstead.testkit.explore;

import java.util.Optional;

/** Chooses each next move of a run. */
interface Strategy {

    /** One of the moves that {@link Run#choices} offers now; empty to give the run up. */
    Optional<Move> next(Run run);
}
