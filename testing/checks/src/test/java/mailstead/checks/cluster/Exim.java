package mailstead.checks.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's Exim, unpacked and not installed, run for one thing at a time: to show where addresses
 * lead, to hold one conversation, to run its queue once. Confined to one test.
 */
final class Exim {

    /** Where {@code ./mailstead test} unpacks it. */
    private static final Path HOME =
            Path.of("..", "..", ".build", "exim").toAbsolutePath().normalize();

    private static final Path PROGRAM = HOME.resolve("usr/sbin/exim4");
    private static final String LIBRARIES =
            HOME.resolve("usr/lib/x86_64-linux-gnu") + ":" + HOME.resolve("usr/lib");
    private static final Path NAMES = HOME.resolve("usr/lib/x86_64-linux-gnu/libnss_wrapper.so");
    private static final int SECONDS_MAX = 60;

    private final Path folder;

    private Exim(Path folder) {
        this.folder = folder;
    }

    static void assumePossible() {
        assumeTrue(
                Files.isExecutable(PROGRAM) && Files.exists(NAMES),
                "left out: Exim is not unpacked in .build/exim, which ./mailstead test does");
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "left out: Exim delivers as others only when it is started by root");
    }

    /**
     * @param lines its configuration but for where it keeps its queue
     */
    static Exim configure(Path folder, String lines) throws IOException {
        assumePossible();
        Path spool = Files.createDirectories(folder.resolve("spool"));
        Files.setAttribute(spool, "unix:uid", CentralTown.NOBODY);
        Files.setAttribute(spool, "unix:gid", CentralTown.NOBODY);
        Files.writeString(
                folder.resolve("passwd"),
                "root:x:0:0::/:/bin/sh\nDebian-exim:x:%1$d:%1$d::/:/bin/sh\n"
                        .formatted(CentralTown.NOBODY));
        Files.writeString(
                folder.resolve("group"),
                "root:x:0:\nDebian-exim:x:%d:\n".formatted(CentralTown.NOBODY));
        Path configuration =
                Files.writeString(
                        folder.resolve("exim.conf"),
                        """
                        keep_environment = LD_PRELOAD : LD_LIBRARY_PATH : ^NSS_WRAPPER
                        primary_hostname = mx.cluster.example
                        spool_directory = %1$s
                        log_file_path = %1$s/%%slog
                        %2$s
                        """
                                .formatted(spool, lines));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
        return new Exim(folder);
    }

    /** Runs it to its end, whatever its status; gives what it printed. */
    String run(String input, String... arguments) throws IOException, InterruptedException {
        Path said = Files.writeString(folder.resolve("input"), input, StandardCharsets.UTF_8);
        Path output = folder.resolve("output");
        List<String> command =
                new ArrayList<>(
                        List.of(PROGRAM.toString(), "-C", folder.resolve("exim.conf").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(said.toFile())
                        .redirectOutput(output.toFile());
        builder.environment().put("LD_LIBRARY_PATH", LIBRARIES);
        builder.environment().put("LD_PRELOAD", NAMES.toString());
        builder.environment().put("NSS_WRAPPER_PASSWD", folder.resolve("passwd").toString());
        builder.environment().put("NSS_WRAPPER_GROUP", folder.resolve("group").toString());
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Exim hangs: " + Files.readString(output));
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    String expand(String text) throws IOException, InterruptedException {
        return run("", "-be", text).strip();
    }

    /** A conversation as from another host, after which taken messages lie in the queue. */
    String converse(String... lines) throws IOException, InterruptedException {
        return run(String.join("\r\n", lines) + "\r\n", "-bs", "-odq", "-oMa", "192.0.2.1");
    }

    /** Tries to deliver what lies in the queue. */
    void deliver() throws IOException, InterruptedException {
        run("", "-qff");
    }

    /** How many messages lie in the queue. */
    int queued() throws IOException, InterruptedException {
        return Integer.parseInt(run("", "-bpc").strip());
    }

    String log() throws IOException {
        Path file = folder.resolve("spool/mainlog");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
