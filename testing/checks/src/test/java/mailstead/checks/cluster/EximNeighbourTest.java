package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's Exim takes mail for our accounts and puts it into their Maildirs, as {@code
 * docs/operate/neighbours.md} sets it up; a node of ours gives it out.
 */
@Timeout(180)
final class EximNeighbourTest {

    @TempDir private static Path folder;

    private static CentralTown town;

    @BeforeAll
    static void start() throws Exception {
        Exim.assumePossible();
        town = CentralTown.start(folder);
        town.fill();
        town.run(
                "account add small --customer c-1 --address small@cluster.example --quota 1KiB --uid 2003 --gid 2003");
        Path small = Files.createDirectories(town.maildir("small"));
        Files.setAttribute(small, "unix:uid", 2003);
        Files.setAttribute(small, "unix:gid", 2003);
    }

    @AfterAll
    static void stop() throws Exception {
        if (town != null) {
            town.close();
        }
    }

    @Test
    void looksUpInPostgresAndDelivers() throws Exception {
        Exim exim =
                Exim.configure(
                        Files.createDirectories(folder.resolve("pgsql")),
                        CentralTown.snippet(
                                "exim-pgsql.conf",
                                Map.of(
                                        "db-1.example.net::5432",
                                        town.server().host() + "::" + town.server().port(),
                                        "db-2.example.net::5432",
                                        town.server().host() + "::" + town.server().port(),
                                        "PGSSLMODE=verify-full : PGSSLROOTCERT=/etc/mailstead/ca.pem",
                                        "PGSSLMODE=disable",
                                        "2000",
                                        "65534")));
        leadsWhereItShould(exim, "550 Unrouteable address");
        assertThat(exim.run("", "-bt", "anybody@catch.example"))
                .contains("router = mailstead_mailboxes", "<-- anybody@catch.example");
        assertThat(exim.run("", "-bt", "postmaster@catch.example"))
                .contains("motel@cluster.example");
        hostileTargetsAreAddresses(exim);
        delivers(exim);
        assertThat(
                        exim.converse(
                                "EHLO client.example",
                                "MAIL FROM:<sender@elsewhere.example>",
                                "RCPT TO:<small@cluster.example>",
                                "DATA",
                                "Subject: large",
                                "",
                                "x".repeat(900),
                                "x".repeat(900),
                                ".",
                                "QUIT"))
                .contains("250 OK id=");
        exim.deliver();
        assertThat(exim.queued()).as("what does not fit waits").isEqualTo(1);
        assertThat(exim.log()).contains("mailbox is full");
        town.server().kill();
        try {
            assertThat(recipients(exim, "tevie@cluster.example"))
                    .as("the database is away")
                    .contains("451 ");
        } finally {
            town.server().restart();
        }
        assertThat(recipients(exim, "tevie@cluster.example")).contains("250 Accepted");
    }

    @Test
    void looksUpInTheCopyAndDelivers() throws Exception {
        Path own = Files.createDirectories(folder.resolve("cdb"));
        Path copy = town.publish(own.resolve("copy"));
        Exim exim =
                Exim.configure(
                        own,
                        CentralTown.snippet(
                                "exim-cdb.conf",
                                Map.of(
                                        "/var/lib/mailstead/copy/neighbours",
                                        copy.toString(),
                                        "2000",
                                        "65534")));
        assertThat(
                        exim.expand(
                                "${lookup{motel@cluster.example}cdb{"
                                        + copy
                                        + "/uids.cdb}{$value}{none}}"))
                .isEqualTo("2001");
        assertThat(
                        exim.expand(
                                "${lookup{nobody@cluster.example}cdb{"
                                        + copy
                                        + "/mailboxes.cdb}{$value}{none}}"))
                .isEqualTo("none");
        leadsWhereItShould(exim, "451 ");
        delivers(exim);
    }

    private static void leadsWhereItShould(Exim exim, String unknown) throws Exception {
        for (String address : List.of("tevie@cluster.example", "Tevie+list@Cluster.Example")) {
            assertThat(exim.run("", "-bt", address))
                    .contains("router = mailstead_mailboxes, transport = mailstead_maildirs");
        }
        assertThat(exim.run("", "-bt", "both@cluster.example"))
                .contains(
                        "tevie@cluster.example\n    <-- both@cluster.example",
                        "motel@cluster.example\n    <-- both@cluster.example");
        for (String address :
                List.of(
                        "nobody@cluster.example",
                        "no.delivery@cluster.example",
                        "\"' OR '1'='1\"@cluster.example",
                        "\"x' UNION SELECT verifier FROM neighbour.login --\"@cluster.example",
                        "\"\\\\' OR 1=1 --\"@cluster.example")) {
            assertThat(exim.run("", "-bt", address))
                    .as(address)
                    .containsPattern(
                            "is undeliverable: Unrouteable address|cannot be resolved at this time");
        }
        assertThat(recipients(exim, "tevie@cluster.example")).contains("250 Accepted");
        assertThat(recipients(exim, "nobody@cluster.example")).contains(unknown);
        assertThat(recipients(exim, "tevie@elsewhere.example")).contains("550 relay not permitted");
    }

    private static String recipients(Exim exim, String address)
            throws IOException, InterruptedException {
        return exim.converse(
                "EHLO client.example",
                "MAIL FROM:<sender@elsewhere.example>",
                "RCPT TO:<" + address + ">",
                "QUIT");
    }

    private static void hostileTargetsAreAddresses(Exim exim) throws Exception {
        for (String target :
                List.of(
                        "|/bin/touch x@cluster.example",
                        "/tmp/x@cluster.example",
                        ":include:/etc/passwd@cluster.example",
                        "x,motel@cluster.example")) {
            town.sql(
                    "DELETE FROM address WHERE address = 'hostile@cluster.example';"
                            + " INSERT INTO address VALUES ('hostile@cluster.example', 'cluster.example', NULL, 0, 'c-1');"
                            + " INSERT INTO alias_target VALUES ('hostile@cluster.example', 0, $q$"
                            + target
                            + "$q$)");
            assertThat(exim.run("", "-bt", "hostile@cluster.example"))
                    .as(target)
                    .contains(
                            "is undeliverable: Unrouteable address", "<-- hostile@cluster.example")
                    .doesNotContain("transport");
        }
    }

    private static void delivers(Exim exim) throws Exception {
        int before = town.messages("tevie").size();
        assertThat(
                        exim.converse(
                                "EHLO client.example",
                                "MAIL FROM:<sender@elsewhere.example>",
                                "RCPT TO:<Tevie+x@Cluster.Example>",
                                "RCPT TO:<motel@cluster.example>",
                                "DATA",
                                "Subject: from Exim",
                                "",
                                "To life!",
                                ".",
                                "QUIT"))
                .contains("250 OK id=");
        assertThat(
                        exim.converse(
                                "EHLO client.example",
                                "MAIL FROM:<sender@elsewhere.example>",
                                "RCPT TO:<both@cluster.example>",
                                "DATA",
                                "Subject: from Exim",
                                "",
                                "To life!",
                                ".",
                                "QUIT"))
                .contains("250 OK id=");
        exim.deliver();
        assertThat(exim.queued()).as(exim.log()).isZero();
        assertThat(town.messages("tevie")).hasSize(before + 2);
        Path file = town.messages("motel").getFirst();
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(2001);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(2002);
        assertThat(file.getFileName().toString()).endsWith(",S=" + Files.size(file));
        try (RunningNode node = town.node("pop3");
                Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
            assertThat(session.uidl()).hasSize(before + 2);
            assertThat(new String(session.retrieve(before + 1), StandardCharsets.US_ASCII))
                    .contains("Subject: from Exim\r\n", "\r\n\r\nTo life!\r\n");
            session.quit();
            assertThat(node.log()).doesNotContain("event=bug");
        }
    }
}
