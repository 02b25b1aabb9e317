package mailstead.spi;

import java.util.Map;

/**
 * A mail server behind our proxies. Immutable.
 *
 * @param name unique, 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
 * @param group which back ends stand for each other; named as a back end is
 * @param weight share of its group's users, 0 (none) to 1000
 * @param endpoints where each protocol is spoken; at least one
 * @param attributes free-form, for the operator's other systems
 */
public record BackEnd(
        String name,
        String group,
        int weight,
        State state,
        Map<Protocol, Endpoint> endpoints,
        LogIn logIn,
        Map<String, String> attributes) {

    public BackEnd {
        if (weight < 0 || weight > 1000) {
            throw new IllegalArgumentException("weight must be 0 to 1000");
        }
        endpoints = Map.copyOf(endpoints);
        attributes = Map.copyOf(attributes);
    }

    /** What a proxy may do with it. */
    public enum State {
        /** New sessions go there. */
        UP,
        /** Present sessions stay, new ones go elsewhere. */
        DRAINING,
        /** Used when no other of its group can be. */
        STANDBY,
        /** Not used. */
        DOWN
    }

    /** What it speaks. */
    public enum Protocol {
        SMTP,
        LMTP,
        SUBMISSION,
        POP3,
        IMAP,
        MANAGESIEVE
    }

    /** When TLS begins on the way to it. */
    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** How a proxy logs a user in there. */
    public enum LogIn {
        /** With what the client gave. */
        CLIENT_PASSWORD,
        /** As a master user, whose password each proxy's configuration has. */
        MASTER_USER
    }

    /**
     * One of its addresses.
     *
     * @param host a DNS name or an IP address, 1 to 253 characters
     * @param port 1 to 65535
     */
    public record Endpoint(String host, int port, Tls tls) {

        public Endpoint {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port must be 1 to 65535");
            }
        }
    }
}
