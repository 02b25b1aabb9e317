package mailstead.testkit.explore;

import mailstead.testkit.nfs.Outcome;

/** One step of a schedule. */
sealed interface Move {

    /** An actor's pending call takes a step, and the actor goes on to its next call. */
    record Turn(int actor, Outcome outcome) implements Move {}

    /** A request whose client has given up arrives. */
    record Arrival(int call) implements Move {}

    /** The server starts anew. */
    record Restart() implements Move {}

    /** The machine loses power. */
    record PowerCut(int kept) implements Move {}
}
