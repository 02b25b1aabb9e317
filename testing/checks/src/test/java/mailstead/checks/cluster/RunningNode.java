package mailstead.checks.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One node as an operating-system process of its own, started by a test and ended by it. */
final class RunningNode implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private RunningNode(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts {@code serve} with this configuration and returns when the node says that it is ready.
     *
     * @param heap the most that Java may use, such as {@code 256m}
     */
    static RunningNode start(Path configuration, Path output, String heap)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "mailstead.node.Main"));
        command.addAll(List.of("serve", "--config", configuration.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        long before = Files.exists(output) ? Files.size(output) : 0;
        RunningNode node = new RunningNode(process, output);
        Await.until(
                "node is ready",
                START_MAX,
                () -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the node ended:\n" + node.log());
                    }
                    return node.log()
                            .substring((int) Math.min(before, node.log().length()))
                            .lines()
                            .anyMatch("ready"::equals);
                });
        return node;
    }

    /** The port that a role's first listener got. */
    int port(String role) {
        Matcher matcher = Pattern.compile("(?m)^listening " + role + " \\S+:(\\d+)").matcher(log());
        int port = 0;
        while (matcher.find()) {
            port =
                    Integer.parseInt(
                            matcher.group(1)); // a restarted node appends: the last one counts
        }
        if (port == 0) {
            throw new IllegalStateException("no listener for " + role + ":\n" + log());
        }
        return port;
    }

    String log() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files and sockets that it holds open. */
    int openFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return (int) all.count();
        }
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; returns the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the node does not stop:\n" + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
