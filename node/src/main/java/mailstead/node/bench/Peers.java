package mailstead.node.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small things that running a peer takes: its package, a free port, waiting for its greeting. */
final class Peers {

    private static final Duration START_MAX = Duration.ofSeconds(30);

    private Peers() {}

    /**
     * Installs Debian packages whose {@code program} is missing. Their services are not started.
     */
    static void install(String program, String... packages)
            throws IOException, InterruptedException {
        if (Files.isExecutable(Path.of(program))) {
            return;
        }
        List<String> command =
                new ArrayList<>(
                        List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
        command.addAll(List.of(packages));
        System.err.println("bench: installing " + String.join(" ", packages));
        Path policy = Path.of("/usr/sbin/policy-rc.d");
        boolean ours = !Files.exists(policy);
        if (ours) {
            // Debian's way to say that a freshly installed service must not be started.
            Files.writeString(policy, "#!/bin/sh\nexit 101\n");
            Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try {
            if (run(command) != 0
                    && (run(List.of("apt-get", "update", "-qq")) != 0 || run(command) != 0)) {
                throw new IOException("cannot install; as root: " + String.join(" ", command));
            }
        } finally {
            if (ours) {
                Files.delete(policy);
            }
        }
    }

    static int run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("still running after 10 minutes: " + command.getFirst());
        }
        return process.exitValue();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until a server on the port says something, as all mail servers do. */
    /** Waits for a port whose server lets the client begin, as with TLS. */
    static void awaitOpen(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            try (Client _ = new Client(port, Client.newTransfer())) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException("nothing listens on port " + port, e);
                }
                Thread.sleep(50);
            }
        }
    }

    static void awaitGreeting(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            try (Client client = new Client(port, Client.newTransfer())) {
                client.line();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException("nothing greets on port " + port, e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Ends one process by its handle and waits for it, without mercy in the end. */
    static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(15, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException _) {
            process.destroyForcibly();
        }
    }

    /** The number in a pid file, waiting a little for it to appear. */
    static long pid(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            if (Files.exists(file)) {
                String text = Files.readString(file).strip();
                if (!text.isEmpty()) {
                    return Long.parseLong(text);
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException("no process id in " + file.getFileName());
            }
            Thread.sleep(50);
        }
    }
}
