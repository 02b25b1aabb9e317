package mailstead.smtp.server;

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
                Transcripts.FOLDER, new World().directives(), SocketsTest::world);
    }

    private static SocketWorld world() {
        World world = new World();
        return new SocketWorld(
                world,
                "smtp",
                () -> new SmtpServer(world.settings, world.services()),
                world.house.events::add);
    }
}
