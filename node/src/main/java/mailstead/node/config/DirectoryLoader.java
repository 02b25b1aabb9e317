package mailstead.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mailstead.node.config.BrokenConfiguration.Problem;
import mailstead.node.config.DirectoryConfig.Verification;

/** The section {@code directory}: which keys belong together depends on its kind. */
final class DirectoryLoader {

    private static final Set<String> OF_ALL = Set.of("kind");
    private static final Set<String> OF_SQLITE = Set.of("file");

    private DirectoryLoader() {}

    static List<Problem> check(Values directory) {
        Schema.DirectoryKind kind = kind(directory);
        List<Problem> problems = new ArrayList<>();
        directory.lines().keySet().stream()
                .filter(key -> !OF_ALL.contains(key))
                .filter(key -> OF_SQLITE.contains(key) != (kind == Schema.DirectoryKind.SQLITE))
                .sorted()
                .forEach(key ->
                        problems.add(
                                new Problem(
                                        directory.lineOf(key),
                                        "'directory."
                                                + key
                                                + "' is of no use: 'directory.kind' is "
                                                + Kinds.word(kind))));
        switch (kind) {
            case SQLITE -> need(directory, "file", problems);
            case POSTGRESQL -> checkPostgresql(directory, problems);
        }
        return problems;
    }

    private static void checkPostgresql(Values directory, List<Problem> problems) {
        need(directory, "servers", problems);
        if (directory.lines().containsKey("servers")
                && directory.list("servers", InetSocketAddress.class).isEmpty()) {
            problems.add(
                    new Problem(
                            directory.lineOf("servers"),
                            "'directory.servers' must name at least one"));
        }
        Verification verification = directory.get("tls", Verification.class);
        if (verification.needsAuthority()) {
            need(directory, "ca", problems);
        }
        if (directory.lines().containsKey("certificate") != directory.lines().containsKey("key")) {
            problems.add(
                    new Problem(
                            directory.line(),
                            "'directory.certificate' and 'directory.key' need each other"));
        }
    }

    /** A value that could not be read is told already. */
    private static void need(Values directory, String key, List<Problem> problems) {
        if (!directory.lines().containsKey(key)) {
            problems.add(new Problem(directory.line(), "key 'directory." + key + "' is missing"));
        }
    }

    static DirectoryConfig read(Values directory) {
        return switch (kind(directory)) {
            case SQLITE -> new DirectoryConfig.Sqlite(directory.get("file", Path.class));
            case POSTGRESQL ->
                    new DirectoryConfig.Postgresql(
                            directory.list("servers", InetSocketAddress.class),
                            directory.get("database", String.class),
                            directory.get("user", String.class),
                            directory.find("password-file", Path.class),
                            new DirectoryConfig.Tls(
                                    directory.get("tls", Verification.class),
                                    directory.find("ca", Path.class),
                                    directory.find("certificate", Path.class),
                                    directory.find("key", Path.class)),
                            directory.get("deadline", Duration.class),
                            directory.count("connections"),
                            directory.count("cached"),
                            directory.get("stale", Duration.class));
        };
    }

    private static Schema.DirectoryKind kind(Values directory) {
        return directory.get("kind", Schema.DirectoryKind.class);
    }
}
