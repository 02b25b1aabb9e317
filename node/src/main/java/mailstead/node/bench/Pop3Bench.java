package mailstead.node.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * POP3 sessions: log-in, UIDL, RETR of ten messages, QUIT; 20 at once, each on an account of 500
 * messages.
 */
final class Pop3Bench {

    static final int ACCOUNTS = 20;
    static final String PASSWORD = "correct horse";
    private static final int CONNECTIONS = 20;
    private static final int MESSAGES = 500;
    private static final int RETRIEVED = 10;

    private final int sessions;
    private final int warmUp;

    /**
     * @param sessions per round and side
     * @param warmUp sessions before them that are not measured: a server runs for months
     */
    Pop3Bench(int sessions, int warmUp) {
        this.sessions = sessions;
        this.warmUp = warmUp;
    }

    void round(Side side, Figures figures) throws IOException, InterruptedException {
        for (int i = 0; i < ACCOUNTS; i++) {
            fill(side.maildir(i));
        }
        try (side) {
            side.start();
            collect(side.port(), warmUp); // indexes, processes, compiled code
            Duration cpuBefore = side.processes().cpu();
            long start = System.nanoTime();
            int done = collect(side.port(), sessions);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = side.processes().cpu().minus(cpuBefore).toNanos() / 1e9;
            figures.add(side.name(), "sessions_per_second", done / seconds);
            figures.add(side.name(), "cpu_per_session", cpuSeconds / done);
            figures.add(side.name(), "resident_memory", (double) side.processes().residentOctets());
        }
    }

    private static int collect(int port, int sessions) throws IOException, InterruptedException {
        int each = Math.max(1, sessions / CONNECTIONS);
        List<Callable<Void>> collectors = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int account = i % ACCOUNTS;
            collectors.add(() -> {
                ByteBuffer transfer = Client.newTransfer();
                for (int session = 0; session < each; session++) {
                    session(port, transfer, account);
                }
                return null;
            });
        }
        MxBench.runAll(collectors);
        return each * CONNECTIONS;
    }

    private static void session(int port, ByteBuffer transfer, int account) throws IOException {
        try (Client client = new Client(port, transfer)) {
            client.expectOk();
            client.send("USER user%d\r\n".formatted(account));
            client.expectOk();
            client.send("PASS " + PASSWORD + "\r\n");
            client.expectOk();
            client.send("UIDL\r\n");
            client.expectOk();
            client.skipMultiLine();
            for (int number = 1; number <= RETRIEVED; number++) {
                client.send("RETR " + number + "\r\n");
                client.expectOk();
                if (client.skipMultiLine() < 10 * 1024) {
                    throw new IOException("a message came short");
                }
            }
            client.send("QUIT\r\n");
            client.expectOk();
        }
    }

    /**
     * The mail that is there before the server starts, in names that every Maildir program knows.
     */
    static void fill(Path maildir) throws IOException {
        fill(maildir, MESSAGES, message());
    }

    private static void fill(Path maildir, int count, byte[] message) throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(maildir.resolve(part));
        }
        for (int i = 0; i < count; i++) {
            String name =
                    "%d.M%dP77.bench,S=%d,W=%d:2,S"
                            .formatted(
                                    1_700_000_000 + i,
                                    i,
                                    message.length,
                                    message.length + lineFeeds(message));
            Files.write(maildir.resolve("cur").resolve(name), message);
        }
    }

    static int lineFeeds(byte[] message) {
        int count = 0;
        for (byte octet : message) {
            if (octet == '\n') {
                count++;
            }
        }
        return count;
    }

    static byte[] message() {
        StringBuilder text = new StringBuilder();
        text.append("From: sender@elsewhere.example\nTo: user@bench.example\nSubject: bench\n\n");
        while (text.length() < 10 * 1024) {
            text.append(
                    "The quick brown fox jumps over the lazy dog and runs on to the next line.\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
