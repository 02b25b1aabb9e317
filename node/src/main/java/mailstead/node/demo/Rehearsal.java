package mailstead.node.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import mailstead.node.client.ImapClient;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.SmtpClient;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.NodeConfig;
import mailstead.node.local.ClusterCertificate;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.Operator;
import mailstead.node.wiring.Server;

/**
 * A short life of a node in a temporary folder, for the launcher: the JVM records what a start
 * loads and which of its code is worth compiling, and later starts are quicker for it. Some
 * messages go in and out by loopback, on ports that the system chooses. Used once.
 */
public final class Rehearsal {

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 10_000_000;

    /** Enough for the JVM to know what is often done, in two or three seconds. */
    private static final int CONNECTIONS = 20;

    private static final int MESSAGES_PER_CONNECTION = 20;
    private static final byte[] MESSAGE =
            ("Subject: Rehearsal\r\n\r\n"
                            + "What is said often is learned by heart.\r\n".repeat(200))
                    .getBytes(StandardCharsets.US_ASCII);

    private static final String NAME = "rehearsal.example";
    private static final String LOGIN = "tevie@" + NAME;

    /** Made up, and gone with its folder. */
    private static final String PASSWORD = "sesame";

    private final Operator operator;
    private final PrintStream out;

    /**
     * @param out where the node announces itself
     */
    public Rehearsal(Operator operator, PrintStream out) {
        this.operator = operator;
        this.out = out;
    }

    /**
     * Runs to its end.
     *
     * @throws IOException if anything is not as it should be, with what was expected
     */
    public void run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mailstead-rehearsal");
        try {
            run(folder);
        } catch (BrokenConfiguration | GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            LocalCluster.removeAll(folder);
        }
    }

    private void run(Path folder)
            throws IOException,
                    InterruptedException,
                    BrokenConfiguration,
                    GeneralSecurityException {
        Path file = Files.writeString(folder.resolve("node.yaml"), configuration());
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        type("customer add c-1 --config " + file);
        type("domain add " + NAME + " --customer c-1 --config " + file);
        type(
                "account add "
                        + LOGIN
                        + " --customer c-1 --password-file "
                        + password
                        + " --config "
                        + file);

        Path ready = folder.resolve("ready");
        NodeConfig config = NodeConfig.load(file);
        Server server = new Server(() -> config, Optional.of(ready), out);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> serve(server, config, status));
        try {
            Map<String, InetSocketAddress> listening = await(ready, status);
            SSLContext trust = trust(folder.resolve("data/self-signed.pem"));
            for (int i = 0; i < CONNECTIONS; i++) {
                deliver(address(listening, "mx"), trust);
                read(address(listening, "imap"), trust);
                collect(address(listening, "pop3"), trust);
            }
        } finally {
            server.stop();
        }
        try {
            if (status.get(WAIT.toSeconds(), TimeUnit.SECONDS) != 0) {
                throw new IOException("the node did not end in order");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the node did not end in order", e);
        }
    }

    private static String configuration() {
        return """
        name: node.%s
        data: data
        roles: [mx, pop3, imap]
        directory: {file: directory.sqlite}
        first-volume: volume
        tls: {self-signed: true}
        listeners:
          mx: {address: "127.0.0.1:0"}
          pop3: {address: "127.0.0.1:0"}
          imap: {address: "127.0.0.1:0"}
        """
                .formatted(NAME);
    }

    private void type(String line) throws IOException {
        Operator.Outcome outcome = operator.type(List.of(line.split(" ", -1)));
        if (outcome.status() != 0) {
            throw new IOException(line + ": " + outcome.output());
        }
    }

    private static void serve(Server server, NodeConfig config, CompletableFuture<Integer> status) {
        try {
            status.complete(server.run(config));
        } catch (InterruptedException | RuntimeException e) {
            status.completeExceptionally(e);
        }
    }

    private static InetSocketAddress address(
            Map<String, InetSocketAddress> listening, String listener) throws IOException {
        InetSocketAddress address = listening.get(listener);
        if (address == null) {
            throw new IOException("nobody listens for " + listener);
        }
        return address;
    }

    /** Addresses by listener. */
    private static Map<String, InetSocketAddress> await(
            Path ready, CompletableFuture<Integer> status) throws IOException {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!Files.exists(ready)) {
            if (status.isDone() || System.nanoTime() > end) {
                throw new IOException("the node did not start");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        Map<String, InetSocketAddress> listening = new HashMap<>();
        for (String line : Files.readAllLines(ready)) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("listening")) {
                String port = words[2].substring(words[2].lastIndexOf(':') + 1);
                listening.put(
                        words[1],
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
            }
        }
        return listening;
    }

    private static SSLContext trust(Path pem) throws IOException, GeneralSecurityException {
        Certificate certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
        return ClusterCertificate.trust(certificate);
    }

    private static void deliver(InetSocketAddress mx, SSLContext trust) throws IOException {
        try (SmtpClient smtp = new SmtpClient(mx, "client." + NAME, WAIT)) {
            smtp.startTls(trust, "node." + NAME);
            for (int i = 0; i < MESSAGES_PER_CONNECTION; i++) {
                smtp.deliver("golde@" + NAME, LOGIN, MESSAGE);
            }
            smtp.quit();
        }
    }

    /** What mail programs do all day. */
    private static void read(InetSocketAddress imap, SSLContext trust) throws IOException {
        try (ImapClient client = new ImapClient(imap, WAIT)) {
            client.startTls(trust, "node." + NAME);
            client.logIn(LOGIN, PASSWORD);
            for (int i = 1; i <= MESSAGES_PER_CONNECTION; i++) {
                client.command("STATUS INBOX (MESSAGES UNSEEN UIDNEXT)");
                client.command("SELECT INBOX");
                client.command("FETCH 1:* (UID FLAGS)");
                client.command("FETCH 1:* (INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
                client.command("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (DATE FROM)])");
                client.command("FETCH " + i + " BODY.PEEK[]");
                client.command("FETCH " + i + " BODY.PEEK[HEADER]");
                client.command("STORE " + i + " +FLAGS (\\Flagged)");
                client.command("SEARCH FLAGGED");
                client.command("SEARCH FROM golde SUBJECT rehearsal");
                client.append("INBOX", "(\\Seen)", MESSAGE);
                client.command("NOOP");
                client.command("STORE * +FLAGS.SILENT (\\Deleted)");
                client.command("EXPUNGE");
            }
            client.logOut();
        }
    }

    private static void collect(InetSocketAddress pop3, SSLContext trust) throws IOException {
        try (Pop3Client client = new Pop3Client(pop3, WAIT)) {
            client.startTls(trust, "node." + NAME);
            client.logIn(LOGIN, PASSWORD);
            client.uniqueIds();
            for (int i = 1; i <= MESSAGES_PER_CONNECTION; i++) {
                client.retrieve(i);
                client.delete(i);
            }
            client.quit();
        }
    }
}
