package mailstead.testkit.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One server in a folder of its own below the system's temporary one, on a loopback port, as an
 * unprivileged user; never the system's cluster. It trusts whoever connects. Confined to one test
 * at a time.
 */
public final class PostgresServer implements AutoCloseable {

    /** Who may do everything. */
    public static final String ADMIN = "admin";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String NOBODY = "65534";
    private static final Duration COMMAND_MAX = Duration.ofSeconds(60);

    private final Path programs;
    private final Path folder;
    private final int port;
    private final List<String> more = new ArrayList<>();
    private Optional<Process> process = Optional.empty();

    private PostgresServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        // When the tests are interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /**
     * Makes one and starts it; the test is left out where PostgreSQL is not installed.
     *
     * @param options such as {@code max_connections=20}
     */
    public static PostgresServer start(String... options) throws IOException {
        PostgresServer server = make();
        server.more.addAll(List.of(options));
        server.asOwner(
                "initdb",
                "-D",
                server.data(),
                "-U",
                ADMIN,
                "-A",
                "trust",
                "--no-sync",
                "--no-instructions",
                "--locale=C",
                "-E",
                "UTF8");
        server.restart();
        return server;
    }

    /** A copy that follows this one, and is started. */
    public PostgresServer startReplica() throws IOException {
        PostgresServer replica = make();
        replica.asOwner(
                "pg_basebackup",
                "-D",
                replica.data(),
                "-R",
                "-c",
                "fast",
                "--no-sync",
                "-h",
                host(),
                "-p",
                "" + port,
                "-U",
                ADMIN);
        replica.restart();
        return replica;
    }

    private static PostgresServer make() throws IOException {
        Optional<Path> programs = newest();
        assumeTrue(programs.isPresent(), "left out: postgresql is not installed");
        Path folder = Files.createTempDirectory("mailstead-postgres");
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(NOBODY));
        }
        return new PostgresServer(programs.orElseThrow(), folder, freePort());
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** A folder that the server may read and write. */
    public Path folder() {
        return folder;
    }

    /** The folder with its files. */
    public String data() {
        return folder.resolve("data").toString();
    }

    /** What it said. */
    public String log() throws IOException {
        Path file = folder.resolve("log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Starts it, also after it was killed. */
    public void restart() throws IOException {
        Duration patience = Duration.ofSeconds(60);
        long end = System.nanoTime() + patience.toNanos();
        Process started = launch();
        while (!answers()) {
            if (System.nanoTime() > end) {
                throw new IOException("PostgreSQL does not start:\n" + log());
            }
            if (!started.isAlive()) {
                // What the killed one left in shared memory goes away with its last process.
                started = launch();
            }
            pause();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-D", data(), "-c", "port=" + port));
        List<String> options = new ArrayList<>();
        options.addAll(
                List.of(
                        "listen_addresses=" + host(),
                        "unix_socket_directories=",
                        "fsync=off",
                        "shared_buffers=16MB",
                        "max_connections=60",
                        "wal_keep_size=64MB",
                        "wal_receiver_timeout=5s",
                        "wal_retrieve_retry_interval=200ms"));
        options.addAll(more);
        for (String option : options) {
            command.addAll(List.of("-c", option));
        }
        Process started =
                new ProcessBuilder(owners("postgres", command.toArray(String[]::new)))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                        .start();
        process = Optional.of(started);
        return started;
    }

    private boolean answers() throws IOException {
        return run(owners("pg_isready", "-q", "-h", host(), "-p", "" + port)).status() == 0;
    }

    /** {@code kill -9} to all its processes. */
    public void kill() {
        process.ifPresent(running -> {
            List<ProcessHandle> all = all(running);
            all.forEach(ProcessHandle::destroyForcibly);
            running.onExit().completeOnTimeout(running, 10, TimeUnit.SECONDS).join();
        });
    }

    /** Stops all its processes where they are: connections stay, and nothing answers. */
    public void freeze() throws IOException {
        signal("STOP");
    }

    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        all(process.orElseThrow()).forEach(each -> command.add("" + each.pid()));
        run(command);
    }

    /** The first process first, so that it starts no more. */
    private static List<ProcessHandle> all(Process first) {
        return Stream.concat(Stream.of(first.toHandle()), first.descendants()).toList();
    }

    /** A replica becomes a primary. */
    public void promote() throws IOException {
        asOwner("pg_ctl", "promote", "-w", "-D", data());
    }

    /** Runs statements as {@link #ADMIN} and gives what they print, columns parted by bars. */
    public String sql(String database, String statements) throws IOException {
        return asOwner(
                "psql",
                "-X",
                "-A",
                "-t",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                host(),
                "-p",
                "" + port,
                "-U",
                ADMIN,
                "-d",
                database,
                "-c",
                statements);
    }

    private String asOwner(String program, String... arguments) throws IOException {
        Outcome outcome = run(owners(program, arguments));
        if (outcome.status() != 0) {
            throw new IOException(program + ": " + outcome.output() + log());
        }
        return outcome.output().strip();
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

    private record Outcome(int status, String output) {}

    private Outcome run(List<String> command) throws IOException {
        Process running =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        try {
            String output =
                    new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!running.waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new IOException("does not end: " + command);
            }
            return new Outcome(running.exitValue(), output);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    /** Ends it and removes its folder. */
    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
