package mailstead.testkit.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import mailstead.mail.EventSink;
import mailstead.wire.Connection;
import mailstead.wire.Listener;
import mailstead.wire.ListenerSettings;
import mailstead.wire.Protocol;
import mailstead.wire.TrafficTap;

/** A protocol's world with a real listener in front, for {@link Transcripts#overSockets}. */
public final class SocketWorld implements Transcripts.World {

    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Transcripts.World inner;
    private final Listener listener;
    private final SocketStage stage;

    /**
     * @param name the protocol's
     * @param now what serves, with the world's settings as they are when a client comes: directives
     *     change them after the listener is open
     */
    public SocketWorld(
            Transcripts.World inner, String name, Supplier<Protocol> now, EventSink events) {
        this.inner = inner;
        AtomicInteger sessions = new AtomicInteger();
        this.listener =
                new Listener(
                        ListenerSettings.on(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        new AsSetNow(name, now),
                        events,
                        () -> "test-" + sessions.incrementAndGet(),
                        Optional.empty(),
                        TrafficTap.CLOSED);
        try {
            listener.open();
            this.stage =
                    new SocketStage(listener.boundAddresses().getFirst(), SSLContext.getDefault());
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
        return inner.directives();
    }

    @Override
    public void close() throws IOException {
        stage.close();
        listener.drain(DRAIN);
        listener.close();
    }

    private record AsSetNow(String name, Supplier<Protocol> now) implements Protocol {

        @Override
        public void serve(Connection connection) throws IOException {
            now.get().serve(connection);
        }

        @Override
        public void refuse(Connection connection, Refusal why) throws IOException {
            now.get().refuse(connection, why);
        }
    }
}
