package mailstead.wire;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a listener listens. Immutable.
 *
 * @param addresses where; port 0 takes any free one
 * @param backlog connections that the kernel may hold until they are accepted
 * @param trustedProxies networks that must begin with a PROXY header; from everybody else it is
 *     never understood
 */
public record ListenerSettings(
        List<InetSocketAddress> addresses,
        int backlog,
        Limits limits,
        Access access,
        Networks trustedProxies,
        TlsMode tls,
        Deadlines deadlines) {

    public ListenerSettings {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a listener needs an address");
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog below 1: " + backlog);
        }
    }

    /** Clear text, open to everybody, with the default limits. */
    public static ListenerSettings on(InetSocketAddress... addresses) {
        return new ListenerSettings(
                List.of(addresses),
                1024,
                Limits.DEFAULT,
                Access.EVERYBODY,
                Networks.NONE,
                TlsMode.NONE,
                Deadlines.DEFAULT);
    }

    public ListenerSettings withLimits(Limits changed) {
        return new ListenerSettings(
                addresses, backlog, changed, access, trustedProxies, tls, deadlines);
    }

    public ListenerSettings withAccess(Access changed) {
        return new ListenerSettings(
                addresses, backlog, limits, changed, trustedProxies, tls, deadlines);
    }

    public ListenerSettings withTrustedProxies(Networks changed) {
        return new ListenerSettings(addresses, backlog, limits, access, changed, tls, deadlines);
    }

    public ListenerSettings withTls(TlsMode changed) {
        return new ListenerSettings(
                addresses, backlog, limits, access, trustedProxies, changed, deadlines);
    }

    public ListenerSettings withDeadlines(Deadlines changed) {
        return new ListenerSettings(
                addresses, backlog, limits, access, trustedProxies, tls, changed);
    }

    /** When a connection is protected. */
    public enum TlsMode {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /**
     * How many connections at once. Those that come through a proxy count for the client behind it.
     *
     * @param network4Bits prefix length of what is one network in IPv4
     * @param network6Bits the same in IPv6, where one customer has at least a /64
     */
    public record Limits(
            int all, int perAddress, int perNetwork, int network4Bits, int network6Bits) {

        public static final Limits DEFAULT = new Limits(20_000, 100, 500, 24, 64);

        public Limits {
            if (all < 1 || perAddress < 1 || perNetwork < 1) {
                throw new IllegalArgumentException("a limit below 1 would serve nobody");
            }
            if (network4Bits < 1 || network4Bits > 32 || network6Bits < 1 || network6Bits > 128) {
                throw new IllegalArgumentException("prefix lengths are 1 to 32 and 1 to 128");
            }
        }
    }

    /**
     * Who may connect.
     *
     * @param allow if empty, everybody
     * @param deny wins over {@code allow}
     */
    public record Access(Networks allow, Networks deny) {

        public static final Access EVERYBODY = new Access(Networks.NONE, Networks.NONE);
    }

    /**
     * How long a session may wait, at most.
     *
     * @param proxyHeader for the whole PROXY header
     * @param handshake for a whole TLS handshake
     * @param idle for a whole line, or for the next octets of bulk data; RFC 5321 section 4.5.3.2.7
     *     asks for five minutes, RFC 1939 section 3 for ten
     * @param write until the client has taken one buffer (16 KiB) of what we send
     * @param session from accept to close
     */
    public record Deadlines(
            Duration proxyHeader,
            Duration handshake,
            Duration idle,
            Duration write,
            Optional<Duration> session) {

        public static final Deadlines DEFAULT =
                new Deadlines(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Optional.empty());

        public Deadlines {
            for (Duration limit :
                    List.of(proxyHeader, handshake, idle, write, session.orElse(idle))) {
                if (limit.isNegative() || limit.isZero()) {
                    throw new IllegalArgumentException(
                            "a limit must be longer than nothing: " + limit);
                }
            }
        }

        public Deadlines withIdle(Duration changed) {
            return new Deadlines(proxyHeader, handshake, changed, write, session);
        }

        public Deadlines withWrite(Duration changed) {
            return new Deadlines(proxyHeader, handshake, idle, changed, session);
        }

        public Deadlines withSession(Optional<Duration> changed) {
            return new Deadlines(proxyHeader, handshake, idle, write, changed);
        }

        /**
         * How often to look for overdue connections: late by a quarter of the shortest limit, at
         * most 100 ms.
         */
        Duration tick() {
            Duration tick = Duration.ofMillis(100);
            for (Duration limit :
                    List.of(proxyHeader, handshake, idle, write, session.orElse(idle))) {
                Duration quarter = limit.dividedBy(4);
                tick = quarter.compareTo(tick) < 0 ? quarter : tick;
            }
            Duration least = Duration.ofMillis(5);
            return tick.compareTo(least) < 0 ? least : tick;
        }
    }
}
