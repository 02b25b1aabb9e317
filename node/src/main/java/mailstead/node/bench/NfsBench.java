package mailstead.node.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.node.client.ImapClient;
import mailstead.node.client.Pop3Client;

/**
 * Remote calls for each operation, counted on a real NFS client with warm caches: ours and
 * Dovecot's (set up as its own guide for NFS says), one after the other in the same laboratory.
 */
final class NfsBench {

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final int TIMES = 10;
    private static final String LOGIN = "user0";
    private static final int LMTP = 2401;
    private static final int POP3 = 2402;
    private static final int IMAP = 2403;

    private final NfsLab lab;
    private final Path shared;
    private final Figures figures;
    private final int localPorts;

    private NfsBench(NfsLab lab, Path shared, Figures figures) throws IOException {
        this.lab = lab;
        this.shared = shared;
        this.figures = figures;
        this.localPorts = Peers.freePort();
    }

    /** Measures both sides and prints. */
    static void run(Path root, String verifier) throws IOException, InterruptedException {
        Peers.install("/usr/lib/dovecot/lmtp", "dovecot-core", "dovecot-lmtpd");
        Peers.install("/usr/lib/dovecot/imap", "dovecot-imapd");
        Peers.install("/usr/lib/dovecot/pop3", "dovecot-pop3d");
        Path shared = Files.createTempDirectory("mailstead-bench-nfs");
        Figures figures = new Figures("nfs");
        try (NfsLab lab = NfsLab.start(root, shared)) {
            for (NfsSide side : List.of(NfsSide.mailstead(verifier), NfsSide.dovecot(verifier))) {
                System.err.println("bench: " + side.name());
                side.start(lab, shared, LMTP, POP3, IMAP);
                NfsBench bench = new NfsBench(lab, shared, figures);
                bench.measure(side.name());
                side.stop(lab);
            }
            figures.print(System.out);
        }
    }

    /** What is counted; it ends when the server has answered. */
    @FunctionalInterface
    private interface Operation {
        void run() throws IOException, InterruptedException;
    }

    private void measure(String side) throws IOException, InterruptedException {
        lab.forward(LMTP, localPorts);
        lab.forward(POP3, localPorts + 1);
        lab.forward(IMAP, localPorts + 2);
        try (Lmtp lmtp = new Lmtp(address(0))) {
            count(side, "deliver", () -> lmtp.deliver(LOGIN + "@bench.example"));
            count(side, "pop3_nothing_new", this::pop3NothingNew);
            pop3New(side, lmtp);
            imap(side, lmtp);
        }
    }

    private InetSocketAddress address(int which) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), localPorts + which);
    }

    /** Once unmeasured, then so many times, and the mean. */
    private void count(String side, String figure, Operation operation)
            throws IOException, InterruptedException {
        operation.run();
        long before = lab.calls();
        for (int i = 0; i < TIMES; i++) {
            operation.run();
        }
        figures.add(side, "calls_" + figure, (lab.calls() - before) / (double) TIMES);
    }

    private void pop3NothingNew() throws IOException {
        try (Pop3Client pop3 = new Pop3Client(address(1), WAIT)) {
            pop3.logIn(LOGIN, Pop3Bench.PASSWORD);
            pop3.uniqueIds();
            pop3.quit();
        }
    }

    /** Only the session is counted, not the delivery before it. */
    private void pop3New(String side, Lmtp lmtp) throws IOException, InterruptedException {
        long calls = 0;
        for (int i = 0; i <= TIMES; i++) {
            lmtp.deliver(LOGIN + "@bench.example");
            long before = lab.calls();
            try (Pop3Client pop3 = new Pop3Client(address(1), WAIT)) {
                pop3.logIn(LOGIN, Pop3Bench.PASSWORD);
                pop3.retrieve(pop3.uniqueIds().size());
                pop3.quit();
            }
            calls += i == 0 ? 0 : lab.calls() - before;
        }
        figures.add(side, "calls_pop3_retr_new", calls / (double) TIMES);
    }

    private void imap(String side, Lmtp lmtp) throws IOException, InterruptedException {
        for (int i = 0; i < 30; i++) {
            lmtp.deliver(LOGIN + "@bench.example");
        }
        try (ImapClient imap = new ImapClient(address(2), WAIT)) {
            imap.logIn(LOGIN, Pop3Bench.PASSWORD);
            imap.command("SELECT INBOX");
            int[] turn = new int[1];
            count(
                    side,
                    "imap_store_ten",
                    () ->
                            imap.command(
                                    "STORE 1:10 %sFLAGS.SILENT (\\Flagged)"
                                            .formatted(turn[0]++ % 2 == 0 ? "+" : "-")));
            count(side, "imap_select_again", () -> imap.command("SELECT INBOX"));
            int[] message = new int[1];
            count(
                    side,
                    "imap_fetch_body",
                    () -> imap.command("FETCH %d BODY.PEEK[]".formatted(++message[0])));
            count(side, "imap_noop", () -> imap.command("NOOP"));
            idle(side, imap);
        }
    }

    /** Polls of a quiet mailbox in half a minute, and what was asked for one of ours. */
    private void idle(String side, ImapClient imap) throws IOException, InterruptedException {
        String tag = imap.idle();
        imap.await(_ -> false, Duration.ofSeconds(6));
        long before = lab.calls();
        Optional<ImapClient.Response> told = imap.await(_ -> false, Duration.ofSeconds(30));
        long calls = lab.calls() - before;
        if (told.isPresent()) {
            throw new IOException("the mailbox is not quiet: " + told.get().text());
        }
        imap.done(tag);
        figures.add(side, "calls_idle_a_minute", calls * 2.0);
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
