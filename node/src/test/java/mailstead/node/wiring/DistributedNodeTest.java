package mailstead.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.function.Predicate;
import mailstead.mail.EventSink;
import mailstead.node.Main;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.SmtpClient;
import mailstead.node.client.UnexpectedReply;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has only a copy, and asks a publisher over HTTPS before it refuses anybody. */
final class DistributedNodeTest {

    private static final Predicate<String> WELL = answer -> answer.startsWith("well");

    @TempDir private Path folder;

    @Test
    void isLateAndNeverWrong() throws Exception {
        try (Town town = new Town(folder)) {
            town.run("directory keys " + folder.resolve("publisher.key"));
            Files.writeString(folder.resolve("token"), "a secret of two nodes\n");
            Node publisher = Node.start(publisher(), town.events);
            NodeConfig config = replica(publisher.publisherAddress().orElseThrow());
            try (Node node = Node.start(config, town.events)) {
                assertThat(Town.eventually(() -> logIn(node, "tevie", Town.PASSWORD), WELL))
                        .as(() -> "log-in, after " + town.events.events())
                        .startsWith("well");
                asksBeforeItRefuses(town, node);
                assertThat(status()).isZero();
                assertThat(node.directoryCopy().orElseThrow().isOld()).isFalse();
                publisher.close();
                refusesNobody(node);
                assertThat(status()).isEqualTo(75);
            } finally {
                publisher.close();
            }
            try (Node again = Node.start(config, EventSink.NOWHERE)) {
                assertThat(logIn(again, "golde", "new")).startsWith("well");
                refusesNobody(again);
            }
        }
    }

    private void asksBeforeItRefuses(Town town, Node node) throws Exception {
        assertThat(recipient(node, "nobody")).startsWith("550");
        assertThat(logIn(node, "tevie", "wrong")).startsWith("-ERR [AUTH]");
        assertThat(logIn(node, "nobody", "wrong")).startsWith("-ERR [AUTH]");
        Path password = Files.writeString(folder.resolve("golde"), "old");
        String account = "golde@cluster.example --password-file " + password;
        String options = " --config " + town.config();
        town.run("account add " + account + " --customer 4711" + options);
        assertThat(recipient(node, "golde")).as("by its first question").startsWith("250");
        assertThat(logIn(node, "golde", "old")).startsWith("well");
        Files.writeString(password, "new");
        town.run("account set " + account + options);
        assertThat(logIn(node, "golde", "new")).as("as soon as it is tried").startsWith("well");
    }

    private void refusesNobody(Node node) throws Exception {
        assertThat(recipient(node, "tevie")).startsWith("250");
        assertThat(recipient(node, "golde+list")).startsWith("250");
        assertThat(recipient(node, "nobody")).startsWith("451");
        assertThat(logIn(node, "tevie", Town.PASSWORD)).startsWith("well");
        assertThat(logIn(node, "tevie", "wrong")).startsWith("-ERR [SYS/TEMP]");
        assertThat(logIn(node, "nobody", "wrong")).startsWith("-ERR [SYS/TEMP]");
    }

    private int status() {
        return Main.commandLine()
                .execute("directory", "status", "--config", folder.resolve("replica.yaml") + "");
    }

    private NodeConfig publisher() throws Exception {
        return NodeConfig.load(
                Files.writeString(
                        folder.resolve("publisher.yaml"),
                        """
                        name: publisher.cluster.example
                        roles: []
                        data: publisher-data
                        directory: {file: directory.sqlite}
                        tls: {self-signed: true}
                        publisher:
                          folder: copies
                          key: publisher.key
                          interval: 1s
                          address: "127.0.0.1:0"
                          token-file: token
                        """));
    }

    private NodeConfig replica(InetSocketAddress address) throws Exception {
        return NodeConfig.load(
                Files.writeString(
                        folder.resolve("replica.yaml"),
                        """
                        name: replica.cluster.example
                        roles: [mx, pop3]
                        data: replica-data
                        directory:
                          kind: distributed
                          copy:
                            url: "https://127.0.0.1:%d/directory"
                            keys: publisher.key.pub
                            token-file: token
                            pin: %s
                            interval: 1h
                            old: 2h
                        listeners:
                          mx: {address: "127.0.0.1:0", tls: none}
                          pop3: {address: "127.0.0.1:0", tls: none}
                        """
                                .formatted(address.getPort(), pin())));
    }

    private String pin() throws Exception {
        try (var in = Files.newInputStream(folder.resolve("publisher-data/self-signed.pem"))) {
            byte[] key =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(in)
                            .getPublicKey()
                            .getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    private static InetSocketAddress at(Node node, Role role) throws IOException {
        return node.listening().stream()
                .filter(each -> each.role() == role)
                .findFirst()
                .orElseThrow()
                .address();
    }

    /** What came of it: {@code well}, or the server's words. */
    private static String logIn(Node node, String name, String password) throws IOException {
        try (Pop3Client client = new Pop3Client(at(node, Role.POP3), Town.WAIT)) {
            client.logIn(name + "@cluster.example", password);
            client.quit();
            return "well";
        } catch (UnexpectedReply reply) {
            String text = String.valueOf(reply.getMessage());
            return text.substring(Math.max(0, text.indexOf("-ERR")));
        }
    }

    private static String recipient(Node node, String name) throws IOException {
        try (SmtpClient client = new SmtpClient(at(node, Role.MX), "client.example", Town.WAIT)) {
            client.mailFrom("");
            String reply = client.rcptTo(name + "@cluster.example").toString();
            client.quit();
            return reply;
        }
    }
}
