package mailstead.node.local;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a node is to be. Immutable.
 *
 * @param name the first part of its host name, {@code mx-1}
 */
public record NodePlan(String name, List<Door> doors) {

    /** The domain of the cluster and of its nodes' names. */
    public static final String DOMAIN = "cluster.example";

    public NodePlan {
        doors = List.copyOf(doors);
    }

    /**
     * Where a node serves one role.
     *
     * @param role as in the configuration file, {@code mx}
     * @param port for clients that begin in the clear and may upgrade
     * @param tlsPort for clients that begin with TLS
     */
    public record Door(String role, int port, OptionalInt tlsPort) {}

    /** A node with one role. */
    public static NodePlan of(String name, String role, int port, int tlsPort) {
        return new NodePlan(name, List.of(new Door(role, port, OptionalInt.of(tlsPort))));
    }

    /** The door of a role that it has. */
    public Door door(String role) {
        return doors.stream().filter(door -> door.role().equals(role)).findFirst().orElseThrow();
    }

    /** The first role's port for clients that begin in the clear. */
    public int port() {
        return doors.getFirst().port();
    }

    /** The first role's port for clients that begin with TLS; it must have one. */
    public int tlsPort() {
        return doors.getFirst().tlsPort().orElseThrow();
    }

    /**
     * Its configuration file.
     *
     * @param directory what the section says, on one line
     */
    String configuration(String directory, Path certificate, Path key) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # A node of a cluster on one machine.
                name: %s.%s
                roles: [%s]
                data: data
                directory: %s
                drain: 1s
                tls:
                  certificates:
                    - {certificate: "%s", key: "%s"}
                listeners:
                """
                        .formatted(
                                name,
                                DOMAIN,
                                String.join(", ", doors.stream().map(Door::role).toList()),
                                directory,
                                certificate,
                                key));
        for (Door door : doors) {
            text.append("  %s:%n".formatted(door.role()));
            text.append(
                    "    - {address: \"127.0.0.1:%d\", tls: starttls, connections-per-address: 10000}%n"
                            .formatted(door.port()));
            door.tlsPort()
                    .ifPresent(port ->
                            text.append(
                                    "    - {address: \"127.0.0.1:%d\", tls: implicit, connections-per-address: 10000}%n"
                                            .formatted(port)));
        }
        return text.toString();
    }
}
