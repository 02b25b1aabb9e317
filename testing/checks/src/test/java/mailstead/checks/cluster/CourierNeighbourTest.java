package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Courier with our accounts, as {@code docs/operate/neighbours.md} sets it up. */
@Timeout(180)
final class CourierNeighbourTest {

    private static final String PASSWORD = TestCluster.PASSWORD;
    private static final String SUCCESS = "Authentication succeeded.";
    private static final String FAILURE = "Authentication FAILED";
    private static final String SHA512_CRYPT =
            "$6$fiddler$aMdvEjWC1ELWdyAW5OyQjmRCkI54g9nUkt6w8GmVfvg9jqdGQmzf0JRi7trmzBkXP3cYtvyZkE1o7IJWCsKMq1";

    @TempDir private static Path folder;

    private static CentralTown town;

    @BeforeAll
    static void start() throws Exception {
        CourierAuthentication.assumePossible();
        town = CentralTown.start(folder);
        town.sql(CentralTown.snippet("neighbour-roles.sql", Map.of()));
        town.run(
                "account add tevie --customer c-1 --quota 1MiB --quota-messages 10 --password-hash {SHA512-CRYPT}"
                        + SHA512_CRYPT);
        town.run(
                "account add motel --customer c-1 --uid 2001 --gid 2002 --service imap --password-hash {SHA512}iv2hu06soUwQJD+FscGQ2zRIu/tvj1MzaGtrZvh7G+1hqOvvddzQj99F6frC7FO/L590gpzsUJ+ire2ER2jDPA==");
        town.run("account add clear --customer c-1 --password-hash {PLAIN}tradition");
        town.run("account add silent --customer c-1");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        town.run("account add modern --customer c-1 --password-file " + password);
    }

    @AfterAll
    static void stop() throws Exception {
        if (town != null) {
            town.close();
        }
    }

    @Test
    void logsInByTheViews() throws Exception {
        String configuration =
                CentralTown.snippet(
                        "courier-authpgsqlrc",
                        Map.of(
                                "host=db-1.example.net,db-2.example.net port=5432",
                                "host=%s port=%d"
                                        .formatted(town.server().host(), town.server().port()),
                                "sslmode=verify-full sslrootcert=/etc/mailstead/ca.pem",
                                "sslmode=disable"));
        try (CourierAuthentication courier =
                CourierAuthentication.start(
                        Files.createDirectories(folder.resolve("pgsql")),
                        "authpgsql",
                        Map.of("authpgsqlrc", configuration),
                        "true")) {
            String maildir = town.maildir("tevie").toString();
            for (String login : List.of("tevie", "TEVIE", "Tevie@Cluster.Example")) {
                assertThat(courier.ask("imap", login, PASSWORD))
                        .as(login + courier.log())
                        .contains(
                                SUCCESS,
                                "Authenticated: tevie  (uid 2000, gid 2000)",
                                "Maildir: " + maildir + "\n",
                                "Quota: 1048576S,10C",
                                "disableimap=0,disablepop3=0");
            }
            assertThat(courier.ask("pop3", "motel", PASSWORD))
                    .contains(SUCCESS, "(uid 2001, gid 2002)", "disableimap=0,disablepop3=1");
            assertThat(courier.ask("imap", "clear", PASSWORD)).contains(SUCCESS);
            for (List<String> attempt :
                    List.of(
                            List.of("tevie", "Tradition"),
                            List.of("nobody", PASSWORD),
                            List.of("silent", PASSWORD),
                            List.of("modern", PASSWORD),
                            List.of("' OR 1=1 --", PASSWORD),
                            List.of("\\' OR 1=1 --", PASSWORD),
                            List.of("x@' OR 1=1 --", PASSWORD),
                            List.of("$(local_part)", PASSWORD))) {
                assertThat(courier.ask("imap", attempt.getFirst(), attempt.getLast()))
                        .as(attempt.toString())
                        .contains(FAILURE);
            }
            for (String whose :
                    List.of(
                            "account set tevie",
                            "domain set cluster.example",
                            "customer set c-1")) {
                town.run(whose + " --suspend");
                assertThat(courier.ask("imap", "tevie", PASSWORD)).as(whose).contains(FAILURE);
                town.run(whose + " --resume");
                assertThat(courier.ask("imap", "tevie", PASSWORD)).as(whose).contains(SUCCESS);
            }
            assertThat(courier.inside("authenumerate").lines().map(line -> line.split("\t")[0]))
                    .containsExactlyInAnyOrder("tevie", "motel", "clear", "silent", "modern");
        }
    }

    @Test
    void logsInByTheExportedFile() throws Exception {
        town.run("account set clear --suspend");
        String exported = town.run("account export --format courier");
        town.run("account set clear --resume");
        try (CourierAuthentication courier =
                CourierAuthentication.start(
                        Files.createDirectories(folder.resolve("userdb")),
                        "authuserdb",
                        Map.of("userdb", exported),
                        "makeuserdb")) {
            assertThat(courier.ask("imap", "motel", PASSWORD))
                    .as(courier.log())
                    .contains(
                            SUCCESS,
                            "(uid 2001, gid 2002)",
                            "Maildir: " + town.maildir("motel") + "\n");
            assertThat(courier.ask("imap", "motel", "wrong")).contains(FAILURE);
            for (String login : List.of("clear", "silent", "modern", "nobody")) {
                assertThat(courier.ask("imap", login, PASSWORD)).as(login).contains(FAILURE);
            }
        }
    }
}
