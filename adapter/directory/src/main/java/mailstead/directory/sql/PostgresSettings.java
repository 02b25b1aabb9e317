package mailstead.directory.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to use a directory in PostgreSQL. Immutable.
 *
 * @param name who we are, for the server's lists of connections ({@code application_name})
 * @param servers all servers of the cluster, in any order, 1 to 16; which of them takes changes is
 *     found out
 * @param deadline longest silence of a server within a change, and four times that within a
 *     look-up, 1 s to 60 s
 * @param connectionsMax connections for look-ups to each of primary and replicas, 1 to 64; changes
 *     have {@link #CHANGE_CONNECTIONS} more
 * @param cachedMax number of accounts and addresses, plus list members, kept in memory; 0 keeps
 *     none
 * @param stale how long, while the primary is away, replicas and what was remembered may answer
 */
public record PostgresSettings(
        String name,
        List<Server> servers,
        Login login,
        Tls tls,
        Duration deadline,
        int connectionsMax,
        int cachedMax,
        Duration stale) {

    /** One change at a time happens anyway; the others wait in the server for their turn. */
    static final int CHANGE_CONNECTIONS = 4;

    private static final int SERVERS_MAX = 16;

    /**
     * @param host a name or an address without brackets
     */
    public record Server(String host, int port) {
        public static final int USUAL_PORT = 5432;

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * @param password asked for each new connection, so that it can be changed without a restart;
     *     empty where the server wants none
     */
    public record Login(String database, String user, Optional<Password> password) {}

    /** A secret that is kept elsewhere. */
    @FunctionalInterface
    public interface Password {
        String read() throws IOException;
    }

    /**
     * @param authority certificates that the server's must lead to; needed to verify
     * @param own our certificate and its key (PKCS#8, DER), if the server wants one
     */
    public record Tls(Mode mode, Optional<Path> authority, Optional<Pair> own) {

        public static final Tls NONE = new Tls(Mode.DISABLE, Optional.empty(), Optional.empty());

        /** As {@code sslmode} of PostgreSQL's own clients. */
        public enum Mode {
            /** No TLS. */
            DISABLE,
            /** TLS with whoever answers. */
            REQUIRE,
            /** The certificate must come from the authority. */
            VERIFY_CA,
            /** And must be for the server's name. */
            VERIFY_FULL
        }

        public record Pair(Path certificate, Path key) {}

        public Tls {
            boolean isVerified = mode == Mode.VERIFY_CA || mode == Mode.VERIFY_FULL;
            if (isVerified && authority.isEmpty()) {
                throw new IllegalArgumentException("verifying needs an authority");
            }
        }
    }

    public PostgresSettings {
        servers = List.copyOf(servers);
        if (servers.isEmpty() || servers.size() > SERVERS_MAX) {
            throw new IllegalArgumentException("servers must be 1 to " + SERVERS_MAX);
        }
        if (deadline.compareTo(Duration.ofSeconds(1)) < 0
                || deadline.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException("deadline must be 1 s to 60 s");
        }
        if (connectionsMax < 1 || connectionsMax > 64) {
            throw new IllegalArgumentException("connectionsMax must be 1 to 64");
        }
        if (cachedMax < 0 || stale.isNegative()) {
            throw new IllegalArgumentException("cachedMax and stale must not be negative");
        }
    }

    /** Longest wait for a connection, and for each answer within a look-up. */
    Duration stepMax() {
        return deadline.dividedBy(4);
    }
}
