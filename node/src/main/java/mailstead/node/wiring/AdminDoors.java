package mailstead.node.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.admin.server.AdminServer;
import mailstead.admin.server.AdminSettings;
import mailstead.node.config.ListenerConfig;
import mailstead.node.config.ListenerConfig.Tls;
import mailstead.node.config.Role;
import mailstead.wire.Networks;
import mailstead.wire.TlsContext;

/**
 * The listeners of the provisioning API, which last as long as the process; their certificates
 * follow a reload. Used by one thread at a time.
 */
final class AdminDoors {

    private final List<Open> open = new ArrayList<>();

    private record Open(AdminServer server, Tls tls) {}

    /** Opens all or none. */
    AdminDoors(
            List<ListenerConfig> listeners,
            Optional<TlsContext> certificates,
            AdminServer.Services services)
            throws IOException {
        try {
            for (ListenerConfig listener : listeners) {
                AdminServer server = new AdminServer(settings(listener, certificates), services);
                server.open();
                open.add(new Open(server, listener.tls()));
            }
        } catch (IOException cannot) {
            close(Duration.ZERO);
            throw cannot;
        }
    }

    private static AdminSettings settings(
            ListenerConfig listener, Optional<TlsContext> certificates) {
        return new AdminSettings(
                listener.addresses(),
                listener.tls() == Tls.NONE ? Optional.empty() : certificates,
                Networks.parse(listener.allow()),
                Networks.parse(listener.deny()),
                listener.backlog(),
                listener.connectionsMax(),
                listener.perAddressMax(),
                listener.idle());
    }

    List<Node.Listening> listening() {
        List<Node.Listening> all = new ArrayList<>();
        for (Open each : open) {
            for (InetSocketAddress address : each.server().boundAddresses()) {
                all.add(new Node.Listening(Role.ADMIN, address, each.tls()));
            }
        }
        return all;
    }

    void close(Duration drain) {
        open.forEach(each -> each.server().close(drain));
        open.clear();
    }
}
