package mailstead.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import mailstead.mail.EventSink;
import mailstead.node.Main;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.UnexpectedReply;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that publishes the directory over HTTPS, and one that knows nothing but its copy. */
@Timeout(120)
final class PublishingTest {

    @TempDir private Path folder;

    private Town town;

    @BeforeEach
    void make() throws Exception {
        town = new Town(folder);
        town.run("directory keys " + folder.resolve("publisher.key"));
        Files.writeString(folder.resolve("token"), "a secret of two nodes\n");
    }

    @AfterEach
    void close() {
        town.close();
    }

    private NodeConfig publisher(String more) throws Exception {
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
                        %s
                        """
                                .formatted(more)));
    }

    private NodeConfig served() throws Exception {
        return publisher("  address: \"127.0.0.1:0\"\n  token-file: token");
    }

    private Node replica(InetSocketAddress address) throws Exception {
        return Node.start(
                NodeConfig.load(
                        Files.writeString(
                                folder.resolve("replica.yaml"),
                                """
                                name: replica.cluster.example
                                roles: [pop3]
                                data: replica-data
                                directory:
                                  kind: distributed
                                  copy:
                                    url: "https://127.0.0.1:%d/directory"
                                    keys: publisher.key.pub
                                    token-file: token
                                    pin: %s
                                    interval: 1s
                                listeners:
                                  pop3: {address: "127.0.0.1:0", tls: none}
                                """
                                        .formatted(address.getPort(), pin()))),
                EventSink.NOWHERE);
    }

    private String pin() throws Exception {
        try (InputStream in =
                Files.newInputStream(folder.resolve("publisher-data/self-signed.pem"))) {
            byte[] key =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(in)
                            .getPublicKey()
                            .getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    private static boolean canLogIn(Node node, String login) throws IOException {
        InetSocketAddress address =
                node.listening().stream()
                        .filter(each -> each.role() == Role.POP3)
                        .findFirst()
                        .orElseThrow()
                        .address();
        try (Pop3Client client = new Pop3Client(address, Town.WAIT)) {
            client.logIn(login, Town.PASSWORD);
            client.quit();
            return true;
        } catch (UnexpectedReply _) {
            return false;
        }
    }

    private String account(String login) {
        return "account add "
                + login
                + "@cluster.example --customer 4711 --password-file "
                + folder.resolve("password")
                + " --config "
                + town.config();
    }

    @Test
    void aReplicaServesWhoIsPublishedAndOneWhoIsNewAtOnce() throws Exception {
        try (Node publisher = Node.start(served(), town.events);
                Node replica = replica(publisher.publisherAddress().orElseThrow())) {
            assertThat(Town.eventually(() -> canLogIn(replica, Town.TEVIE), yes -> yes)).isTrue();
            town.run(account("golde"));
            assertThat(
                            Town.eventually(
                                    () -> canLogIn(replica, "golde@cluster.example"), yes -> yes))
                    .isTrue();
        }
    }

    @Test
    void commandsPublishWhereNoNodeDoes() throws Exception {
        publisher("");
        String publish = "directory publish --config " + folder.resolve("publisher.yaml");
        town.run(publish);
        assertThat(folder.resolve("copies/generation-1/manifest")).exists();
        town.run(account("golde"));
        town.run(publish);
        assertThat(folder.resolve("copies/generation-1/instalment-1")).exists();
        town.run(publish + " --whole");
        assertThat(folder.resolve("copies/generation-2/manifest")).exists();
        try (Node publisher = Node.start(served(), town.events)) {
            assertThat(publisher.publisherAddress()).isPresent();
            assertThat(
                            Town.eventually(
                                    () -> Main.commandLine().execute(publish.split(" ", -1)),
                                    status -> status == 75))
                    .as("one at a time")
                    .isEqualTo(75);
        }
        assertThat(
                        Town.eventually(
                                () -> Main.commandLine().execute(publish.split(" ", -1)),
                                s -> s == 0))
                .isZero();
    }

    @Test
    void keysAreForTheirOwnerAndNeverReplaced() throws Exception {
        Path key = folder.resolve("publisher.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String before = Files.readString(key);
        assertThat(before).contains("BEGIN PRIVATE KEY", "BEGIN PUBLIC KEY");
        assertThat(Files.readString(folder.resolve("publisher.key.pub")))
                .contains("BEGIN PUBLIC KEY")
                .doesNotContain("PRIVATE");
        assertThat(Main.commandLine().execute("directory", "keys", key.toString())).isEqualTo(2);
        assertThat(Files.readString(key)).isEqualTo(before);
    }
}
