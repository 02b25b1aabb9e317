package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mailstead account adopt} over homes that other servers left. */
class AccountAdoptTest {

    @TempDir Path folder;

    private Path tevie;

    @BeforeEach
    void setUp() throws IOException {
        run("customer add 4711");
        run("domain add cluster.example --customer 4711");
        run("volume add mail1 " + folder.resolve("mail1") + " --create");
        run("account add tevie --customer 4711 --no-password --home mail1:t/tevie");
        run("account add golde --customer 4711 --no-password --home mail1:g/golde");
        tevie = folder.resolve("mail1/t/tevie");
        maildir(tevie);
        maildir(tevie.resolve(".Sent"));
        Files.writeString(tevie.resolve("cur/1000.a:2,Sa"), "Subject: 1\n\n");
        Files.writeString(tevie.resolve("new/1001.b"), "Subject: 2\n\n");
        Files.writeString(tevie.resolve("dovecot-uidlist"), "3 V1795557812 N7\n3 :1000.a\n");
        Files.writeString(tevie.resolve("dovecot-keywords"), "0 work\n");
        Files.writeString(tevie.resolve("subscriptions"), "Sent\n");
        Files.writeString(tevie.resolve("maildirsize"), "0S\n");
    }

    private static void maildir(Path home) throws IOException {
        for (String name : List.of("cur", "new", "tmp")) {
            Files.createDirectories(home.resolve(name));
        }
    }

    private CommandRun run(String line) {
        CommandRun run = CommandRun.of(line, "--data", folder.resolve("data").toString());
        assertThat(run.status()).as(line + "\n" + run.err()).isZero();
        return run;
    }

    @Test
    void tellsPeopleWhatWouldBeTakenOver() {
        assertThat(run("account adopt --dry-run tevie").out())
                .isEqualTo(
                        """
                        account tevie, %s: would be taken over
                          FOLDER  FORMAT   MESSAGES  KEEP UID  UIDVALIDITY  UIDNEXT  POP3 IDS  KEYWORDS
                          INBOX   dovecot  2         1         1795557812   8        1         work
                          Sent    plain    0         0         new          1        -         -
                          subscriptions: Sent
                          not taken: maildirsize: the quota: it is the directory's
                        """
                                .formatted(tevie));
        assertThat(tevie.resolve("mailstead.folders")).doesNotExist();
        assertThat(tevie.resolve("mailstead.log")).doesNotExist();
    }

    @Test
    void takesOverAndTellsPrograms() {
        JsonNode dry = json("account adopt --dry-run tevie golde");
        JsonNode done = json("account adopt tevie golde");
        assertThat(dry.get("dryRun").asBoolean()).isTrue();
        assertThat(done.get("dryRun").asBoolean()).isFalse();
        assertThat(done.get("accounts")).hasSize(2);
        JsonNode inbox = done.get("accounts").get(0).get("folders").get(0);
        assertThat(inbox).isEqualTo(dry.get("accounts").get(0).get("folders").get(0));
        assertThat(inbox.get("uidNext").asLong()).isEqualTo(8);
        assertThat(done.get("accounts").get(0).get("folders").get(1).get("uidValidity").asLong())
                .isPositive();
        assertThat(tevie.resolve("mailstead.log")).isDirectory();
        assertThat(tevie.resolve(".Sent/mailstead.log")).isDirectory();
        assertThat(run("account adopt tevie").out()).contains("is Mailstead's already");
    }

    private JsonNode json(String line) {
        return JsonMapper.shared().readTree(run(line + " --json").out());
    }

    @Test
    void whoIsNotThereIsTold() {
        CommandRun run =
                CommandRun.of(
                        "account adopt tevie motl", "--data", folder.resolve("data").toString());
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).contains("no such account: motl");
        assertThat(tevie.resolve("mailstead.log")).doesNotExist();
    }
}
