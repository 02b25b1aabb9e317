package mailstead.node.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import mailstead.mail.EventSink;
import mailstead.node.config.ListenerConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Role;

/** A running node. Shared. */
public final class Node implements AutoCloseable {

    private Node() {}

    /**
     * Opens the directory and the listeners. A directory or volume that is away does not stop the start: what needs it
     * is answered "try again later" until it is back.
     *
     * @throws IOException if a listener's address cannot be bound or a certificate cannot be read
     */
    public static Node start(NodeConfig config, EventSink events) throws IOException {
        return new Node();
    }

    /** Where it listens now, in the order of the configuration. */
    public List<Listening> listening() {
        return List.of();
    }

    /** Takes a new configuration: later connections obey it, present ones keep what they began with. */
    public void reload(NodeConfig config) throws IOException {}

    /** Drains: no new connections; sessions end at their next command; whoever is left after the bound is cut off. */
    @Override
    public void close() {}

    /** One bound socket. */
    public record Listening(Role role, InetSocketAddress address, ListenerConfig.Tls tls) {
        /** {@code listening mx 127.0.0.1:2525 starttls}. */
        @Override
        public String toString() {
            String host = address.getAddress().getHostAddress();
            return "listening " + role.word() + " " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
                    + address.getPort() + " " + tls.name().toLowerCase(Locale.ROOT);
        }
    }
}
