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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
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
            List<InetSocketAddress> listening = await(ready, status);
            SSLContext trust = trust(folder.resolve("data/self-signed.pem"));
            for (int i = 0; i < CONNECTIONS; i++) {
                deliver(listening.getFirst(), trust);
                collect(listening.getLast(), trust);
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
        roles: [mx, pop3]
        directory: {file: directory.sqlite}
        first-volume: volume
        tls: {self-signed: true}
        listeners:
          mx: {address: "127.0.0.1:0"}
          pop3: {address: "127.0.0.1:0"}
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

    private static List<InetSocketAddress> await(Path ready, CompletableFuture<Integer> status)
            throws IOException {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!Files.exists(ready)) {
            if (status.isDone() || System.nanoTime() > end) {
                throw new IOException("the node did not start");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        List<InetSocketAddress> listening = new ArrayList<>();
        for (String line : Files.readAllLines(ready)) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("listening")) {
                String port = words[2].substring(words[2].lastIndexOf(':') + 1);
                listening.add(
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
