package mailstead.imap.server;

import java.util.stream.Stream;
import mailstead.testkit.transcript.SocketWorld;
import mailstead.testkit.transcript.Transcripts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts that need no simulation, over a real listener. */
class SocketsTest {

    @TestFactory
    Stream<DynamicTest> overSockets() {
        return Transcripts.overSockets(
                Transcripts.FOLDER, new ImapWorld().directives(), SocketsTest::world);
    }

    private static SocketWorld world() {
        ImapWorld world = new ImapWorld();
        return new SocketWorld(world, "imap", world::imap, world.events);
    }
}
