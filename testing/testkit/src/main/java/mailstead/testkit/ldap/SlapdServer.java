package mailstead.testkit.ldap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One slapd with a configuration and a database of its own in a folder below the system's temporary
 * one, on loopback ports, as an unprivileged user; never the system's. Confined to one test at a
 * time.
 */
public final class SlapdServer implements AutoCloseable {

    public static final String SUFFIX = "dc=isp,dc=example";

    /** Who may do everything. */
    public static final String ROOT = "cn=root," + SUFFIX;

    public static final String ROOT_PASSWORD = "root's own";

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private static final Path SCHEMAS = Path.of("/etc/ldap/schema");
    private static final Path MODULES = Path.of("/usr/lib/ldap");
    private static final String NOBODY = "65534";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final int tlsPort;
    private final boolean withTls;
    private Optional<Process> process = Optional.empty();

    private SlapdServer(Path folder, int port, int tlsPort, boolean withTls) {
        this.folder = folder;
        this.port = port;
        this.tlsPort = tlsPort;
        this.withTls = withTls;
        // When the tests are interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /**
     * What is in it.
     *
     * @param global lines of slapd.conf before the database, such as a schema's
     * @param database lines of the database, such as {@code access} or {@code overlay}
     * @param ldif its entries, the suffix's first
     * @param certificate PEM file with the server's certificate; with {@code key} for TLS
     */
    public record Content(
            List<String> global,
            List<String> database,
            String ldif,
            Optional<Path> certificate,
            Optional<Path> key) {

        public static Content of(String ldif) {
            return new Content(List.of(), List.of(), ldif, Optional.empty(), Optional.empty());
        }

        public Content withDatabase(String... lines) {
            return new Content(global, List.of(lines), ldif, certificate, key);
        }

        public Content withTls(Path certificateFile, Path keyFile) {
            return new Content(
                    global, database, ldif, Optional.of(certificateFile), Optional.of(keyFile));
        }
    }

    /** Makes one and starts it; the test is left out where slapd is not installed. */
    public static SlapdServer start(Content content) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "left out: slapd is not installed");
        Path folder = Files.createTempDirectory("mailstead-slapd");
        SlapdServer server =
                new SlapdServer(folder, freePort(), freePort(), content.certificate().isPresent());
        server.configure(content);
        server.restart();
        return server;
    }

    private void configure(Content content) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String schema : List.of("core", "cosine", "inetorgperson", "nis", "misc")) {
            lines.add("include " + SCHEMAS.resolve(schema + ".schema"));
        }
        lines.add("modulepath " + MODULES);
        lines.add("moduleload back_mdb");
        lines.add("moduleload ppolicy");
        lines.add("pidfile " + folder.resolve("pid"));
        if (content.certificate().isPresent()) {
            Path certificate = folder.resolve("server.crt");
            Path key = folder.resolve("server.key");
            Files.copy(content.certificate().get(), certificate);
            Files.copy(content.key().orElseThrow(), key);
            lines.add("TLSCertificateFile " + certificate);
            lines.add("TLSCertificateKeyFile " + key);
        }
        lines.addAll(content.global());
        Path data = Files.createDirectory(folder.resolve("data"));
        lines.addAll(
                List.of(
                        "database mdb",
                        "suffix " + SUFFIX,
                        "rootdn \"" + ROOT + "\"",
                        "rootpw \"" + ROOT_PASSWORD + "\"",
                        "directory " + data,
                        "maxsize 67108864",
                        "dbnosync",
                        "index objectClass,uid,mail eq"));
        lines.addAll(content.database());
        Files.write(folder.resolve("slapd.conf"), lines);
        Files.writeString(folder.resolve("entries.ldif"), content.ldif());
        if (isRoot()) {
            UserPrincipal nobody =
                    folder.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(NOBODY);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.toList()) {
                    Files.setOwner(each, nobody);
                }
            }
        }
        Process loading = launch("-Tadd", "-f", conf(), "-l", folder.resolve("entries.ldif") + "");
        if (!ends(loading) || loading.exitValue() != 0) {
            throw new IOException("slapadd: " + log());
        }
    }

    private String conf() {
        return folder.resolve("slapd.conf").toString();
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

    /** For the clear, and STARTTLS. */
    public int port() {
        return port;
    }

    /** For TLS from the first octet. */
    public int tlsPort() {
        return tlsPort;
    }

    /** What it said. */
    public String log() throws IOException {
        Path file = folder.resolve("log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Starts it, also after it was killed. */
    public void restart() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String urls = "ldap://127.0.0.1:" + port + (withTls ? " ldaps://127.0.0.1:" + tlsPort : "");
        Process started = launch("-d", "0", "-h", urls, "-f", conf());
        process = Optional.of(started);
        while (!answers(port) || withTls && !answers(tlsPort)) {
            if (System.nanoTime() > end || !started.isAlive()) {
                throw new IOException("slapd does not start:\n" + log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.add(PROGRAM.toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static boolean ends(Process running) throws IOException {
        try {
            return running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        process.ifPresent(running -> {
            running.destroyForcibly();
            running.onExit().completeOnTimeout(running, 10, TimeUnit.SECONDS).join();
        });
    }

    /** Stops it where it is: connections stay, and nothing answers. */
    public void freeze() throws IOException {
        signal("STOP");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isStopped()) {
            if (System.nanoTime() > end) {
                throw new IOException("slapd does not stop where it is");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** A signal reaches one thread after the other. */
    private boolean isStopped() throws IOException {
        Path threads = Path.of("/proc", "" + process.orElseThrow().pid(), "task");
        try (Stream<Path> all = Files.list(threads)) {
            for (Path each : all.toList()) {
                String stat = Files.readString(each.resolve("stat"));
                if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
                    return false;
                }
            }
        }
        return true;
    }

    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        Process sending =
                new ProcessBuilder("kill", "-" + name, "" + process.orElseThrow().pid()).start();
        if (!ends(sending) || sending.exitValue() != 0) {
            throw new IOException(
                    "kill: "
                            + new String(
                                    sending.getErrorStream().readAllBytes(),
                                    StandardCharsets.UTF_8));
        }
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
