package mailstead.node.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * MX to Maildir: 20 connections, each sending its share of 10 KiB messages one after another to 20
 * accounts. The clock stops when the last message lies in its Maildir, so that a server that only
 * queues gains nothing.
 */
final class MxBench {

    static final int ACCOUNTS = 20;
    private static final int CONNECTIONS = 20;

    /** Then the client says goodbye and comes again, as servers' limits want it. */
    private static final int MESSAGES_PER_CONNECTION = 100;

    private static final int MESSAGE_OCTETS = 10 * 1024;
    private static final Duration LOAD_MAX = Duration.ofMinutes(10);
    private static final Duration SETTLE_MAX = Duration.ofMinutes(2);

    private final int messages;
    private final int warmUp;

    /**
     * @param messages per round and side
     * @param warmUp messages before them that are not measured: a server runs for months
     */
    MxBench(int messages, int warmUp) {
        this.messages = messages;
        this.warmUp = warmUp;
    }

    void round(Side side, Figures figures) throws IOException, InterruptedException {
        try (side) {
            side.start();
            send(side.port(), warmUp); // caches, processes, compiled code
            awaitStored(side, warmUp / CONNECTIONS * CONNECTIONS);
            int before = stored(side);
            Duration cpuBefore = side.processes().cpu();
            long start = System.nanoTime();
            int sent = send(side.port(), messages);
            awaitStored(side, before + sent);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = side.processes().cpu().minus(cpuBefore).toNanos() / 1e9;
            figures.add(side.name(), "messages_per_second", sent / seconds);
            figures.add(side.name(), "cpu_per_message", cpuSeconds / sent);
            figures.add(side.name(), "resident_memory", (double) side.processes().residentOctets());
        }
    }

    private static int send(int port, int messages) throws IOException, InterruptedException {
        int each = messages / CONNECTIONS;
        byte[] content = message();
        List<Callable<Void>> senders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            senders.add(() -> {
                ByteBuffer transfer = Client.newTransfer();
                for (int first = 0; first < each; first += MESSAGES_PER_CONNECTION) {
                    int last = Math.min(each, first + MESSAGES_PER_CONNECTION);
                    sendOver(port, transfer, number + first, last - first, content);
                }
                return null;
            });
        }
        runAll(senders);
        return each * CONNECTIONS;
    }

    private static void sendOver(
            int port, ByteBuffer transfer, int number, int count, byte[] content)
            throws IOException {
        try (Client client = new Client(port, transfer)) {
            client.expectReply("220");
            client.send("EHLO client.bench.example\r\n");
            client.expectReply("250");
            for (int i = 0; i < count; i++) {
                int account = (number + i) % ACCOUNTS;
                client.send(
                        "MAIL FROM:<sender@elsewhere.example>\r\nRCPT TO:<user%d@bench.example>\r\nDATA\r\n"
                                .formatted(account));
                client.expectReply("250");
                client.expectReply("250");
                client.expectReply("354");
                client.send(content);
                client.expectReply("250");
            }
            client.send("QUIT\r\n");
            client.expectReply("221");
        }
    }

    /**
     * Runs all at once, each on a thread of the system's, which reads with one call where a virtual
     * thread needs three; the first failure ends it.
     */
    static void runAll(List<Callable<Void>> tasks) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<Void> result :
                    executor.invokeAll(tasks, LOAD_MAX.toSeconds(), TimeUnit.SECONDS)) {
                result.get();
            }
        } catch (CancellationException e) {
            throw new IOException("load took longer than " + LOAD_MAX, e);
        } catch (ExecutionException e) {
            throw new IOException("load failed: " + e.getCause(), e.getCause());
        }
    }

    private static void awaitStored(Side side, int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLE_MAX.toNanos();
        for (int stored = stored(side); stored < count; stored = stored(side)) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        side.name() + " stored " + stored + " of " + count + " messages in time");
            }
            Thread.sleep(20);
        }
    }

    private static int stored(Side side) throws IOException {
        int count = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            Path folder = side.maildir(i).resolve("new");
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
                    for (Path _ : names) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    private static byte[] message() {
        StringBuilder text = new StringBuilder(MESSAGE_OCTETS + 100);
        text.append(
                "From: sender@elsewhere.example\r\nTo: user@bench.example\r\nSubject: bench\r\n\r\n");
        while (text.length() < MESSAGE_OCTETS) {
            text.append(
                    "The quick brown fox jumps over the lazy dog and runs on to the next line.\r\n");
        }
        return text.append(".\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
