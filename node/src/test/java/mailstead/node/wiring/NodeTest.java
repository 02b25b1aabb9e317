package mailstead.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mailstead.mail.Event;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.SmtpClient;
import mailstead.node.client.UnexpectedReply;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.ListenerConfig.Tls;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node from socket to disk and back. */
@Timeout(60)
class NodeTest {

    private static final int TWO_MEBIBYTES = 2 * 1024 * 1024;
    private static final String SENDER = "golde@sender.example";

    @TempDir private Path folder;

    private Town town;

    @BeforeEach
    void found() throws IOException {
        town = new Town(folder);
    }

    @AfterEach
    void leave() {
        town.close();
        assertThat(town.events.events(Event.Bug.class)).isEmpty();
    }

    @Test
    void mailComesInByStartTlsAndGoesOutByStlsAndByImplicitTls() throws Exception {
        town.start();
        byte[] message = Town.message("Milk", 300);
        try (SmtpClient smtp = town.smtpWithTls()) {
            smtp.deliver(SENDER, Town.TEVIE, message);
            smtp.quit();
        }
        try (Pop3Client pop3 = town.pop3WithTls()) {
            pop3.logIn(Town.TEVIE, Town.PASSWORD);
            assertThat(pop3.uniqueIds()).hasSize(1);
            assertThat(Town.withoutTrace(pop3.retrieve(1))).isEqualTo(text(message));
            pop3.quit();
        }
        try (Lines pop3 = Lines.overTls(town)) {
            assertThat(pop3.read()).startsWith("+OK");
            assertThat(pop3.ask("USER " + Town.TEVIE)).startsWith("+OK");
            assertThat(pop3.ask("PASS " + Town.PASSWORD)).startsWith("+OK");
            assertThat(pop3.ask("DELE 1")).startsWith("+OK");
            assertThat(pop3.ask("QUIT")).startsWith("+OK");
        }
        try (Pop3Client pop3 = town.pop3()) {
            pop3.logIn(Town.TEVIE, Town.PASSWORD);
            assertThat(pop3.uniqueIds()).isEmpty();
        }
        assertThat(town.events.events(Event.TlsEstablished.class)).hasSize(3);
    }

    @Test
    void aMessageOfManyTlsRecordsPassesBothWays() throws Exception {
        town.start();
        byte[] message = Town.message("A long story", TWO_MEBIBYTES);
        try (SmtpClient smtp = town.smtpWithTls()) {
            smtp.deliver(SENDER, Town.TEVIE, message);
        }
        try (Pop3Client pop3 = town.pop3WithTls()) {
            pop3.logIn(Town.TEVIE, Town.PASSWORD);
            assertThat(Town.withoutTrace(pop3.retrieve(1))).isEqualTo(text(message));
        }
    }

    @Test
    void scramLogsInWithoutShowingThePassword() throws Exception {
        town.start();
        try (Lines pop3 = new Lines(town.at(Role.POP3, Tls.STARTTLS))) {
            pop3.read();
            Scram scram = new Scram(Town.TEVIE, Town.PASSWORD);
            assertThat(pop3.ask("AUTH SCRAM-SHA-256")).isEqualTo("+ ");
            String challenge = pop3.ask(scram.first());
            assertThat(challenge).startsWith("+ ");
            String signature = pop3.ask(scram.proof(challenge.substring(2)));
            assertThat(signature).isEqualTo("+ " + scram.expectedSignature());
            assertThat(pop3.ask("")).startsWith("+OK");
            assertThat(pop3.ask("STAT")).isEqualTo("+OK 0 0");
        }
        try (Lines pop3 = new Lines(town.at(Role.POP3, Tls.STARTTLS))) {
            pop3.read();
            Scram scram = new Scram(Town.TEVIE, "wrong");
            pop3.ask("AUTH SCRAM-SHA-256");
            String challenge = pop3.ask(scram.first());
            assertThat(pop3.ask(scram.proof(challenge.substring(2)))).startsWith("-ERR [AUTH]");
        }
    }

    @Test
    void aSuspendedAccountIsClosedUntilItIsResumed() throws Exception {
        town.start();
        String options = " --config " + town.config();
        town.run("account set " + Town.TEVIE + " --suspend" + options);
        assertThat(logIn()).startsWith("-ERR [");
        town.run("account set " + Town.TEVIE + " --resume" + options);
        assertThat(Town.eventually(this::logIn, reply -> reply.startsWith("+OK")))
                .startsWith("+OK");
    }

    @Test
    void theFileSaysWhatIsForgivenAndWhereRecipientsLead() throws Exception {
        town.write(
                Town.configuration("", "routing: {delimiters: '-', suspended: refuse}")
                        .replaceFirst("\"}", "\", leniencies: [hello-name]}"));
        town.start();
        try (Lines mx = new Lines(town.at(Role.MX, Tls.STARTTLS))) {
            mx.read();
            assertThat(mx.ask("HELO under_score")).startsWith("250 ");
            assertThat(mx.ask("MAIL FROM: <a@b.example>")).startsWith("501 ");
            assertThat(mx.ask("MAIL FROM:<a@b.example>")).startsWith("250 ");
            assertThat(mx.ask("RCPT TO:<tevie+x@cluster.example>")).startsWith("550 5.1.1");
            assertThat(mx.ask("RCPT TO:<tevie-x@cluster.example>")).startsWith("250 ");
        }
        assertThat(recipient()).startsWith("250");
        town.run("account set " + Town.TEVIE + " --suspend --config " + town.config());
        assertThat(Town.eventually(this::recipient, reply -> !reply.startsWith("250")))
                .startsWith("450 4.2.1");
    }

    @Test
    void postmasterIsAcceptedAsSoonAsThereIsAMailbox() throws Exception {
        town.write(Town.configuration("", "first-volume: mail1"));
        town.start();
        try (SmtpClient smtp = town.smtp()) {
            smtp.mailFrom(SENDER);
            for (String postmaster : List.of("postmaster", "PostMaster@cluster.example")) {
                assertThat(smtp.rcptTo(postmaster).toString()).startsWith("250");
            }
        }
    }

    @Test
    void reloadKeepsSocketsAndPresentSessions() throws Exception {
        town.write(Town.configuration("", "smtp: {message-size: 1MiB}"));
        Node node = town.start();
        List<Node.Listening> before = node.listening();
        try (SmtpClient old = town.smtp()) {
            town.write(
                    Town.configuration(
                            ", connections-per-address: 1", "smtp: {message-size: 2MiB}"));
            node.reload(NodeConfig.load(town.config()));

            assertThat(node.listening()).isEqualTo(before);
            assertThat(size(old)).isEqualTo("SIZE 1048576");
            try (SmtpClient fresh = town.smtp()) {
                assertThat(size(fresh)).isEqualTo("SIZE 2097152");
                assertThatThrownBy(town::smtp)
                        .isInstanceOf(UnexpectedReply.class)
                        .hasMessageContaining("421");
                fresh.quit();
            }
            old.deliver(SENDER, Town.TEVIE, Town.message("Still here", 100));
            old.quit();
        }
    }

    @Test
    void aReplacedCertificateIsServedToNewHandshakes() throws Exception {
        Node node = town.start();
        Pop3Client old = town.pop3WithTls();
        var first = town.lastCertificate();
        Files.delete(folder.resolve("data/self-signed.key"));
        node.reload(NodeConfig.load(town.config()));
        try (Pop3Client fresh = town.pop3WithTls()) {
            fresh.command("CAPA");
            assertThat(town.lastCertificate()).isNotEqualTo(first);
        }
        old.quit();
    }

    @Test
    void whatCannotBeUsedIsRefusedAndAllGoesOn() throws Exception {
        Node node = town.start();
        List<Node.Listening> before = node.listening();

        town.write("roles: [mx\n");
        assertThatThrownBy(() -> NodeConfig.load(town.config()))
                .isInstanceOf(BrokenConfiguration.class);

        town.write(Town.configuration("", "storage: {threads: 3}"));
        assertRefused(node, "a change of 'storage' needs a restart");
        town.write(Town.configuration("", "temporary: elsewhere"));
        assertRefused(node, "a change of 'temporary' needs a restart");

        town.write(
                Town.configuration("", "")
                        .replace(
                                "self-signed: true",
                                "certificates: [{certificate: missing.pem, key: missing.key}]"));
        assertRefused(node, "missing.pem");

        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            town.write(
                    Town.configuration("", "")
                            .replaceFirst("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort()));
            assertRefused(node, "cannot listen on");
        }

        assertThat(node.listening()).isEqualTo(before);
        try (SmtpClient smtp = town.smtpWithTls()) {
            smtp.deliver(SENDER, Town.TEVIE, Town.message("As before", 100));
        }
    }

    private void assertRefused(Node node, String why) throws Exception {
        NodeConfig next = NodeConfig.load(town.config());
        assertThatThrownBy(() -> node.reload(next))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void drainSaysGoodbyeToTheIdleAndLetsTheBusyFinish() throws Exception {
        Node node = town.start();
        try (Lines idle = new Lines(town.at(Role.POP3, Tls.STARTTLS));
                Lines busy = new Lines(town.at(Role.MX, Tls.STARTTLS))) {
            idle.read();
            busy.read();
            for (String command :
                    List.of(
                            "HELO c.example",
                            "MAIL FROM:<>",
                            "RCPT TO:<" + Town.TEVIE + ">",
                            "DATA")) {
                assertThat(busy.ask(command)).matches("[23]50? ?.*|354 .*");
            }
            Thread closing = Thread.ofVirtual().start(node::close);
            assertThat(idle.read()).startsWith("-ERR");
            assertThat(idle.read()).isEqualTo(Lines.END);
            assertThat(busy.ask("Subject: Late\r\n\r\nbut in time\r\n.")).startsWith("250 ");
            assertThat(busy.read()).startsWith("421 ");
            assertThat(busy.read()).isEqualTo(Lines.END);
            assertThat(closing.join(Town.WAIT)).isTrue();
        }
        assertThat(town.events.events(Event.MessageStored.class)).hasSize(1);
    }

    @Test
    void whatACustomerUsedIsRecordedWhenTheNodeEnds() throws Exception {
        Node node = town.start();
        byte[] message = Town.message("To be billed", 1000);
        try (SmtpClient smtp = town.smtp()) {
            smtp.deliver(SENDER, Town.TEVIE, message);
            smtp.deliver(SENDER, Town.TEVIE, message);
        }
        try (Pop3Client pop3 = town.pop3()) {
            pop3.logIn(Town.TEVIE, Town.PASSWORD);
        }
        node.close();
        String options = " --config " + town.config();
        town.run("usage measure" + options);
        String exported = town.run("usage export --from 2026-01-01 --to 9999-12-31" + options);
        List<String> lines = exported.lines().toList();
        assertThat(lines.getFirst())
                .isEqualTo(
                        "day,customer,pop3-logins,imap-logins,messages-in,octets-in,stored-messages,stored-octets");
        List<String> amounts = new ArrayList<>(List.of("0", "0", "0", "0", "0", "0"));
        // Midnight may have passed meanwhile.
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = List.of(line.split(",", -1));
            assertThat(fields.get(1)).isEqualTo("4711");
            for (int i = 0; i < amounts.size(); i++) {
                long sum = Long.parseLong(amounts.get(i)) + Long.parseLong(fields.get(i + 2));
                amounts.set(i, Long.toString(sum));
            }
        }
        assertThat(amounts.subList(0, 5))
                .containsExactly("1", "0", "2", Integer.toString(2 * message.length), "2");
        assertThat(Long.parseLong(amounts.get(5)))
                .as("with trace fields")
                .isGreaterThan(2L * message.length);
    }

    @Test
    void aMissingDirectoryIsNotNowAndComesBackByItself() throws Exception {
        Path away = folder.resolve("away.sqlite");
        Town.move(town.directory(), away);
        town.start();
        assertThat(recipient()).startsWith("451 ");
        assertThat(logIn()).startsWith("-ERR [SYS/TEMP]");
        Town.move(away, town.directory());
        assertThat(Town.eventually(this::recipient, reply -> reply.startsWith("250")))
                .startsWith("250");
        assertThat(Town.eventually(this::logIn, reply -> reply.startsWith("+OK")))
                .startsWith("+OK");
    }

    @Test
    void aVolumeWithoutItsMarkerIsNotNowAndComesBackByItself() throws Exception {
        Path marker = town.volume().resolve(".mailstead-volume");
        Path away = folder.resolve("marker");
        Town.move(marker, away);
        town.start();
        assertThat(delivery()).startsWith("451 ");
        assertThat(logIn()).startsWith("-ERR [SYS/TEMP]");
        Town.move(away, marker);
        assertThat(Town.eventually(this::delivery, reply -> reply.startsWith("250")))
                .startsWith("250");
        assertThat(Town.eventually(this::logIn, reply -> reply.startsWith("+OK")))
                .startsWith("+OK");
    }

    /** The reply to a recipient. */
    private String recipient() throws IOException {
        try (SmtpClient smtp = town.smtp()) {
            smtp.mailFrom(SENDER);
            return smtp.rcptTo(Town.TEVIE).toString();
        }
    }

    /** The reply to a whole message, or the first that is not positive. */
    private String delivery() throws IOException {
        try (SmtpClient smtp = town.smtp()) {
            smtp.mailFrom(SENDER);
            SmtpClient.Reply recipient = smtp.rcptTo(Town.TEVIE);
            if (!recipient.isPositive()) {
                return recipient.toString();
            }
            smtp.command("DATA");
            return smtp.command("Subject: x\r\n\r\nx\r\n.").toString();
        }
    }

    /** The reply to a password. */
    private String logIn() throws IOException {
        try (Lines pop3 = new Lines(town.at(Role.POP3, Tls.STARTTLS))) {
            pop3.read();
            pop3.ask("USER " + Town.TEVIE);
            return pop3.ask("PASS " + Town.PASSWORD);
        }
    }

    private static String size(SmtpClient smtp) throws IOException {
        return smtp.command("EHLO client.example").lines().stream()
                .filter(line -> line.startsWith("SIZE"))
                .findFirst()
                .orElse("");
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.US_ASCII);
    }
}
