package mailstead.node.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of the cluster: a process of its own, started from a configuration file. Shared. */
public final class NodeProcess {

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;
    private static final int TAIL_LINES = 20;

    private final NodePlan plan;
    private final Path folder;
    private @Nullable Process process;

    /**
     * @param folder the node's own, which holds its configuration, its data and its log
     */
    NodeProcess(NodePlan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    public NodePlan plan() {
        return plan;
    }

    public String name() {
        return plan.name();
    }

    /** Its listener for clients that begin in the clear. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port());
    }

    public Path configuration() {
        return folder.resolve("mailstead.yaml");
    }

    public Path log() {
        return folder.resolve("log");
    }

    /** Starts the process without waiting for it to serve. */
    synchronized void start(List<String> options) throws IOException {
        Files.deleteIfExists(readyFile());
        List<String> command = new ArrayList<>(java());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(
                List.of("mailstead.node.Main", "serve", "--config", configuration().toString()));
        command.addAll(List.of("--ready-file", readyFile().toString()));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        process.getOutputStream().close();
    }

    /** Waits until it serves. */
    public void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (!Files.exists(readyFile())) {
            if (!isAlive() || System.nanoTime() > end) {
                throw new IOException(
                        "expected: %s serves within %d s%ncame:     %s%n%s"
                                .formatted(
                                        name(),
                                        START_MAX.toSeconds(),
                                        isAlive() ? "it is not ready yet" : "it ended",
                                        logTail()));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    public synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** SIGKILL, and waits until it is dead. */
    public void kill() throws InterruptedException {
        Optional<Process> running = running();
        if (running.isPresent()) {
            running.get().destroyForcibly().waitFor();
        }
    }

    /** SIGTERM; {@link #awaitEnd} kills it if that does not help. */
    void terminate() {
        running().ifPresent(Process::destroy);
    }

    void awaitEnd() {
        running()
                .ifPresent(child -> {
                    try {
                        if (!child.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                            child.destroyForcibly();
                        }
                    } catch (InterruptedException hurry) {
                        child.destroyForcibly();
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** The last lines of its log. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "the log of "
                    + name()
                    + " ends:"
                    + System.lineSeparator()
                    + String.join(System.lineSeparator(), tail);
        } catch (IOException unreadable) {
            return name() + " has no log";
        }
    }

    private synchronized Optional<Process> running() {
        return Optional.ofNullable(process);
    }

    private Path readyFile() {
        return folder.resolve("ready");
    }

    /** The same Java and class path as this process, with little memory. */
    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Dmailstead."))
                .forEach(command::add);
        return command;
    }
}
