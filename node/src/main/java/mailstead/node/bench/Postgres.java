package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mailstead.directory.sql.PostgresDirectory;
import mailstead.directory.sql.PostgresSettings;
import mailstead.directory.sql.PostgresSettings.Login;
import mailstead.directory.sql.PostgresSettings.Server;
import mailstead.directory.sql.PostgresSettings.Tls;
import mailstead.mail.MailException;

/**
 * Debian's PostgreSQL in a folder of its own, with the directory of {@link GeneratedCentre} in it;
 * defaults but for memory, and without syncs.
 */
final class Postgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "mailstead";
    private static final String NOBODY = "65534";
    private static final int CONNECTIONS = 8;
    private static final Duration LOAD_MAX = Duration.ofHours(2);

    private final Path programs;
    private final Path folder;
    private final int port;
    private Optional<Process> process = Optional.empty();

    /**
     * @param folder empty; becomes the server's
     */
    Postgres(Path folder) throws IOException, InterruptedException {
        if (newest().isEmpty()) {
            Peers.install(VERSIONS.resolve("none").toString(), "postgresql");
        }
        this.programs = newest().orElseThrow(() -> new IOException("no PostgreSQL is installed"));
        this.folder = folder;
        this.port = Peers.freePort();
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(NOBODY));
        }
        run(
                "initdb",
                "-D",
                data(),
                "-U",
                USER,
                "-A",
                "trust",
                "--no-sync",
                "--no-instructions",
                "--locale=C",
                "-E",
                "UTF8");
        start();
    }

    private static Optional<Path> newest() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(each -> Files.isExecutable(each.resolve("bin/postgres")))
                    .filter(each -> each.getFileName().toString().matches("\\d+"))
                    .max(
                            Comparator.comparing(
                                    each -> Integer.parseInt(each.getFileName().toString())))
                    .map(each -> each.resolve("bin"));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void start() throws IOException, InterruptedException {
        List<String> command = owners("postgres", "-D", data(), "-c", "port=" + port);
        for (String option :
                List.of(
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "fsync=off",
                        "full_page_writes=off",
                        "autovacuum=off",
                        "shared_buffers=512MB",
                        "maintenance_work_mem=256MB",
                        "max_wal_size=4GB")) {
            command.add("-c");
            command.add(option);
        }
        process =
                Optional.of(
                        new ProcessBuilder(command)
                                .directory(folder.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(
                                        ProcessBuilder.Redirect.appendTo(
                                                folder.resolve("log").toFile()))
                                .start());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Peers.run(owners("pg_isready", "-q", "-h", "127.0.0.1", "-p", "" + port)) != 0) {
            if (System.nanoTime() > end) {
                throw new IOException("PostgreSQL does not start");
            }
            Thread.sleep(50);
        }
    }

    /** Its buffers are empty then; the system may still have its files in memory. */
    void restart() throws IOException, InterruptedException {
        stop();
        start();
    }

    private void stop() throws InterruptedException {
        if (process.isPresent() && process.get().isAlive()) {
            try {
                // Fast: a server that is only terminated waits for its clients.
                Peers.run(owners("pg_ctl", "stop", "-D", data(), "-m", "fast", "-w"));
            } catch (IOException cannot) {
                process.get().destroyForcibly();
            }
            process.get().waitFor();
        }
    }

    private List<String> owners(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        Process running =
                new ProcessBuilder(owners(program, arguments))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                        .start();
        if (!running.waitFor(LOAD_MAX.toSeconds(), TimeUnit.SECONDS) || running.exitValue() != 0) {
            running.destroyForcibly();
            throw new IOException(program + ": " + Files.readString(folder.resolve("log")));
        }
    }

    /**
     * @param cachedMax how many answers the node remembers
     */
    PostgresSettings settings(int cachedMax) {
        return new PostgresSettings(
                "bench",
                List.of(new Server("127.0.0.1", port)),
                new Login("postgres", USER, Optional.empty()),
                Tls.NONE,
                Duration.ofSeconds(20),
                CONNECTIONS,
                cachedMax,
                Duration.ZERO);
    }

    /** The same things as {@link GeneratedCentre} tells, made by the server itself. */
    void fill(int accounts) throws IOException, InterruptedException {
        try {
            PostgresDirectory.prepare(settings(0));
        } catch (MailException cannot) {
            throw new IOException(cannot);
        }
        Path script = folder.resolve("fill.sql");
        Files.writeString(
                script,
                FILL.replace("@accounts", "" + accounts)
                        .replace("@argon2", GeneratedCentre.ARGON2)
                        .replace("@scram", GeneratedCentre.SCRAM)
                        .replace("@filling", GeneratedCentre.FILLING));
        run(
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                USER,
                "-d",
                "postgres",
                "-f",
                script.toString());
    }

    /** Without triggers, and without comparing what refers to what: all of it is right. */
    private static final String FILL =
            """
            SET session_replication_role = replica;
            INSERT INTO customer SELECT 'c' || i, 'Customer ' || i, 'ACTIVE', NULL
                FROM generate_series(0, @accounts / 10) i;
            INSERT INTO domain SELECT 'isp' || i || '.example', 'c0', 'ACTIVE', NULL, NULL FROM generate_series(0, 99) i;
            INSERT INTO volume SELECT 'mail' || i, '/mail' || i, 'marker-' || i, 100 FROM generate_series(0, 7) i;
            CREATE TEMPORARY TABLE made AS SELECT i, 'user' || i || '@isp' || i % 100 || '.example' AS login,
                'isp' || i % 100 || '.example' AS domain FROM generate_series(0, @accounts - 1) i;
            INSERT INTO account SELECT login, domain, 'c' || i / 10, 'ACTIVE', 'mail' || i % 8,
                i % 256 || '/' || i / 256 % 256 || '/user' || i, 5000, 5000, 1073741824, NULL, 0 FROM made;
            INSERT INTO account_service SELECT login, service FROM made, unnest(ARRAY['DELIVERY', 'POP3', 'IMAP',
                'SUBMISSION', 'WEBMAIL', 'MANAGESIEVE']) service;
            INSERT INTO account_verifier SELECT login, 0, '@argon2' || left(i || '@filling', 43) FROM made;
            INSERT INTO account_verifier SELECT login, 1,
                '@scram' || left(i || '@filling', 43) || '=,' || left('@filling', 43) || '=' FROM made;
            INSERT INTO address SELECT login, domain, login, 0, NULL FROM made;
            INSERT INTO address SELECT 'alias' || i || '@' || domain, domain, NULL, 0, 'c' || i / 10 FROM made WHERE i % 20 = 0;
            INSERT INTO alias_target SELECT 'alias' || i || '@' || domain, 0, login FROM made WHERE i % 20 = 0;
            RESET session_replication_role;
            VACUUM ANALYZE;
            """;

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.ifPresent(running -> Peers.end(running.toHandle()));
    }
}
