package mailstead.node.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real NFS server and a real NFS client on this machine ({@code testing/nfslab}), and the remote
 * calls that the client makes. Needs root. Confined to one thread, but for its end.
 */
final class NfsLab implements AutoCloseable {

    static final String CLIENT = "c1";

    /** Where the client mounts the server. */
    static final String MOUNT = "/mnt/s1";

    /** What keeps a mount alive, whatever is done on it. */
    private static final Set<String> UPKEEP =
            Set.of(
                    "NULL",
                    "RENEW",
                    "SEQUENCE",
                    "TEST_STATEID",
                    "RECLAIM_COMPLETE",
                    "GET_LEASE_TIME");

    private static final int FORWARDS_MAX = 5;
    private static final long COMMAND_SECONDS_MAX = 180;

    private final Path script;
    private final String name;
    private final Path output;

    /** Takes the laboratory down when this process is told to end; Ctrl-C reaches it, too. */
    private final Thread ending = new Thread(this::endInHaste, "lab-end");

    private volatile @Nullable Process running;
    private boolean isDown;

    private NfsLab(Path script, String name, Path output) {
        this.script = script;
        this.name = name;
        this.output = output;
    }

    /**
     * Starts it.
     *
     * @param shared a folder that is the same on both sides
     */
    static NfsLab start(Path root, Path shared) throws IOException, InterruptedException {
        Path script = root.resolve("testing/nfslab/nfslab");
        if (!Files.isExecutable(script)) {
            throw new IOException("no laboratory at " + script);
        }
        NfsLab lab =
                new NfsLab(
                        script,
                        "bench-" + ProcessHandle.current().pid(),
                        Files.createTempFile("mailstead-lab", ".txt"));
        Runtime.getRuntime().addShutdownHook(lab.ending);
        lab.say(
                "up",
                "--clients",
                "1",
                "--exports",
                "1",
                "--share",
                shared.toString(),
                "--mount-options",
                "vers=4.2,hard,lookupcache=positive");
        return lab;
    }

    /** Runs a command in the client and gives what it printed. */
    String exec(List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("exec", CLIENT));
        words.addAll(command);
        return say(words.toArray(String[]::new));
    }

    /**
     * Makes a port of the client reachable on this machine's loopback address, at a port that it
     * gives.
     */
    int forward(int port) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            int local = Peers.freePort();
            try {
                say("forward", CLIENT, Integer.toString(port), Integer.toString(local));
                return local;
            } catch (IOException e) {
                // Somebody else may have taken the port meanwhile.
                if (attempt == FORWARDS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** How many calls of each kind the client has made on its mount until now, but upkeep. */
    Map<String, Long> calls() throws IOException, InterruptedException {
        Map<String, Long> calls = new TreeMap<>();
        boolean isOurs = false;
        boolean isCounted = false;
        for (String line : exec(List.of("cat", "/proc/self/mountstats")).lines().toList()) {
            if (line.startsWith("device ")) {
                isOurs = line.contains(" mounted on " + MOUNT + " ");
                isCounted = false;
            } else if (isOurs && line.contains("per-op statistics")) {
                isCounted = true;
            } else if (isCounted && line.contains(":")) {
                String[] parts = line.strip().split(":?\\s+", -1);
                if (!UPKEEP.contains(parts[0])) {
                    calls.put(parts[0], Long.parseLong(parts[1]));
                }
            }
        }
        return calls;
    }

    private String say(String... words) throws IOException, InterruptedException {
        Process process = start(output, words);
        running = process;
        try {
            return finish(process, output, words);
        } finally {
            running = null;
        }
    }

    private Process start(Path output, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile());
        builder.environment().put("NFSLAB_NAME", name);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static String finish(Process process, Path output, String... words)
            throws IOException, InterruptedException {
        if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the laboratory hangs at " + String.join(" ", words));
        }
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        if (process.exitValue() != 0) {
            throw new IOException("the laboratory: " + String.join(" ", words) + ": " + text);
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        try {
            down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whoever comes second waits until it is down. */
    private synchronized void down() throws IOException, InterruptedException {
        if (isDown) {
            return;
        }
        isDown = true;
        try {
            finish(start(output, "down"), output, "down");
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private void endInHaste() {
        try {
            Process at = running;
            if (at != null) {
                // One that is bringing the laboratory up takes down what there is of it.
                at.destroy();
                at.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS);
            }
            down();
        } catch (IOException e) {
            System.err.println("bench: the laboratory may be there still: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
