package mailstead.admin.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;

/**
 * Sees to it that no client takes its time: a connection may be in one step (waiting for a whole
 * request head, for its body, for its answer to be taken) only so long, however steadily octets
 * trickle. Counts each address's connections, too. Shared.
 */
final class Vigil {

    private final long stepNanosMax;
    private final int perAddressMax;
    private final LongSupplier nanos;
    private final Map<SocketAddress, Watched> watched = new ConcurrentHashMap<>();

    /** One that is closed does not know any more whose it was. */
    private final Map<EndPoint, SocketAddress> peers = new ConcurrentHashMap<>();

    private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    private record Watched(EndPoint connection, long since) {}

    Vigil(Duration stepMax, int perAddressMax, LongSupplier nanos) {
        this.stepNanosMax = stepMax.toNanos();
        this.perAddressMax = perAddressMax;
        this.nanos = nanos;
    }

    /** Ends a connection that is one too many. */
    void opened(EndPoint connection) {
        SocketAddress peer = connection.getRemoteSocketAddress();
        peers.put(connection, peer);
        watched.put(peer, new Watched(connection, nanos.getAsLong()));
        if (peer instanceof InetSocketAddress internet
                && counts.merge(internet.getAddress(), 1, Integer::sum) > perAddressMax) {
            connection.close();
        }
    }

    void closed(EndPoint connection) {
        SocketAddress peer = peers.remove(connection);
        if (peer != null) {
            watched.remove(peer);
        }
        if (peer instanceof InetSocketAddress internet) {
            counts.computeIfPresent(
                    internet.getAddress(), (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** The client has done a step, or we have. */
    void stepped(SocketAddress peer) {
        watched.computeIfPresent(
                peer, (_, known) -> new Watched(known.connection(), nanos.getAsLong()));
    }

    /** Cuts off whoever is too slow. */
    void sweep() {
        long now = nanos.getAsLong();
        for (Watched each : watched.values()) {
            if (now - each.since() > stepNanosMax) {
                each.connection().close(new TimeoutException("too slow"));
            }
        }
    }
}
