package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.PostgresSettings;
import mailstead.directory.sql.PostgresSettings.Tls;
import mailstead.mail.EventSink;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;

/** The directory in PostgreSQL, as the configuration asks for it. */
public final class CentralDirectory {

    private static final Executor BACKGROUND =
            task -> Thread.ofVirtual().name("directory").start(task);

    /** The driver writes to standard error what it also throws, in a form of its own. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private CentralDirectory() {}

    static PostgresDirectory open(
            NodeConfig config, DirectoryConfig.Postgresql directory, EventSink events) {
        return PostgresDirectory.open(settings(config, directory), BACKGROUND, events);
    }

    public static PostgresSettings settings(
            NodeConfig config, DirectoryConfig.Postgresql directory) {
        return new PostgresSettings(
                config.name(),
                directory.servers().stream()
                        .map(server ->
                                new PostgresSettings.Server(
                                        server.getHostString(), server.getPort()))
                        .toList(),
                new PostgresSettings.Login(
                        directory.database(),
                        directory.user(),
                        directory.passwordFile().map(file -> () -> password(file))),
                tls(directory.tls()),
                directory.deadline(),
                directory.connections(),
                directory.cached(),
                directory.stale());
    }

    /** Editors put a line end after it that is not part of it. */
    private static String password(Path file) throws IOException {
        return Files.readString(file).replaceFirst("\\R\\z", "");
    }

    private static Tls tls(DirectoryConfig.Tls tls) {
        Tls.Mode mode =
                switch (tls.verification()) {
                    case DISABLE -> Tls.Mode.DISABLE;
                    case REQUIRE -> Tls.Mode.REQUIRE;
                    case VERIFY_CA -> Tls.Mode.VERIFY_CA;
                    case VERIFY_FULL -> Tls.Mode.VERIFY_FULL;
                };
        return new Tls(
                mode,
                tls.ca(),
                tls.certificate().flatMap(own -> tls.key().map(key -> new Tls.Pair(own, key))));
    }
}
