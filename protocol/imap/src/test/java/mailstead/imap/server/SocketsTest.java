package mailstead.imap.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import mailstead.testkit.transcript.Directives;
import mailstead.testkit.transcript.SocketStage;
import mailstead.testkit.transcript.Transcripts;
import mailstead.wire.Connection;
import mailstead.wire.Listener;
import mailstead.wire.ListenerSettings;
import mailstead.wire.Protocol;
import mailstead.wire.TrafficTap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts that need no simulation, over a real listener. */
class SocketsTest {

    @TestFactory
    Stream<DynamicTest> overSockets() {
        return Transcripts.overSockets(
                Transcripts.FOLDER, new ImapWorld().directives(), SocketWorld::new);
    }

    private static final class SocketWorld implements Transcripts.World {

        private final ImapWorld world = new ImapWorld();
        private final AtomicInteger sessions = new AtomicInteger();
        private final Listener listener;
        private final SocketStage stage;

        SocketWorld() {
            listener =
                    new Listener(
                            ListenerSettings.on(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                            new AsSetNow(world),
                            world.events,
                            () -> "test-" + sessions.incrementAndGet(),
                            Optional.empty(),
                            TrafficTap.CLOSED);
            try {
                listener.open();
                stage =
                        new SocketStage(
                                listener.boundAddresses().getFirst(), SSLContext.getDefault());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public SocketStage stage() {
            return stage;
        }

        @Override
        public Directives directives() {
            return world.directives();
        }

        @Override
        public void close() throws IOException {
            stage.close();
            listener.drain(Duration.ofSeconds(5));
            listener.close();
        }
    }

    /**
     * The world's settings as they are when a client comes: directives change them after the
     * listener is open.
     */
    private record AsSetNow(ImapWorld world) implements Protocol {

        @Override
        public String name() {
            return "imap";
        }

        @Override
        public void serve(Connection connection) throws IOException {
            world.imap().serve(connection);
        }

        @Override
        public void refuse(Connection connection, Refusal why) throws IOException {
            world.imap().refuse(connection, why);
        }
    }
}
