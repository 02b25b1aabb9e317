package mailstead.checks.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's Postfix as an MX in a folder of its own, with lines of ours. Confined to one test. */
final class PostfixServer implements AutoCloseable {

    static final Path PROGRAM = Path.of("/usr/sbin/postfix");

    private static final Path MAPS = Path.of("/usr/lib/postfix");
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private Optional<Process> process = Optional.empty();

    private PostfixServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Writes its configuration; the test is left out where there is no Postfix.
     *
     * @param map the kind of look-up that the lines need, {@code pgsql} or {@code cdb}
     */
    static PostfixServer configure(Path folder, String map, String lines) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "left out: postfix is not installed");
        assumeTrue(
                Files.exists(MAPS.resolve("postfix-" + map + ".so")),
                "left out: postfix-" + map + " is not installed");
        PostfixServer server = new PostfixServer(folder, freePort());
        for (String name : new String[] {"queue", "data"}) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(
                folder.resolve("main.cf"),
                """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = mx.cluster.example
                mydestination =
                local_recipient_maps =
                alias_maps =
                alias_database =
                mynetworks =
                smtpd_relay_restrictions = reject_unauth_destination
                smtpd_peername_lookup = no
                smtpd_soft_error_limit = 100
                smtpd_hard_error_limit = 100
                maillog_file = %1$s/log
                maillog_file_prefixes = %1$s
                %2$s
                """
                        .formatted(folder, lines));
        Files.writeString(
                folder.resolve("master.cf"),
                """
                127.0.0.1:%d inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """
                        .formatted(server.port));
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts it; the test is left out where that is not allowed. */
    PostfixServer start() throws IOException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "left out: Postfix is started by root only");
        Files.setOwner(
                folder.resolve("data"),
                folder.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("postfix"));
        Process started =
                new ProcessBuilder(PROGRAM.toString(), "-c", folder.toString(), "start-fg")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        process = Optional.of(started);
        try {
            Await.until("Postfix greets", START_MAX, () -> greets(started));
        } catch (AssertionError | IllegalStateException e) {
            close();
            throw e;
        }
        return this;
    }

    private boolean greets(Process started) {
        if (!started.isAlive()) {
            throw new IllegalStateException("Postfix ended:\n" + log());
        }
        try (LineClient client = new LineClient(port)) {
            return client.reply().startsWith("220");
        } catch (IOException _) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** What {@code postmap -q} finds in a map of the configuration; empty if nothing. */
    String look(String map, String key) throws IOException, InterruptedException {
        Path output = folder.resolve("found");
        Process running =
                new ProcessBuilder("/usr/sbin/postmap", "-c", folder.toString(), "-q", key, map)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!running.waitFor(60, TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError("postmap hangs");
        }
        return Files.readString(output).strip();
    }

    String log() {
        StringBuilder text = new StringBuilder();
        for (String name : new String[] {"output", "log"}) {
            Path file = folder.resolve(name);
            try {
                text.append(Files.exists(file) ? Files.readString(file) : "");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    /** Ends it and all processes that it started. */
    @Override
    public void close() {
        process.ifPresent(running -> {
            var all = Stream.concat(running.descendants(), Stream.of(running.toHandle())).toList();
            all.reversed().forEach(ProcessHandle::destroy);
            for (ProcessHandle each : all) {
                each.onExit().completeOnTimeout(each, 10, TimeUnit.SECONDS).join();
                each.destroyForcibly();
            }
        });
    }
}
