package mailstead.node.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mailstead.node.client.ImapClient;
import mailstead.node.client.Pop3Client;

/**
 * Remote calls for each operation, counted on a real NFS client with warm caches: ours and
 * Dovecot's (set up as its own guide for NFS says), one after the other in the same laboratory.
 */
final class NfsBench {

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final int TIMES = 10;

    private static final int IDLE_FOLDERS = 10;

    /** As long as from one idle poll to the next. */
    private static final int WINDOWS = 15;

    /** Longer than what the client and the server leave for later takes: leases are of 10 s. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(15);

    private static final int MESSAGES = 40;
    private static final String LOGIN = "user0";
    private static final int LMTP = 2401;
    private static final int POP3 = 2402;
    private static final int IMAP = 2403;

    /** What is counted, how many calls it may take at most, and how often it happens at once. */
    private enum Operation {
        DELIVER("deliver", 6, "deliver one message by LMTP"),
        POP3_NOTHING_NEW("pop3_nothing_new", 3, "POP3 log-in, UIDL, nothing new, QUIT"),
        POP3_RETR_NEW("pop3_retr_new", 7, "POP3 log-in, UIDL, RETR of a new message, QUIT"),
        IMAP_STORE("imap_store_ten", 9, "IMAP STORE of a flag on ten messages"),
        IMAP_SELECT_AGAIN("imap_select_again", 3, "IMAP SELECT again, nothing new"),
        IMAP_SELECT_FOLDER_AGAIN("imap_select_folder_again", 3, "the same of another than INBOX"),
        IMAP_LOG_IN_SELECT("imap_log_in_select", 3, "IMAP log-in and SELECT, nothing new, LOGOUT"),
        IMAP_FETCH_BODY("imap_fetch_body", 3, "IMAP FETCH of one body"),
        IMAP_IDLE_POLL("imap_idle_poll", 2, IDLE_FOLDERS, "IMAP IDLE, one poll of a quiet mailbox");

        private final String figure;
        private final int callsMax;
        private final int times;
        private final String text;

        Operation(String figure, int callsMax, String text) {
            this(figure, callsMax, 1, text);
        }

        Operation(String figure, int callsMax, int times, String text) {
            this.figure = "calls_" + figure;
            this.callsMax = callsMax;
            this.times = times;
            this.text = text;
        }
    }

    private final NfsLab lab;
    private final Figures figures;
    private final InetSocketAddress lmtp;
    private final InetSocketAddress pop3;
    private final InetSocketAddress imap;

    private NfsBench(NfsLab lab, Figures figures) throws IOException, InterruptedException {
        this.lab = lab;
        this.figures = figures;
        this.lmtp = loopback(lab.forward(LMTP));
        this.pop3 = loopback(lab.forward(POP3));
        this.imap = loopback(lab.forward(IMAP));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Measures both sides and prints. */
    static void run(Path root, String verifier) throws IOException, InterruptedException {
        Peers.install("/usr/lib/dovecot/lmtp", "dovecot-core", "dovecot-lmtpd");
        Peers.install("/usr/lib/dovecot/imap", "dovecot-imapd");
        Peers.install("/usr/lib/dovecot/pop3", "dovecot-pop3d");
        Path shared = Files.createTempDirectory("mailstead-bench-nfs");
        // Dovecot's processes are other users.
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Figures figures = new Figures("nfs");
        try (NfsLab lab = NfsLab.start(root, shared)) {
            NfsBench bench = new NfsBench(lab, figures);
            for (NfsSide side : List.of(NfsSide.mailstead(verifier), NfsSide.dovecot(verifier))) {
                System.err.println("bench: " + side.name());
                side.start(lab, shared, LMTP, POP3, IMAP);
                try {
                    bench.measure(side.name());
                } catch (IOException e) {
                    System.err.println(lab.exec(List.of("tail", "-n", "20", side.log())));
                    throw e;
                }
                side.stop(lab);
            }
        } finally {
            Filling.remove(shared);
        }
        figures.printMedians(System.out);
        print(figures);
        figures.printRatios(System.out);
    }

    private static void print(Figures figures) {
        int met = 0;
        for (Operation operation : Operation.values()) {
            // Now and then something comes in between that is not the operation's: the volume's
            // marker is read, a delegation given back. On a busy machine that is every other time.
            double calls = figures.mostFrequent(MailsteadSide.NAME, operation.figure);
            boolean isMet = calls <= operation.callsMax;
            met += isMet ? 1 : 0;
            System.out.printf(
                    Locale.ROOT,
                    "budget %s at-most %d calls %.4g %s: %s%n",
                    operation.figure,
                    operation.callsMax,
                    calls,
                    isMet ? "met" : "missed",
                    operation.text);
        }
        System.out.printf("budgets %d of %d met%n", met, Operation.values().length);
    }

    /** What is counted; it ends when the server has answered. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void measure(String side) throws IOException, InterruptedException {
        try (Lmtp lmtp = new Lmtp(this.lmtp)) {
            Step deliver = () -> lmtp.deliver(LOGIN + "@bench.example");
            for (int i = 0; i < MESSAGES; i++) {
                deliver.run();
            }
            count(side, Operation.DELIVER, () -> {}, deliver);
            count(side, Operation.POP3_NOTHING_NEW, () -> {}, this::pop3NothingNew);
            count(side, Operation.POP3_RETR_NEW, deliver, this::pop3New);
        }
        imap(side);
    }

    /** Once unmeasured, then so many times. */
    private void count(String side, Operation operation, Step before, Step step)
            throws IOException, InterruptedException {
        before.run();
        step.run();
        for (int i = 0; i < TIMES; i++) {
            before.run();
            Map<String, Long> begun = lab.calls();
            step.run();
            note(side, operation, begun, lab.calls());
        }
    }

    private void note(
            String side, Operation operation, Map<String, Long> before, Map<String, Long> after) {
        long sum = 0;
        StringBuilder kinds = new StringBuilder();
        for (Map.Entry<String, Long> kind : after.entrySet()) {
            long calls = kind.getValue() - before.getOrDefault(kind.getKey(), 0L);
            sum += calls;
            if (calls > 0) {
                kinds.append(' ').append(kind.getKey()).append(calls > 1 ? "*" + calls : "");
            }
        }
        figures.add(side, operation.figure, sum / (double) operation.times);
        System.err.printf("bench: %s %s: %d%s%n", side, operation.figure, sum, kinds);
    }

    private void pop3NothingNew() throws IOException {
        try (Pop3Client pop3 = new Pop3Client(this.pop3, WAIT)) {
            pop3.logIn(LOGIN, Pop3Bench.PASSWORD);
            pop3.uniqueIds();
            pop3.quit();
        }
    }

    private void pop3New() throws IOException {
        try (Pop3Client pop3 = new Pop3Client(this.pop3, WAIT)) {
            pop3.logIn(LOGIN, Pop3Bench.PASSWORD);
            pop3.retrieve(pop3.uniqueIds().size());
            pop3.quit();
        }
    }

    private void imap(String side) throws IOException, InterruptedException {
        try (ImapClient imap = new ImapClient(this.imap, WAIT)) {
            imap.logIn(LOGIN, Pop3Bench.PASSWORD);
            imap.command("SELECT INBOX");
            int[] turn = new int[2];
            count(
                    side,
                    Operation.IMAP_STORE,
                    () -> {},
                    () ->
                            imap.command(
                                    "STORE 1:10 %sFLAGS.SILENT (\\Flagged)"
                                            .formatted(turn[0]++ % 2 == 0 ? "+" : "-")));
            count(side, Operation.IMAP_SELECT_AGAIN, () -> {}, () -> imap.command("SELECT INBOX"));
            imap.command("CREATE Work");
            imap.command("COPY 1:10 Work");
            count(
                    side,
                    Operation.IMAP_SELECT_FOLDER_AGAIN,
                    () -> {},
                    () -> imap.command("SELECT Work"));
            count(side, Operation.IMAP_LOG_IN_SELECT, () -> {}, this::logInAndSelect);
            imap.command("SELECT INBOX");
            count(
                    side,
                    Operation.IMAP_FETCH_BODY,
                    () -> {},
                    () -> imap.command("FETCH %d BODY.PEEK[]".formatted(++turn[1])));
            idle(side, imap);
        }
    }

    private void logInAndSelect() throws IOException {
        try (ImapClient session = new ImapClient(imap, WAIT)) {
            session.logIn(LOGIN, Pop3Bench.PASSWORD);
            session.command("SELECT INBOX");
            session.logOut();
        }
    }

    /**
     * Several folders, because a node also asks now and then whether the volume is the right one.
     */
    private void idle(String side, ImapClient imap) throws IOException, InterruptedException {
        List<ImapClient> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_FOLDERS; i++) {
                imap.command("CREATE Quiet" + i);
                imap.command("COPY 1 Quiet" + i);
                ImapClient session = new ImapClient(this.imap, WAIT);
                sessions.add(session);
                session.logIn(LOGIN, Pop3Bench.PASSWORD);
                session.command("SELECT Quiet" + i);
                session.idle();
            }
            imap.logOut();
            Thread.sleep(SETTLED_AFTER);
            Map<String, Long> before = lab.calls();
            long next = System.nanoTime();
            for (int i = 0; i < WINDOWS; i++) {
                next += NfsSide.POLL.toNanos();
                Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
                Map<String, Long> after = lab.calls();
                note(side, Operation.IMAP_IDLE_POLL, before, after);
                before = after;
            }
        } finally {
            for (ImapClient session : sessions) {
                session.close();
            }
        }
    }

    /** As much of LMTP (RFC 2033) as a delivery takes. */
    private static final class Lmtp implements AutoCloseable {
        private static final String MESSAGE =
                "From: <a@b.example>\r\nSubject: bench\r\n\r\n" + "A line of it.\r\n".repeat(300);

        private final java.net.Socket socket;
        private final java.io.BufferedReader in;

        Lmtp(InetSocketAddress server) throws IOException {
            socket = new java.net.Socket();
            socket.connect(server, (int) WAIT.toMillis());
            socket.setSoTimeout((int) WAIT.toMillis());
            in =
                    new java.io.BufferedReader(
                            new java.io.InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            expect("220");
            say("LHLO bench.example");
            expect("250");
        }

        void deliver(String recipient) throws IOException {
            say("MAIL FROM:<a@b.example>");
            expect("250");
            say("RCPT TO:<" + recipient + ">");
            expect("250");
            say("DATA");
            expect("354");
            say(MESSAGE + ".");
            expect("250");
        }

        private void say(String text) throws IOException {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        private void expect(String code) throws IOException {
            List<String> lines = new ArrayList<>();
            do {
                String line = in.readLine();
                if (line == null || !line.startsWith(code)) {
                    throw new IOException("expected " + code + ", got: " + line);
                }
                lines.add(line);
            } while (lines.getLast().startsWith("-", 3));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
