package mailstead.node.wiring;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import mailstead.node.Main;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.SmtpClient;
import mailstead.node.config.ListenerConfig.Tls;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Role;
import mailstead.testkit.RecordingSink;

/**
 * A folder with a volume, a directory and one mailbox, tevie's; nodes that serve it, and their
 * clients.
 */
final class Town implements AutoCloseable {

    static final String TEVIE = "tevie@cluster.example";
    static final String PASSWORD = "if I were a rich man";
    static final Duration WAIT = Duration.ofSeconds(20);

    final RecordingSink events = new RecordingSink();
    private final Path folder;
    private final List<X509Certificate> seen = new ArrayList<>();
    private Optional<Node> node = Optional.empty();

    /** Made by the commands, as an operator would. */
    Town(Path folder) throws IOException {
        this.folder = folder;
        Path config = write(configuration("", ""));
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        String options = " --config " + config;
        run("volume add mail1 " + volume() + " --create" + options);
        run("customer add 4711" + options);
        run("domain add cluster.example --customer 4711" + options);
        run("account add " + TEVIE + " --customer 4711 --password-file " + password + options);
    }

    /** A command that must succeed; gives what it printed. */
    String run(String line) {
        StringWriter out = new StringWriter();
        int status =
                Main.commandLine().setOut(new PrintWriter(out, true)).execute(line.split(" ", -1));
        if (status != 0) {
            throw new AssertionError(line + ": exit status " + status);
        }
        return out.toString();
    }

    Path config() {
        return folder.resolve("node.yaml");
    }

    Path directory() {
        return folder.resolve("directory.sqlite");
    }

    Path volume() {
        return folder.resolve("mail1");
    }

    /** What is asked of all listeners, and what is said besides. */
    static String configuration(String listener, String more) {
        return """
        name: node.cluster.example
        roles: [mx, pop3]
        data: data
        directory: {file: directory.sqlite}
        drain: 10s
        tls: {self-signed: true}
        listeners:
          mx:
            - {address: "127.0.0.1:0"%1$s}
          pop3:
            - {address: "127.0.0.1:0"%1$s}
            - {address: "127.0.0.1:0", tls: implicit%1$s}
        %2$s
        """
                .formatted(listener, more);
    }

    Path write(String configuration) throws IOException {
        return Files.writeString(config(), configuration);
    }

    Node start() throws Exception {
        Node started = Node.start(NodeConfig.load(config()), events);
        node = Optional.of(started);
        return started;
    }

    InetSocketAddress at(Role role, Tls tls) throws IOException {
        return node.orElseThrow().listening().stream()
                .filter(each -> each.role() == role && each.tls() == tls)
                .findFirst()
                .orElseThrow()
                .address();
    }

    SmtpClient smtp() throws IOException {
        return new SmtpClient(at(Role.MX, Tls.STARTTLS), "client.example", WAIT);
    }

    SmtpClient smtpWithTls() throws Exception {
        SmtpClient client = smtp();
        client.startTls(trust(), "node.cluster.example");
        return client;
    }

    Pop3Client pop3() throws IOException {
        return new Pop3Client(at(Role.POP3, Tls.STARTTLS), WAIT);
    }

    Pop3Client pop3WithTls() throws Exception {
        Pop3Client client = pop3();
        client.startTls(trust(), "node.cluster.example");
        return client;
    }

    /** Takes any certificate and remembers it. */
    SSLContext trust() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Remembering()}, null);
        return context;
    }

    X509Certificate lastCertificate() {
        return seen.getLast();
    }

    /** A message whose lines show every octet out of place. */
    static byte[] message(String subject, int octetsMin) {
        StringBuilder text =
                new StringBuilder(
                        "From: <golde@sender.example>\r\nSubject: " + subject + "\r\n\r\n");
        for (int i = 0; text.length() < octetsMin; i++) {
            text.append(i % 7 == 0 ? "." : "")
                    .append("line ")
                    .append(i)
                    .append(" of a long story\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What was sent, whatever trace fields were put before it. */
    static String withoutTrace(byte[] collected) {
        String text = new String(collected, StandardCharsets.US_ASCII);
        return text.substring(text.indexOf("From: <golde@"));
    }

    /** Asks until the answer is right; gives the last answer after {@link #WAIT}. */
    static <T> T eventually(Callable<T> question, Predicate<T> isRight) throws Exception {
        long end = System.nanoTime() + WAIT.toNanos();
        T answer = question.call();
        while (!isRight.test(answer) && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
            answer = question.call();
        }
        return answer;
    }

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        node.ifPresent(Node::close);
    }

    private final class Remembering implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            seen.add(chain[0]);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
