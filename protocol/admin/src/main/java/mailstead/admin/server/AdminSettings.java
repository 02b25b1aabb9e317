package mailstead.admin.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.wire.Networks;
import mailstead.wire.TlsContext;

/**
 * One set of addresses on which the API listens. Immutable.
 *
 * @param addresses at least one; port 0 lets the system choose
 * @param tls empty: none
 * @param allow networks that are served; none means all
 * @param deny networks that are turned away, before {@code allow}
 * @param backlog connections the system may queue
 * @param connectionsMax at most this many connections
 * @param perAddressMax at most this many from one client address
 * @param idle longest wait for a whole request, and longest time for its body and for its answer
 */
public record AdminSettings(
        List<InetSocketAddress> addresses,
        Optional<TlsContext> tls,
        Networks allow,
        Networks deny,
        int backlog,
        int connectionsMax,
        int perAddressMax,
        Duration idle) {

    public AdminSettings {
        addresses = List.copyOf(addresses);
    }
}
