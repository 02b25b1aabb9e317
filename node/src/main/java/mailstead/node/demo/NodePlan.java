package mailstead.node.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * What a node of the demonstration is to be. Immutable.
 *
 * @param role {@code mx} or {@code pop3}
 * @param port for clients that begin in the clear and may upgrade
 * @param tlsPort for clients that begin with TLS
 */
record NodePlan(String name, String role, int port, int tlsPort) {

    static final String DOMAIN = "cluster.example";

    /** Offsets of all ports in a block. */
    static List<Integer> offsets() {
        return List.of(25, 26, 110, 111, 465, 466, 995, 996);
    }

    /** Two of each role. */
    static List<NodePlan> all(PortBlock ports) {
        return List.of(
                new NodePlan("mx-1", "mx", ports.port(25), ports.port(465)),
                new NodePlan("mx-2", "mx", ports.port(26), ports.port(466)),
                new NodePlan("pop3-1", "pop3", ports.port(110), ports.port(995)),
                new NodePlan("pop3-2", "pop3", ports.port(111), ports.port(996)));
    }

    /** Its configuration file. */
    String configuration(Path directory, Path certificate, Path key) {
        return """
        # A node of the demonstration.
        name: %s.%s
        roles: [%s]
        data: data
        directory: {file: "%s"}
        drain: 1s
        tls:
          certificates:
            - {certificate: "%s", key: "%s"}
        listeners:
          %s:
            - {address: "127.0.0.1:%d", tls: starttls}
            - {address: "127.0.0.1:%d", tls: implicit}
        """
                .formatted(name, DOMAIN, role, directory, certificate, key, role, port, tlsPort);
    }
}
