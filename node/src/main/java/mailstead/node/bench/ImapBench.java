package mailstead.node.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final boolean isByCommand;

    /**
     * @param turns of each connection, per round and side
     * @param warmUp turns before them that are not measured
     * @param isByCommand whether each command is measured alone, too
     */
    ImapBench(int turns, int warmUp, boolean isByCommand) {
        this.turns = turns;
        this.warmUp = warmUp;
        this.isByCommand = isByCommand;
    }

    /** What is done in one turn, in this order. */
    private enum Kind {
        STATUS,
        SELECT,
        FLAGS,
        ENVELOPES,
        BODY,
        HEADER,
        FLAGGING,
        SEARCH_FLAG,
        SEARCH_TEXT,
        UNFLAGGING,
        APPEND,
        NOOP,
        REMOVAL
    }

    void round(Side side, Figures figures) throws IOException, InterruptedException {
        for (int i = 0; i < Pop3Bench.ACCOUNTS; i++) {
            Pop3Bench.fill(side.maildir(i));
        }
        try (side) {
            side.start();
            load(side.port(), warmUp, List.of(Kind.values()));
            Duration cpuBefore = side.processes().cpu();
            long start = System.nanoTime();
            long commands = load(side.port(), turns, List.of(Kind.values()));
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = side.processes().cpu().minus(cpuBefore).toNanos() / 1e9;
            figures.add(side.name(), "commands_per_second", commands / seconds);
            figures.add(side.name(), "cpu_per_command", cpuSeconds / commands);
            figures.add(side.name(), "resident_memory", (double) side.processes().residentOctets());
            if (isByCommand) {
                for (Kind kind : Kind.values()) {
                    measure(side, kind, figures);
                }
            }
        }
    }

    /** Log-ins and log-outs count in; so that they count for little, there are more turns. */
    private void measure(Side side, Kind kind, Figures figures)
            throws IOException, InterruptedException {
        Duration before = side.processes().cpu();
        long commands = load(side.port(), 4 * turns, List.of(kind));
        figures.add(
                side.name(),
                "cpu_" + kind.name().toLowerCase(Locale.ROOT),
                side.processes().cpu().minus(before).toNanos() / 1e9 / commands);
    }

    private static long load(int port, int turns, List<Kind> kinds)
            throws IOException, InterruptedException {
        List<Session> sessions = new ArrayList<>();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Session session = new Session(port, i % Pop3Bench.ACCOUNTS);
            sessions.add(session);
            tasks.add(() -> {
                session.run(turns, kinds);
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

        void run(int turns, List<Kind> kinds) throws IOException {
            try (Client client = new Client(port, transfer)) {
                client.line();
                say(client, "LOGIN user%d \"%s\"".formatted(account, Pop3Bench.PASSWORD));
                if (!kinds.contains(Kind.SELECT)) {
                    say(client, "SELECT INBOX");
                }
                for (int turn = 0; turn < turns; turn++) {
                    for (Kind kind : kinds) {
                        turn(client, kind, 1 + turn * 37 % (MESSAGES - 20));
                    }
                }
                say(client, "LOGOUT");
            }
        }

        private void turn(Client client, Kind kind, int first) throws IOException {
            switch (kind) {
                case STATUS -> say(client, "STATUS INBOX (MESSAGES UNSEEN UIDNEXT)");
                case SELECT -> say(client, "SELECT INBOX");
                case FLAGS -> say(client, "FETCH 1:* (UID FLAGS)");
                case ENVELOPES ->
                        say(
                                client,
                                "FETCH %d:%d (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
                                        .formatted(first, first + 19));
                case BODY -> {
                    if (say(client, "FETCH %d BODY.PEEK[]".formatted(first)) < 10 * 1024) {
                        throw new IOException("a message came short");
                    }
                }
                case HEADER ->
                        say(
                                client,
                                "FETCH %d (BODYSTRUCTURE BODY.PEEK[HEADER])".formatted(first + 1));
                case FLAGGING ->
                        say(
                                client,
                                "STORE %d:%d +FLAGS.SILENT (\\Flagged)"
                                        .formatted(first, first + 4));
                case SEARCH_FLAG -> say(client, "SEARCH FLAGGED");
                case SEARCH_TEXT -> say(client, "SEARCH FROM elsewhere SUBJECT bench");
                case UNFLAGGING ->
                        say(
                                client,
                                "STORE %d:%d -FLAGS.SILENT (\\Flagged)"
                                        .formatted(first, first + 4));
                case APPEND -> append(client);
                case NOOP -> say(client, "NOOP");
                case REMOVAL -> {
                    say(client, "STORE * +FLAGS.SILENT (\\Deleted)");
                    say(client, "EXPUNGE");
                }
            }
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
