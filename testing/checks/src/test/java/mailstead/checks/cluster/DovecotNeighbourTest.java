package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mailstead.node.client.ImapClient;
import mailstead.node.client.ImapClient.Completion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Dovecot with our accounts, as {@code docs/operate/neighbours.md} sets it up. */
@Timeout(180)
final class DovecotNeighbourTest {

    private static final Path DRIVER = Path.of("/usr/lib/dovecot/modules/libdriver_pgsql.so");
    private static final String SSHA = "{SSHA}nrylv3vKU+L3/fFdm313KL7ZWI9maWRkbGVyIQ==";
    private static final int NOBODY = 65534;

    /** Dovecot keeps those waiting who guess. */
    private static final String HASTE =
            """
            auth_failure_delay = 0
            service anvil {
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            """;

    @TempDir private static Path folder;

    private static CentralTown town;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.exists(DRIVER), "left out: dovecot-pgsql is not installed");
        town = CentralTown.start(folder);
        town.sql(CentralTown.snippet("neighbour-roles.sql", Map.of()));
        Path password = Files.writeString(folder.resolve("password"), TestCluster.PASSWORD);
        town.run(
                "account add tevie --customer c-1 --quota 100MiB --quota-messages 5000 --password-file "
                        + password);
        town.run(
                "account add motel@cluster.example --customer c-1 --uid 2001 --gid 2002 --password-hash "
                        + SSHA);
        town.run(
                "account add odd+o'name --customer c-1 --address odd@cluster.example --password-hash "
                        + SSHA);
        town.run(
                "account add pop.only --customer c-1 --service pop3 --service delivery --password-hash "
                        + SSHA);
        town.run("account add silent --customer c-1");
        for (String login : List.of("tevie", "motel@cluster.example", "odd+o'name")) {
            deliver(
                    maildir(login),
                    login.startsWith("motel")
                            ? new int[] {2001, 2002}
                            : new int[] {NOBODY, NOBODY});
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (town != null) {
            town.close();
        }
    }

    private static Path maildir(String login) throws IOException {
        return Path.of(
                town.sql(
                        "SELECT maildir FROM neighbour.login WHERE username = $q$"
                                + login
                                + "$q$"));
    }

    private static void deliver(Path maildir, int... owner) throws IOException {
        for (String name : List.of("tmp", "cur", "new")) {
            Files.createDirectories(maildir.resolve(name));
        }
        Path message =
                Files.writeString(
                        maildir.resolve("new/1.a.b"),
                        "Subject: for " + maildir.getFileName() + "\n\nx\n");
        for (Path each :
                List.of(
                        maildir,
                        maildir.resolve("tmp"),
                        maildir.resolve("cur"),
                        maildir.resolve("new"),
                        message)) {
            Files.setAttribute(each, "unix:uid", owner[0]);
            Files.setAttribute(each, "unix:gid", owner[1]);
        }
    }

    @Test
    void logsInByTheViewsAndFindsTheMail() throws Exception {
        Path own = Files.createDirectories(folder.resolve("sql"));
        Path queries =
                Files.writeString(
                        own.resolve("sql.conf"),
                        CentralTown.snippet(
                                "dovecot-sql.conf.ext",
                                Map.of(
                                        "host=db-1.example.net,db-2.example.net port=5432",
                                        "host=%s port=%d"
                                                .formatted(
                                                        town.server().host(), town.server().port()),
                                        "sslmode=verify-full sslrootcert=/etc/mailstead/ca.pem",
                                        "sslmode=disable",
                                        "2000",
                                        "65534")));
        String accounts =
                CentralTown.snippet(
                        "dovecot.conf",
                        Map.of("/etc/dovecot/mailstead-sql.conf.ext", queries.toString()));
        try (DovecotServer dovecot = DovecotServer.start(own, accounts + HASTE)) {
            everybodyIsServedAsIsTheirDue(
                    dovecot, "tevie", "Tevie", "motel@cluster.example", "odd+o'name");
            assertThat(user(own, "tevie"))
                    .contains(
                            "uid\t65534",
                            "home\t" + maildir("tevie"),
                            "mail\tmaildir:" + maildir("tevie"),
                            "quota_rule\t*:bytes=104857600:messages=5000");
            assertThat(user(own, "MOTEL@cluster.example"))
                    .contains("uid\t2001", "gid\t2002", "quota_rule\t*:bytes=0:messages=0");
            try (ImapClient client = dovecot.connect()) {
                assertThat(logIn(client, "tevie@cluster.example", TestCluster.PASSWORD).isOk())
                        .as("by address")
                        .isTrue();
            }
            refused(dovecot, "pop.only", TestCluster.PASSWORD, "Not allowed for this account.");
            for (String whose :
                    List.of(
                            "account set tevie",
                            "domain set cluster.example",
                            "customer set c-1")) {
                town.run(whose + " --suspend");
                refused(dovecot, "tevie", TestCluster.PASSWORD, "This account is suspended.");
                refused(dovecot, "tevie", "wrong", "Authentication failed.");
                town.run(whose + " --resume");
                dovecot.logIn("tevie", TestCluster.PASSWORD).close();
            }
            assertThat(
                            new Programs(own, () -> "")
                                    .run(
                                            "doveadm",
                                            "-c",
                                            own.resolve("dovecot.conf").toString(),
                                            "user",
                                            "*")
                                    .lines())
                    .containsExactlyInAnyOrder(
                            "tevie", "motel@cluster.example", "odd+o'name", "pop.only", "silent");
        }
    }

    @Test
    void logsInByTheExportedFile() throws Exception {
        Path own = Files.createDirectories(folder.resolve("file"));
        Path file = own.resolve("accounts");
        String exported = town.run("account export --format dovecot");
        Files.writeString(file, exported);
        String accounts =
                CentralTown.snippet(
                        "dovecot-passwd-file.conf",
                        Map.of(
                                "/etc/dovecot/mailstead-accounts",
                                file.toString(),
                                "2000",
                                "65534"));
        try (DovecotServer dovecot = DovecotServer.start(own, accounts + HASTE)) {
            // Of a file, Dovecot does not find names with quotes in them.
            everybodyIsServedAsIsTheirDue(dovecot, "tevie", "Tevie", "motel@cluster.example");
            town.run("account set tevie --suspend");
            Files.writeString(file, town.run("account export --format dovecot"));
            refused(dovecot, "tevie", TestCluster.PASSWORD, "");
            town.run("account set tevie --resume");
        }
    }

    private static void everybodyIsServedAsIsTheirDue(DovecotServer dovecot, String... logins)
            throws IOException {
        for (String login : logins) {
            try (ImapClient client = dovecot.connect()) {
                Completion answer = logIn(client, login, TestCluster.PASSWORD);
                assertThat(answer.isOk()).as(login + ": " + answer).isTrue();
                client.command("SELECT INBOX");
                assertThat(
                                client.command("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]")
                                        .untagged()
                                        .toString())
                        .isNotEmpty();
                assertThat(client.command("STATUS INBOX (MESSAGES)").untagged().toString())
                        .contains("MESSAGES 1");
            }
        }
        for (String login :
                List.of(
                        "tevie",
                        "nobody",
                        "silent",
                        "' OR 1=1 --",
                        "x' UNION SELECT 'tevie', '{PLAIN}wrong', NULL, NULL --",
                        "%u")) {
            refused(dovecot, login, "wrong", "");
        }
    }

    private static void refused(DovecotServer dovecot, String login, String password, String why)
            throws IOException {
        try (ImapClient client = dovecot.connect()) {
            Completion answer = logIn(client, login, password);
            assertThat(answer.status()).as(login + ": " + answer).isEqualTo("NO");
            assertThat(answer.text()).contains(why);
        }
    }

    private static Completion logIn(ImapClient client, String login, String password)
            throws IOException {
        return client.attempt("LOGIN \"" + login + "\" \"" + password + "\"");
    }

    private static List<String> user(Path own, String login) throws Exception {
        return new Programs(own, () -> "")
                .run("doveadm", "-c", own.resolve("dovecot.conf").toString(), "user", login)
                .lines()
                .toList();
    }
}
