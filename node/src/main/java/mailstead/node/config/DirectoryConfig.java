package mailstead.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the users are. */
public sealed interface DirectoryConfig {

    /**
     * @param file absolute
     */
    record Sqlite(Path file) implements DirectoryConfig {}

    /**
     * @param servers unresolved: names are looked up when a connection is opened
     * @param passwordFile absolute; empty where the servers want no password
     * @param stale how long old answers may be used while the primary is away
     */
    record Postgresql(
            List<InetSocketAddress> servers,
            String database,
            String user,
            Optional<Path> passwordFile,
            Tls tls,
            Duration deadline,
            int connections,
            int cached,
            Duration stale)
            implements DirectoryConfig {

        public Postgresql {
            servers = List.copyOf(servers);
        }
    }

    /**
     * @param ca certificates that the servers' must lead to
     * @param certificate our own, with {@code key}, if the servers want one
     */
    record Tls(
            Verification verification,
            Optional<Path> ca,
            Optional<Path> certificate,
            Optional<Path> key) {}

    /** How much a server must prove. */
    enum Verification {
        DISABLE,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        boolean needsAuthority() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }
}
