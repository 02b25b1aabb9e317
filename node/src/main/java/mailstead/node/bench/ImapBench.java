package mailstead.node.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What mail clients do all day: 20 sessions at once, each on an account of 500 messages, look at
 * the folder, fetch flags and envelopes, read, flag, search, append and expunge.
 */
final class ImapBench {

    private static final int CONNECTIONS = 20;
    private static final int MESSAGES = 500;

    private final int turns;
    private final int warmUp;

    /**
     * @param turns of each connection, per round and side
     * @param warmUp turns before them that are not measured
     */
    ImapBench(int turns, int warmUp) {
        this.turns = turns;
        this.warmUp = warmUp;
    }

    void round(Side side, Figures figures) throws IOException, InterruptedException {
        for (int i = 0; i < Pop3Bench.ACCOUNTS; i++) {
            Pop3Bench.fill(side.maildir(i));
        }
        try (side) {
            side.start();
            load(side.port(), warmUp);
            Duration cpuBefore = side.processes().cpu();
            long start = System.nanoTime();
            long commands = load(side.port(), turns);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = side.processes().cpu().minus(cpuBefore).toNanos() / 1e9;
            figures.add(side.name(), "commands_per_second", commands / seconds);
            figures.add(side.name(), "cpu_per_command", cpuSeconds / commands);
            figures.add(side.name(), "resident_memory", (double) side.processes().residentOctets());
        }
    }

    private static long load(int port, int turns) throws IOException, InterruptedException {
        List<Session> sessions = new ArrayList<>();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Session session = new Session(port, i % Pop3Bench.ACCOUNTS);
            sessions.add(session);
            tasks.add(() -> {
                session.run(turns);
                return null;
            });
        }
        MxBench.runAll(tasks);
        return sessions.stream().mapToLong(session -> session.commands).sum();
    }

    /** One client. Confined to its thread. */
    private static final class Session {
        private static final byte[] MESSAGE =
                new String(Pop3Bench.message(), StandardCharsets.US_ASCII)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);

        private final int port;
        private final int account;
        private final ByteBuffer transfer = Client.newTransfer();
        private long commands;

        Session(int port, int account) {
            this.port = port;
            this.account = account;
        }

        void run(int turns) throws IOException {
            try (Client client = new Client(port, transfer)) {
                client.line();
                say(client, "LOGIN user%d \"%s\"".formatted(account, Pop3Bench.PASSWORD));
                for (int turn = 0; turn < turns; turn++) {
                    turn(client, turn);
                }
                say(client, "LOGOUT");
            }
        }

        private void turn(Client client, int turn) throws IOException {
            int first = 1 + turn * 37 % (MESSAGES - 20);
            say(client, "STATUS INBOX (MESSAGES UNSEEN UIDNEXT)");
            say(client, "SELECT INBOX");
            say(client, "FETCH 1:* (UID FLAGS)");
            say(
                    client,
                    "FETCH %d:%d (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
                            .formatted(first, first + 19));
            if (say(client, "FETCH %d BODY.PEEK[]".formatted(first)) < 10 * 1024) {
                throw new IOException("a message came short");
            }
            say(client, "FETCH %d (BODYSTRUCTURE BODY.PEEK[HEADER])".formatted(first + 1));
            say(client, "STORE %d:%d +FLAGS.SILENT (\\Flagged)".formatted(first, first + 4));
            say(client, "SEARCH FLAGGED");
            say(client, "SEARCH FROM elsewhere SUBJECT bench");
            say(client, "STORE %d:%d -FLAGS.SILENT (\\Flagged)".formatted(first, first + 4));
            append(client);
            say(client, "NOOP");
            say(client, "STORE * +FLAGS.SILENT (\\Deleted)");
            say(client, "EXPUNGE");
        }

        private long say(Client client, String command) throws IOException {
            String tag = "a" + ++commands;
            client.send(tag + " " + command + "\r\n");
            return client.expectCompletion(tag);
        }

        private void append(Client client) throws IOException {
            String tag = "a" + ++commands;
            client.send(tag + " APPEND INBOX (\\Seen) {" + MESSAGE.length + "}\r\n");
            String go = client.line();
            if (!go.startsWith("+")) {
                throw new IOException("expected +, got: " + go);
            }
            client.send(MESSAGE);
            client.send("\r\n");
            client.expectCompletion(tag);
        }
    }
}
