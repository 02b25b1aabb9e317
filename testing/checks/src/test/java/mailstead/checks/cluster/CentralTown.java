package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.publish.NeighbourFiles;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.PostgresSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.node.Main;
import mailstead.testkit.postgres.PostgresServer;

/**
 * A directory in PostgreSQL, filled by our commands, beside which other programs run that look at
 * it as {@code docs/operate} says. Everybody may look into its folder.
 */
final class CentralTown implements AutoCloseable {

    private static final Path SNIPPETS = Path.of("..", "..", "docs", "operate", "snippets");
    private static final String DATABASE = "mailstead";

    /** Uid and gid of whose files Mailstead's own user's would be elsewhere. */
    static final int NOBODY = 65534;

    private final Path folder;
    private final PostgresServer server;
    private final Map<String, Path> maildirs = new ConcurrentHashMap<>();

    private CentralTown(Path folder, PostgresServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** With customer c-1, domain cluster.example and one volume; left out without PostgreSQL. */
    static CentralTown start(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        CentralTown town = new CentralTown(folder, PostgresServer.start());
        town.server.sql("postgres", "CREATE DATABASE " + DATABASE);
        town.server.sql("postgres", "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
        town.configure("town");
        town.run("directory prepare");
        town.sql("REVOKE EXECUTE ON FUNCTION directory_begin() FROM PUBLIC");
        town.run("volume add mail1 " + folder.resolve("mail1") + " --create");
        town.run("customer add c-1");
        town.run("domain add cluster.example --customer c-1");
        return town;
    }

    /**
     * Accounts to deliver to: tevie, whose files belong to nobody (65534), motel, whose belong to
     * 2001:2002, and no.delivery, who takes none; a list; domain catch.example with a catch-all;
     * and the roles of neighbours.
     */
    void fill() throws IOException {
        sql(snippet("neighbour-roles.sql", Map.of()));
        Path password = Files.writeString(folder.resolve("password"), TestCluster.PASSWORD);
        run("account add tevie --customer c-1 --password-file " + password);
        run("account add motel --customer c-1 --uid 2001 --gid 2002 --password-file " + password);
        run("account add no.delivery --customer c-1 --service pop3");
        run(
                "alias add both@cluster.example tevie@cluster.example motel@cluster.example --customer c-1");
        run(
                "domain add catch.example --customer c-1 --catch-all tevie@cluster.example --postmaster motel@cluster.example");
        give(maildir("tevie"), NOBODY, NOBODY);
        give(maildir("motel"), 2001, 2002);
    }

    /** Makes a folder that belongs to somebody, if we may give it away. */
    private static void give(Path maildir, int uid, int gid) throws IOException {
        Files.createDirectories(maildir);
        if (Integer.valueOf(0).equals(Files.getAttribute(maildir, "unix:uid"))) {
            Files.setAttribute(maildir, "unix:uid", uid);
            Files.setAttribute(maildir, "unix:gid", gid);
        }
    }

    /** Where the account's mail is. */
    Path maildir(String login) throws IOException {
        return Path.of(
                sql("SELECT maildir FROM neighbour.login WHERE username = $q$" + login + "$q$"));
    }

    /** The account's new messages. */
    List<Path> messages(String login) {
        try {
            Path found = maildirs.computeIfAbsent(login, this::askMaildir).resolve("new");
            if (!Files.isDirectory(found)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(found)) {
                return files.toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path askMaildir(String login) {
        try {
            return maildir(login);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs statements as a role that may log in. */
    String asRole(String role, String statements) throws IOException {
        return sql("SET SESSION AUTHORIZATION " + role + "; " + statements);
    }

    void mayNot(String role, String... statements) {
        for (String statement : statements) {
            assertThatExceptionOfType(IOException.class)
                    .as(role + ": " + statement)
                    .isThrownBy(() -> asRole(role, statement))
                    .withMessageStartingWith("psql: ERROR:  permission denied");
        }
    }

    /**
     * Publishes a copy.
     *
     * @return the folder in it with what neighbours read
     */
    Path publish(Path into) throws Exception {
        Files.createDirectories(into);
        SigningKey.Pair pair = SigningKey.Pair.generate();
        try (PostgresDirectory directory =
                PostgresDirectory.openForChanges(
                        new PostgresSettings(
                                "publisher",
                                List.of(new PostgresSettings.Server(server.host(), server.port())),
                                new PostgresSettings.Login(
                                        DATABASE, PostgresServer.ADMIN, Optional.empty()),
                                PostgresSettings.Tls.NONE,
                                Duration.ofSeconds(20),
                                4,
                                0,
                                Duration.ZERO))) {
            new Publisher(
                            directory.centre(),
                            new LinuxFileSystem(),
                            new PublisherSettings(
                                    into.toString(),
                                    SigningKey.parse(pair.secret()),
                                    TrustedKeys.parse(pair.open()),
                                    Duration.ofHours(1)),
                            InstantSource.system(),
                            Runnable::run,
                            EventSink.NOWHERE)
                    .publishWhole();
        }
        return into.resolve(NeighbourFiles.FOLDER);
    }

    Path folder() {
        return folder;
    }

    PostgresServer server() {
        return server;
    }

    /** Runs statements as the database's owner; gives what they print. */
    String sql(String statements) throws IOException {
        return server.sql(DATABASE, statements);
    }

    /**
     * Runs one of our commands, words parted by single spaces, to a good end; gives its standard
     * output.
     */
    String run(String line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                (line + " --config " + folder.resolve("town.yaml")).split(" ", -1));
        assertThat(status).as(line + ": " + out + err).isZero();
        return out.toString();
    }

    /** Adds lines to the configuration that our commands go by. */
    void configureAlso(String lines) throws IOException {
        Files.writeString(folder.resolve("town.yaml"), lines, StandardOpenOption.APPEND);
    }

    /** A node of these roles on this directory, on ports that the system chooses. */
    RunningNode node(String... roles) throws IOException, InterruptedException {
        return namedNode("node", roles);
    }

    /** One of several; started again it has the same configuration and appends to its log. */
    RunningNode namedNode(String name, String... roles) throws IOException, InterruptedException {
        return RunningNode.start(configure(name, roles), folder.resolve(name + ".log"), "256m");
    }

    private Path configure(String name, String... roles) throws IOException {
        StringBuilder listeners = new StringBuilder();
        for (String role : roles.length == 0 ? new String[] {"mx"} : roles) {
            listeners.append("  %s: {address: '127.0.0.1:0', tls: none}\n".formatted(role));
        }
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                name: %s.cluster.example
                roles: [%s]
                data: %1$s
                directory:
                  kind: postgresql
                  servers: "%s:%d"
                  user: %s
                  tls: disable
                admin: {requests-per-second: 10000}
                listeners:
                %s\
                """
                        .formatted(
                                name,
                                roles.length == 0 ? "mx" : String.join(", ", roles),
                                server.host(),
                                server.port(),
                                PostgresServer.ADMIN,
                                listeners));
    }

    /**
     * A file of {@code docs/operate/snippets} as an operator would change it.
     *
     * @param changes what stands there to what the test needs; each must be there
     */
    static String snippet(String name, Map<String, String> changes) throws IOException {
        String text = Files.readString(SNIPPETS.resolve(name));
        for (String there : changes.keySet()) {
            assertThat(text).as("docs/operate/snippets/" + name).contains(there);
        }
        if (changes.isEmpty()) {
            return text;
        }
        // In one pass: what one change puts in is not for another to change.
        return Pattern.compile(
                        changes.keySet().stream()
                                .map(Pattern::quote)
                                .collect(Collectors.joining("|")))
                .matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(changes.getOrDefault(found.group(), "")));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
