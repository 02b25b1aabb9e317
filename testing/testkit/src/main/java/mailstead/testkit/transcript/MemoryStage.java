package mailstead.testkit.transcript;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mailstead.testkit.FakeClock;
import mailstead.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Plays against a protocol's sessions without sockets: each connection is one virtual thread.
 * Confined to the test's thread.
 */
public final class MemoryStage implements Stage {

    private static final int CLIENT_PORT = 40_000;

    private final Supplier<? extends Protocol> protocol;
    private final FakeClock clock;
    private final List<MemoryClient> clients = new ArrayList<>();
    private Pacing pacing = Pacing.WHOLE;
    private boolean certificate = true;
    private String clientAddress = "192.0.2.1";

    public MemoryStage(Protocol protocol) {
        this(() -> protocol, new FakeClock());
    }

    /**
     * @param protocol asked at each connection, so that directives before the first one may change
     *     what it gives
     */
    public MemoryStage(Supplier<? extends Protocol> protocol, FakeClock clock) {
        this.protocol = protocol;
        this.clock = clock;
    }

    /**
     * Lets time pass, once every session waits or has ended; waits that have now lasted too long
     * end.
     */
    public void advance(Duration duration) {
        settle();
        clock.advance(duration);
        clients.forEach(client -> client.connection().clockMoved());
    }

    /** How later connections' input is cut. */
    public void setPacing(Pacing pacing) {
        this.pacing = pacing;
    }

    /** Later connections cannot start TLS. */
    public void removeCertificate() {
        certificate = false;
    }

    /** Later connections come from this IP address (a literal). */
    public void setClientAddress(String address) {
        clientAddress = address;
    }

    @Override
    public MemoryClient connect(boolean tls) {
        MemoryConnection connection =
                new MemoryConnection(
                        "test-" + (clients.size() + 1),
                        new InetSocketAddress(literal(clientAddress), CLIENT_PORT + clients.size()),
                        clock,
                        certificate,
                        tls);
        MemoryClient client = new MemoryClient(connection, this, pacing);
        clients.add(client);
        Protocol spoken = protocol.get();
        Thread.ofVirtual().name(connection.session()).start(() -> serve(spoken, connection));
        return client;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever ends a session is the test's to see
    private static void serve(Protocol protocol, MemoryConnection connection) {
        @Nullable Throwable thrown = null;
        try {
            protocol.serve(connection);
        } catch (IOException | RuntimeException | Error anything) {
            thrown = anything;
        }
        connection.end(thrown);
    }

    /** Waits until every session waits for its client or has ended. */
    public void settle() {
        clients.forEach(client -> client.connection().settle());
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException notAnAddress) {
            throw new IllegalArgumentException("not an IP address: " + address, notAnAddress);
        }
    }

    @Override
    public void close() {
        clients.forEach(MemoryClient::close);
    }
}
