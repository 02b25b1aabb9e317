package mailstead.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.smtp.codec.Leniency;

/**
 * One set of addresses on which a role listens.
 *
 * @param addresses at least one; port 0 lets the system choose
 * @param proxyFrom networks (CIDR) whose connections begin with a PROXY header; others must not
 *     send one
 * @param allow networks that are served; empty means all
 * @param deny networks that are turned away, before {@code allow}
 * @param backlog connections the system may queue
 * @param connectionsMax at most this many connections
 * @param perAddressMax at most this many from one client address
 * @param perNetworkMax at most this many from one network (IPv4 /24, IPv6 /64)
 * @param idle longest wait for one command
 * @param session longest life of one connection; empty means no limit
 * @param tap whether the conversation is written to the log, secrets hidden
 * @param leniencies what SMTP and LMTP clients may do although a rule forbids it
 * @param clientCa PEM file of whom client certificates must come from; empty means that none is
 *     asked for
 */
public record ListenerConfig(
        List<InetSocketAddress> addresses,
        Tls tls,
        List<String> proxyFrom,
        List<String> allow,
        List<String> deny,
        int backlog,
        int connectionsMax,
        int perAddressMax,
        int perNetworkMax,
        Duration idle,
        Optional<Duration> session,
        boolean tap,
        Set<Leniency> leniencies,
        Optional<Path> clientCa) {

    public ListenerConfig {
        addresses = List.copyOf(addresses);
        proxyFrom = List.copyOf(proxyFrom);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        leniencies = Set.copyOf(leniencies);
    }

    /** When TLS begins. */
    public enum Tls {
        /** The client may upgrade (RFC 3207, RFC 2595). */
        STARTTLS,
        /** From the first octet (RFC 8314). */
        IMPLICIT,
        NONE
    }
}
