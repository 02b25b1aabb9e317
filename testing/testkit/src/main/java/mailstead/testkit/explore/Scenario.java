package mailstead.testkit.explore;

import java.io.IOException;
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.SimulatedNfs;

/** A server's state, and actors that work on it at the same time. */
public interface Scenario {

    /** One word, for replays. */
    String name();

    Mount mount();

    /**
     * Builds what lies on the server before; called once. Hosts that are to be behind already get a
     * client here before the changes that they have missed.
     */
    void prepare(SimulatedNfs server) throws IOException;

    /** Adds fresh actors and checks to the stage; called for each schedule. */
    void play(Stage stage);
}
