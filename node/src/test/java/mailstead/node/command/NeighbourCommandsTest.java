package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code account import} and {@code account export} over a real directory. */
class NeighbourCommandsTest {

    private static final String SHA512 =
            "$6$rounds=5000$saltstring$" + "o5lWS3Sf5BTyhK7oF7p5R1cWPAoRNIvZxT3bJ5f7c6E".repeat(2);

    @TempDir Path folder;
    private Path volume;

    @BeforeEach
    void setUp() {
        volume = folder.resolve("mail1");
        done("customer add 4711");
        done("domain add cluster.example --customer 4711");
        done("volume add mail1 " + volume + " --create");
    }

    @Test
    void aFileOfDovecotIsTakenOverAndGivenBack() throws IOException {
        Path file =
                file(
                        "# ours",
                        "tevie@cluster.example:{PLAIN}milk:2001:2001::"
                                + volume
                                + "/12/34/tevie::"
                                + "userdb_quota_rule=*:storage=1G",
                        "golde:{SSHA}K3XALWRZMVtUFTCDhIVsTMQzvlcDRgcO:2002:2002::"
                                + volume
                                + "/12/34/golde::nologin");
        String command =
                "account import --format dovecot --customer 4711 --domain cluster.example ";
        assertThat(done(command + "--dry-run " + file).out())
                .isEqualTo("would add 2 accounts; passed over 0; cannot take 0\n");
        assertThat(done("account list").out()).isEqualTo("no accounts\n");
        assertThat(done(command + file).out())
                .isEqualTo("added 2 accounts; passed over 0; cannot take 0\n");
        JsonNode tevie = json("account show tevie@cluster.example");
        assertThat(tevie.get("home").toString()).contains("12/34/tevie/Maildir");
        assertThat(tevie.get("addresses").toString()).contains("tevie@cluster.example");
        assertThat(json("account show golde").get("status").asString()).isEqualTo("suspended");
        assertThat(done(command + "--skip-existing " + file).out())
                .isEqualTo("added 0 accounts; passed over 2; cannot take 0\n");
        assertThat(done("account export --format dovecot").out().lines())
                .contains(
                        "tevie@cluster.example:{PLAIN}milk:2001:2001::%s/12/34/tevie::userdb_mail=maildir:%s/12/34/tevie/Maildir userdb_quota_rule=*:bytes=1073741824"
                                .formatted(volume, volume));
    }

    @Test
    void nothingIsAddedIfALineCannotBeTaken() throws IOException {
        done("account add taken@cluster.example --customer 4711 --no-password");
        Path file =
                file(
                        "good@cluster.example:{PLAIN}x:5:5::" + volume + "/good",
                        "elsewhere@cluster.example:{PLAIN}x:5:5::/elsewhere/x",
                        "homeless@cluster.example:{PLAIN}x",
                        "foreign@other.example:{PLAIN}x:5:5::" + volume + "/foreign",
                        "good@cluster.example:{PLAIN}x:5:5::" + volume + "/good2",
                        "taken@cluster.example:{PLAIN}x:5:5::" + volume + "/taken",
                        "odd@cluster.example:{NO-SUCH}x:5:5::" + volume + "/odd",
                        "no colon");
        String command = "account import --format dovecot --customer 4711 ";
        CommandRun run = run(command + file);
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err().lines().filter(line -> line.startsWith("warning: line ")))
                .hasSize(7)
                .anyMatch(line ->
                        line.contains(
                                "line 2 (elsewhere@cluster.example): /elsewhere/x/Maildir lies on no volume"))
                .anyMatch(line -> line.contains("line 3 (homeless@cluster.example): no home"))
                .anyMatch(line -> line.contains("other.example is no domain of this cluster"))
                .anyMatch(line -> line.contains("line 6 (taken@cluster.example): exists already"))
                .anyMatch(line -> line.contains("{NO-SUCH} cannot be checked"))
                .noneMatch(line -> line.contains("{PLAIN}x"));
        assertThat(done("account list").out()).doesNotContain("good@cluster.example");
        assertThat(done(command + "--skip-bad " + file).out())
                .isEqualTo("added 1 accounts; passed over 0; cannot take 7\n");
    }

    @Test
    void passwdAndShadow() throws IOException {
        Path shadow =
                Files.write(
                        folder.resolve("shadow"),
                        List.of(
                                "tevie:" + SHA512 + ":19000:0:99999:7:::",
                                "root:*:1:0:99999:7:::"));
        Path file =
                file(
                        "root:x:0:0:root:/root:/bin/bash",
                        "daemon:x:1:1::/usr/sbin:/usr/sbin/nologin",
                        "tevie:x:2001:2001:Tevie:" + volume + "/home/tevie:/bin/bash");
        assertThat(
                        done("account import --format passwd --customer 4711 --domain cluster.example"
                                        + " --shadow "
                                        + shadow
                                        + " "
                                        + file)
                                .out())
                .isEqualTo("added 1 accounts; passed over 2; cannot take 0\n");
        assertThat(done("account export --format shadow").out())
                .isEqualTo("tevie:" + SHA512 + "::0:99999:7:::\n");
        assertThat(done("account export --format passwd").out())
                .isEqualTo("tevie:x:2001:2001::" + volume + "/home/tevie:/usr/sbin/nologin\n");
        assertThat(done("account export --format courier").out())
                .isEqualTo(
                        "tevie\tuid=2001|gid=2001|home=%s/home/tevie|mail=%s/home/tevie/Maildir|systempw=%s\n"
                                .formatted(volume, volume, SHA512));
    }

    @Test
    void aCustomerThatIsNotThereIsNoticedByTheDryRun() throws IOException {
        Path file = file("golde@cluster.example:{PLAIN}x:5:5::" + volume + "/golde");
        CommandRun run = run("account import --format dovecot --customer 0815 --dry-run " + file);
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).contains("no such customer: 0815");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void optionsThatDoNotFit() throws IOException {
        assertThat(run("account import --format vpopmail --customer 4711 " + file("x")).err())
                .contains("--domain");
        assertThat(run("account import --format shadow --customer 4711 " + file("x")).err())
                .contains("--format passwd --shadow");
        assertThat(run("account import --format exim --customer 4711 x").err())
                .contains("'exim' is none of dovecot, passwd, shadow, courier, vpopmail");
        assertThat(run("account import --format dovecot --customer 4711 /no/such/file").status())
                .isNotZero();
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("accounts"), List.of(lines));
    }

    private CommandRun run(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.addAll(List.of("--data", folder.resolve("data").toString()));
        return CommandRun.of(words);
    }

    private CommandRun done(String line) {
        CommandRun run = run(line);
        assertThat(run.status()).as("%s: %s", line, run.err()).isZero();
        return run;
    }

    private JsonNode json(String line) {
        return JsonMapper.shared().readTree(done(line + " --json").out());
    }
}
