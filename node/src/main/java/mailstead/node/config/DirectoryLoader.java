package mailstead.node.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.ByteSize;
import mailstead.node.config.BrokenConfiguration.Problem;
import mailstead.node.config.DirectoryConfig.Verification;

/** The section {@code directory}: which keys belong together depends on its kind. */
final class DirectoryLoader {

    private static final Set<String> OF_SQLITE = Set.of("kind", "file");
    private static final Set<String> OF_DISTRIBUTED = Set.of("kind", "copy");

    /** Keys that are of no use in PostgreSQL. */
    private static final Set<String> NOT_OF_POSTGRESQL = Set.of("file", "copy", "ldap");

    private static final Set<String> OF_LDAP = Set.of("kind", "ldap", "lifeboat");

    private DirectoryLoader() {}

    static List<Problem> check(Values directory) {
        Schema.DirectoryKind kind = kind(directory);
        List<Problem> problems = new ArrayList<>();
        directory.lines().keySet().stream()
                .filter(key -> !isOfUse(kind, key))
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
            case POSTGRESQL -> {
                checkPostgresql(directory, problems);
                section(directory, "lifeboat")
                        .ifPresent(copy -> checkCopy("lifeboat", copy, problems));
            }
            case DISTRIBUTED -> {
                need(directory, "copy", problems);
                section(directory, "copy").ifPresent(copy -> checkCopy("copy", copy, problems));
            }
            case LDAP -> {
                need(directory, "ldap", problems);
                section(directory, "ldap").ifPresent(ldap -> LdapLoader.check(ldap, problems));
                section(directory, "lifeboat")
                        .ifPresent(copy -> checkCopy("lifeboat", copy, problems));
            }
        }
        return problems;
    }

    /** One that is there: those that are left out have their defaults. */
    private static Optional<Values> section(Values directory, String key) {
        return directory.lines().containsKey(key)
                ? directory.find(key, Values.class)
                : Optional.empty();
    }

    private static boolean isOfUse(Schema.DirectoryKind kind, String key) {
        return switch (kind) {
            case SQLITE -> OF_SQLITE.contains(key);
            case POSTGRESQL -> !NOT_OF_POSTGRESQL.contains(key);
            case DISTRIBUTED -> OF_DISTRIBUTED.contains(key);
            case LDAP -> OF_LDAP.contains(key);
        };
    }

    private static void checkCopy(String section, Values copy, List<Problem> problems) {
        String path = "directory." + section + ".";
        if (!copy.lines().containsKey("keys")) {
            problems.add(new Problem(copy.line(), "key '" + path + "keys' is missing"));
        }
        boolean isHttps = copy.lines().containsKey("url");
        if (isHttps == copy.lines().containsKey("folder")) {
            problems.add(
                    new Problem(
                            copy.line(),
                            "there must be one of '" + path + "url' and '" + path + "folder'"));
        }
        for (String key : List.of("token-file", "ca", "pin")) {
            if (!isHttps && copy.lines().containsKey(key)) {
                problems.add(
                        new Problem(
                                copy.lineOf(key),
                                "'" + path + key + "' is of no use without '" + path + "url'"));
            }
        }
        if (copy.get("old", Duration.class).compareTo(copy.get("interval", Duration.class)) <= 0) {
            problems.add(
                    new Problem(
                            copy.lineOf("old"),
                            "'" + path + "old' must be longer than '" + path + "interval'"));
        }
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

    /** Whether the node may add something to it. */
    static boolean canBeChanged(Values directory) {
        return switch (kind(directory)) {
            case SQLITE, POSTGRESQL -> true;
            case DISTRIBUTED, LDAP -> false;
        };
    }

    /** Whether copies can be made of it. */
    static boolean canBeCopied(Values directory) {
        return switch (kind(directory)) {
            case SQLITE, POSTGRESQL, LDAP -> true;
            case DISTRIBUTED -> false;
        };
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
                            directory.get("stale", Duration.class),
                            section(directory, "lifeboat").map(DirectoryLoader::copy));
            case DISTRIBUTED -> new DirectoryConfig.Distributed(copy(directory.section("copy")));
            case LDAP ->
                    LdapLoader.read(
                            directory.section("ldap"),
                            section(directory, "lifeboat").map(DirectoryLoader::copy));
        };
    }

    private static DirectoryConfig.Copy copy(Values copy) {
        Optional<DirectoryConfig.CopySource> https =
                copy.find("url", URI.class)
                        .map(url ->
                                new DirectoryConfig.CopySource.Https(
                                        url,
                                        copy.find("token-file", Path.class),
                                        copy.find("ca", Path.class),
                                        copy.find("pin", String.class)));
        return new DirectoryConfig.Copy(
                https.orElseGet(() ->
                        new DirectoryConfig.CopySource.Folder(copy.get("folder", Path.class))),
                copy.get("keys", Path.class),
                copy.find("local", Path.class),
                copy.get("interval", Duration.class),
                copy.get("old", Duration.class),
                copy.get("size", ByteSize.class));
    }

    private static Schema.DirectoryKind kind(Values directory) {
        return directory.get("kind", Schema.DirectoryKind.class);
    }
}
