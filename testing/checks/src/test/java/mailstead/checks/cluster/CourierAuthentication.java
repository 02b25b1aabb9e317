package mailstead.checks.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's Courier authentication daemon, which all of Courier asks, as an unprivileged user. It
 * reads fixed places, so it gets a view of the file system in which its configuration is ours.
 */
final class CourierAuthentication implements AutoCloseable {

    private static final Path DAEMON = Path.of("/usr/lib/courier/courier-authlib/authdaemond");
    private static final Path MODULES = Path.of("/usr/lib/courier-authlib");
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final int SECONDS_MAX = 60;

    private final Process process;
    private final Path folder;

    private CourierAuthentication(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    static void assumePossible() {
        assumeTrue(
                Files.isExecutable(DAEMON) && Programs.isInstalled("authtest"),
                "left out: courier-authdaemon is not installed");
        for (String module : List.of("pgsql", "userdb")) {
            assumeTrue(
                    Files.exists(MODULES.resolve("libauth" + module + ".so")),
                    "left out: Courier's authentication by " + module + " is not installed");
        }
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "left out: only root may show Courier another configuration");
    }

    /**
     * Starts it with one of its modules.
     *
     * @param folder its own
     * @param files what lies in its folder of configuration, by name
     * @param first what is run before it, as its user, to a good end
     */
    static CourierAuthentication start(
            Path folder, String module, Map<String, String> files, String first)
            throws IOException {
        assumePossible();
        Path configuration = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(
                configuration.resolve("authdaemonrc"),
                """
                authmodulelist="%s"
                authmodulelistorig="authuserdb authpgsql"
                daemons=2
                authdaemonvar=/run/courier/authdaemon
                DEBUG_LOGIN=0
                DEFAULTOPTIONS=""
                LOGGEROPTS=""
                """
                        .formatted(module));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(configuration.resolve(file.getKey()), file.getValue());
        }
        String script =
                """
                set -e
                mount --bind %1$s /etc/courier
                mount -t tmpfs tmpfs /run
                mkdir -p /run/courier/authdaemon
                chown -R %2$d:%2$d /run/courier /etc/courier
                chmod -R go= /etc/courier/*
                be='setpriv --reuid %2$d --regid %2$d --clear-groups'
                $be %3$s
                set -a
                . /etc/courier/authdaemonrc
                exec $be %4$s
                """
                        .formatted(configuration, CentralTown.NOBODY, first, DAEMON);
        Process process =
                new ProcessBuilder("unshare", "--mount", "sh", "-c", script)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        CourierAuthentication started = new CourierAuthentication(process, folder);
        try {
            Await.until("Courier is ready", START_MAX, started::isReady);
        } catch (AssertionError | IllegalStateException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Courier ended:\n" + log());
        }
        return log().contains("Installation complete")
                && inside("test", "-S", "/run/courier/authdaemon/socket").equals("");
    }

    /** What its {@code authtest} says about a log-in. */
    String ask(String service, String login, String password) {
        return inside("authtest", "-s", service, login, password);
    }

    /** Runs a program that sees what it sees; gives what that printed, and its status unless 0. */
    String inside(String... command) {
        List<String> words =
                new ArrayList<>(List.of("nsenter", "--target", "" + process.pid(), "--mount"));
        words.addAll(List.of(command));
        Path output = folder.resolve("answer");
        try {
            Process running =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!running.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new AssertionError(command[0] + " hangs");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            return running.exitValue() == 0 ? text : text + "status " + running.exitValue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it and the processes that it started. */
    @Override
    public void close() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().completeOnTimeout(each, 10, TimeUnit.SECONDS).join();
        }
    }
}
