package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's Postfix takes mail for our accounts and puts it into their Maildirs, as {@code
 * docs/operate/neighbours.md} sets it up; a node of ours gives it out.
 */
@Timeout(180)
final class PostfixNeighbourTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final byte[] MESSAGE =
            "Subject: from Postfix\r\n\r\nTo life!\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir private static Path folder;

    private static CentralTown town;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isExecutable(PostfixServer.PROGRAM), "left out: postfix is not installed");
        town = CentralTown.start(folder);
        town.fill();
    }

    @AfterAll
    static void stop() throws Exception {
        if (town != null) {
            town.close();
        }
    }

    @Test
    void looksUpInPostgresAndDelivers() throws Exception {
        Path own = Files.createDirectories(folder.resolve("pgsql"));
        String main =
                CentralTown.snippet(
                        "postfix-main-pgsql.cf",
                        Map.of("/etc/postfix", own.toString(), "2000", "65534"));
        for (String map : List.of("domains", "aliases", "mailboxes", "uids", "gids")) {
            Files.writeString(
                    own.resolve("mailstead-" + map + ".cf"),
                    CentralTown.snippet(
                            "postfix-" + map + ".cf",
                            Map.of(
                                    "db-1.example.net:5432",
                                            town.server().host() + ":" + town.server().port(),
                                    "db-2.example.net:5432",
                                            town.server().host() + ":" + town.server().port(),
                                    "sslmode=verify-full&sslrootcert=/etc/mailstead/ca.pem",
                                            "sslmode=disable")));
        }
        PostfixServer postfix = PostfixServer.configure(own, "pgsql", main);
        String map = "pgsql:" + own + "/mailstead-%s.cf";
        findsWhatIsThere(postfix, map);
        assertThat(postfix.look(map.formatted("aliases"), "@catch.example"))
                .isEqualTo("tevie@cluster.example");
        assertThat(postfix.look(map.formatted("aliases"), "postmaster@catch.example"))
                .isEqualTo("motel@cluster.example");
        assertThat(postfix.look(map.formatted("aliases"), "tevie@cluster.example"))
                .isEqualTo("tevie@cluster.example");
        for (String key :
                List.of(
                        "' OR '1'='1",
                        "x' UNION SELECT verifier FROM neighbour.login --",
                        "\\' OR 1=1 --")) {
            assertThat(postfix.look(map.formatted("mailboxes"), key)).isEmpty();
        }
        assertThat(town.asRole("neighbour_delivery", "SELECT count(*) FROM neighbour.mailbox"))
                .isNotEqualTo("0");
        town.mayNot(
                "neighbour_delivery",
                "SELECT * FROM neighbour.login",
                "SELECT * FROM public.account",
                "SELECT * FROM neighbour.name_of_account",
                "SELECT * FROM radius.radcheck");
        try (PostfixServer running = postfix.start()) {
            delivers(running, "550");
            delivered(running, "anybody@catch.example", "tevie");
            delivered(running, "x@catch.example", "tevie");
            town.server().kill();
            assertThat(recipient(running, "tevie@cluster.example"))
                    .as("the database is away")
                    .startsWith("451");
            // Postfix asks it again after a minute, for which this does not wait.
            town.server().restart();
        }
    }

    @Test
    void looksUpInTheCopyAndDelivers() throws Exception {
        Path own = Files.createDirectories(folder.resolve("cdb"));
        Path copy = town.publish(own.resolve("copy"));
        PostfixServer postfix =
                PostfixServer.configure(
                        own,
                        "cdb",
                        CentralTown.snippet(
                                "postfix-main-cdb.cf",
                                Map.of(
                                        "/var/lib/mailstead/copy/neighbours",
                                        copy.toString(),
                                        "2000",
                                        "65534")));
        findsWhatIsThere(postfix, "cdb:" + copy + "/%s");
        try (PostfixServer running = postfix.start()) {
            delivers(running, "450");
        }
    }

    /**
     * @param map type and name of the tables, with a hole for what each is for
     */
    private static void findsWhatIsThere(PostfixServer postfix, String map) throws Exception {
        assertThat(postfix.look(map.formatted("domains"), "cluster.example")).isNotEmpty();
        assertThat(postfix.look(map.formatted("domains"), "elsewhere.example")).isEmpty();
        assertThat(postfix.look(map.formatted("mailboxes"), "tevie@cluster.example"))
                .isEqualTo(town.maildir("tevie") + "/");
        assertThat(postfix.look(map.formatted("mailboxes"), "no.delivery@cluster.example"))
                .isEmpty();
        assertThat(postfix.look(map.formatted("uids"), "motel@cluster.example")).isEqualTo("2001");
        assertThat(postfix.look(map.formatted("gids"), "motel@cluster.example")).isEqualTo("2002");
        assertThat(postfix.look(map.formatted("uids"), "tevie@cluster.example")).isEmpty();
        assertThat(postfix.look(map.formatted("aliases"), "both@cluster.example").split(","))
                .containsExactlyInAnyOrder("tevie@cluster.example", "motel@cluster.example");
        assertThat(postfix.look(map.formatted("aliases"), "nobody@cluster.example")).isEmpty();
    }

    /**
     * @param unknown the reply for whom the look-ups do not know
     */
    private static void delivers(PostfixServer postfix, String unknown) throws Exception {
        for (String address : List.of("nobody@cluster.example", "no.delivery@cluster.example")) {
            assertThat(recipient(postfix, address)).as(address).startsWith(unknown);
        }
        assertThat(recipient(postfix, "tevie@elsewhere.example")).startsWith("554");
        delivered(postfix, "Tevie@Cluster.Example", "tevie");
        delivered(postfix, "tevie+list@cluster.example", "tevie");
        delivered(postfix, "motel@cluster.example", "motel");
        delivered(postfix, "both@cluster.example", "tevie", "motel");
        Path file = town.messages("motel").getFirst();
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(2001);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(2002);
        try (RunningNode node = town.node("pop3");
                Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
            assertThat(session.uidl()).hasSize(town.messages("tevie").size());
            assertThat(new String(session.retrieve(1), StandardCharsets.US_ASCII))
                    .contains("Subject: from Postfix\r\n", "\r\n\r\nTo life!\r\n");
            session.quit();
            assertThat(node.log()).doesNotContain("event=bug");
        }
    }

    private static void delivered(PostfixServer postfix, String address, String... logins)
            throws IOException {
        int[] before = new int[logins.length];
        for (int i = 0; i < logins.length; i++) {
            before[i] = town.messages(logins[i]).size();
        }
        try (Smtp smtp = Smtp.ehlo(postfix.port())) {
            assertThat(smtp.send(address, MESSAGE)).startsWith("250");
        }
        for (int i = 0; i < logins.length; i++) {
            String login = logins[i];
            int expected = before[i] + 1;
            Await.until(
                    address + " is delivered:\n" + postfix.log(),
                    SOON,
                    () -> town.messages(login).size() == expected);
        }
    }

    /** The answer to RCPT. */
    private static String recipient(PostfixServer postfix, String address) {
        try (LineClient client = new LineClient(postfix.port())) {
            client.expectReply("220");
            client.send("EHLO client.example\r\n");
            client.expectReply("250");
            client.send("MAIL FROM:<>\r\n");
            client.expectReply("250");
            client.send("RCPT TO:<" + address + ">\r\n");
            return client.reply();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
