package mailstead.node.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * How much memory a server holds for each client that has logged in behind TLS, has selected a
 * folder and waits: first at the prompt, then in IDLE. What counts is what the operating system
 * says that the server's processes hold, as an operator sees it; nothing is asked of the server.
 */
final class IdleBench {

    private static final int CONNECTORS = 8;

    /** Clients that come and go first: what is loaded and compiled once is not theirs. */
    private static final int WARM_UP_CONNECTIONS = 1_000;

    private static final int WARM_UP_ACCOUNTS = 20;

    /** Beside its connections, a process has some other files open. */
    private static final int OTHER_FILES = 500;

    /** What was needed to log in is given back within this. */
    private static final long SETTLE_MILLIS = 10_000;

    private final int connections;
    private final int peerConnections;
    private final int accounts;
    private final int messages;

    /**
     * @param accounts over which connections are spread evenly
     * @param messages in each INBOX
     */
    IdleBench(int connections, int peerConnections, int accounts, int messages) {
        this.connections = connections;
        this.peerConnections = peerConnections;
        this.accounts = accounts;
        this.messages = messages;
    }

    /**
     * @throws IOException also if this process, and so a server that it starts, may not have so
     *     many connections
     */
    void requireFiles() throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < connections + OTHER_FILES) {
            throw new IOException(
                    "%d connections need more open files than %d: raise the limit (ulimit -n) or say --connections"
                            .formatted(connections, system.getMaxFileDescriptorCount()));
        }
    }

    void round(Path folder, Side side, Figures figures) throws IOException, InterruptedException {
        boolean isOurs = side.name().equals(MailsteadSide.NAME);
        int count = isOurs ? connections : peerConnections;
        Filling filling = Filling.in(folder.resolve("sources"));
        for (int i = 0; i < Math.min(accounts, count); i++) {
            filling.fill(side.maildir(i), messages);
        }
        List<QuietClient> open = new ArrayList<>();
        try (side) {
            side.start();
            connect(side.port(), Math.min(count, WARM_UP_CONNECTIONS), WARM_UP_ACCOUNTS, open);
            close(open);
            Memory empty = Memory.of(side);
            connect(side.port(), Math.min(count, accounts), accounts, open);
            Memory first = Memory.of(side);
            int firstCount = open.size();
            connect(side.port(), count - firstCount, accounts, open);
            Memory prompt = Memory.of(side);
            add(side, figures, "prompt_memory", empty, prompt, count);
            if (count > firstCount) {
                // The account's folder is known by then.
                add(side, figures, "prompt_memory_further", first, prompt, count - firstCount);
            }
            for (QuietClient client : open) {
                client.idle();
            }
            Memory idle = Memory.of(side);
            add(side, figures, "idle_memory", empty, idle, count);
            figures.add(side.name(), "resident_memory", (double) idle.resident);
        } finally {
            close(open);
        }
    }

    /**
     * @param resident pages of all processes, shared ones in each
     * @param proportional shared pages in parts
     */
    private record Memory(long resident, long proportional) {
        static Memory of(Side side) throws InterruptedException {
            Thread.sleep(SETTLE_MILLIS);
            return new Memory(
                    side.processes().residentOctets(), side.processes().proportionalOctets());
        }
    }

    private static void add(
            Side side, Figures figures, String name, Memory before, Memory after, int count) {
        figures.add(
                side.name(),
                name + "_per_connection",
                (double) (after.resident - before.resident) / count);
        figures.add(
                side.name(),
                name + "_per_connection_proportional",
                (double) (after.proportional - before.proportional) / count);
    }

    private static void close(List<QuietClient> open) throws IOException {
        for (QuietClient client : open) {
            client.close();
        }
        open.clear();
    }

    /** So many more, over the first accounts of that number. */
    private static void connect(int port, int count, int accounts, List<QuietClient> open)
            throws IOException, InterruptedException {
        List<Callable<Void>> tasks = new ArrayList<>();
        IntStream.range(0, CONNECTORS)
                .forEach(first ->
                        tasks.add(() -> {
                            for (int n = first; n < count; n += CONNECTORS) {
                                QuietClient client = QuietClient.selected(port, n % accounts);
                                synchronized (open) {
                                    open.add(client);
                                }
                            }
                            return null;
                        }));
        MxBench.runAll(tasks);
    }
}
