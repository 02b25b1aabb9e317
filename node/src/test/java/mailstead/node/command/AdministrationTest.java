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

/** Every administration command over a real directory in a temporary folder. */
class AdministrationTest {

    @TempDir Path folder;

    private Path volume;

    @BeforeEach
    void setUp() {
        volume = folder.resolve("mail1");
        done("customer add 4711 --name Dairy --billing B-17");
        done("domain add cluster.example --customer 4711");
        done("volume add mail1 " + volume + " --create");
    }

    @Test
    void tellsCustomers() {
        done("customer add 0815 --attribute city=Boyberik");
        assertThat(done("customer list").out())
                .isEqualTo(
                        """
                        CUSTOMER ID  NAME   STATUS  BILLING REFERENCE
                        0815         0815   active  -
                        4711         Dairy  active  B-17
                        """);
        assertThat(done("customer show 0815").out())
                .isEqualTo(
                        """
                        customer id        0815
                        name               0815
                        status             active
                        billing reference  -
                        attributes         city=Boyberik
                        """);
    }

    @Test
    void changesJustWhatIsGiven() {
        done("customer set 4711 --suspend --attribute a=1");
        done("customer set 4711 --attribute b=2");
        done("customer set 4711 --attribute a=");
        JsonNode customer = json("customer show 4711");
        assertThat(customer.get("status").asString()).isEqualTo("suspended");
        assertThat(customer.get("name").asString()).isEqualTo("Dairy");
        assertThat(customer.get("billingReference").asString()).isEqualTo("B-17");
        assertThat(customer.get("attributes").toString()).isEqualTo("{\"b\":\"2\"}");
        done("customer set 4711 --resume");
        assertThat(json("customer show 4711").get("status").asString()).isEqualTo("active");
    }

    @Test
    void appPasswordsAreShownOnce() {
        account("tevie@cluster.example");
        JsonNode made = json("account app-password add tevie@cluster.example Telephone");
        String password = made.get("password").asString();
        assertThat(password).matches("[a-z]{4}(-[a-z]{4}){3}");
        assertThat(made.get("services").toString()).isEqualTo("[\"imap\",\"pop3\",\"submission\"]");
        CommandRun tablet =
                done(
                        "account app-password add tevie@cluster.example Tablet --service imap"
                                + " --expires 2101-02-03");
        assertThat(tablet.out()).contains("expires   2101-02-03T00:00:00Z");
        assertThat(tablet.err()).contains("cannot be shown again");

        JsonNode listed = json("account app-password list tevie@cluster.example");
        assertThat(listed.findValuesAsString("label"))
                .containsExactlyInAnyOrder("Telephone", "Tablet");
        assertThat(listed.toString()).doesNotContain(password).doesNotContain("SCRAM");
        JsonNode shown = json("account show tevie@cluster.example");
        assertThat(shown.get("appPasswords").size()).isEqualTo(2);
        assertThat(shown.toString()).doesNotContain(password);

        String id = made.get("id").asString();
        done("account app-password remove tevie@cluster.example " + id);
        refused("account app-password remove tevie@cluster.example " + id);
        assertThat(done("account app-password list tevie@cluster.example").out())
                .startsWith("ID ")
                .contains("Tablet")
                .doesNotContain("Telephone");
    }

    @Test
    void appPasswordsNeedAnAccountAndADate() {
        refused("account app-password add nobody Telephone");
        refused("account app-password list nobody");
        account("tevie@cluster.example");
        assertThat(run("account app-password add tevie@cluster.example X --expires soon").status())
                .isEqualTo(2);
        refused("account app-password add tevie@cluster.example X --expires 2001-01-01");
        assertThat(done("account app-password list tevie@cluster.example").out())
                .isEqualTo("no app passwords\n");
    }

    @Test
    void warnsOfDomainsWithoutPostmaster() {
        CommandRun without = done("domain add anatevka.example --customer 4711");
        assertThat(without.out()).isEqualTo("domain anatevka.example added\n");
        assertThat(without.err()).contains("nobody reads postmaster@anatevka.example yet");
        account("tevie@cluster.example");
        CommandRun with =
                done(
                        "domain add boyberik.example --customer 4711 --postmaster tevie@cluster.example");
        assertThat(with.err()).isEmpty();
    }

    @Test
    void theFirstAccountOfADomainIsItsPostmasterUntilAnotherIsNamed() {
        assertThat(account("tevie").err())
                .contains("tevie reads mail for postmaster@cluster.example");
        assertThat(account("golde").err()).doesNotContain("postmaster");
        assertThat(postmaster("cluster.example")).isEqualTo("tevie@cluster.example");
        done("domain set cluster.example --postmaster golde@cluster.example");
        account("hodel");
        assertThat(postmaster("cluster.example")).isEqualTo("golde@cluster.example");

        done("domain add anatevka.example --customer 4711");
        done("alias add postmaster@anatevka.example golde@cluster.example");
        account("motl@anatevka.example");
        assertThat(json("domain show anatevka.example").get("postmaster").isNull()).isTrue();
    }

    private String postmaster(String domain) {
        return json("domain show " + domain).get("postmaster").asString();
    }

    @Test
    void switchesCatchAllAndPostmasterOff() {
        account("tevie");
        done(
                "domain set cluster.example --catch-all tevie@cluster.example --postmaster tevie@cluster.example");
        done("domain set cluster.example --catch-all none");
        JsonNode domain = json("domain show CLUSTER.example");
        assertThat(domain.get("catchAll").isNull()).isTrue();
        assertThat(domain.get("postmaster").asString()).isEqualTo("tevie@cluster.example");
    }

    @Test
    void keepsAliases() {
        account("tevie");
        done(
                "alias add milk@cluster.example tevie@cluster.example golde@home.example tevie@cluster.example");
        done(
                "alias set milk@cluster.example --add-target motl@home.example --remove-target golde@home.example");
        JsonNode alias = json("alias show Milk@cluster.example");
        assertThat(alias.toString())
                .isEqualTo(
                        "{\"address\":\"milk@cluster.example\",\"customerId\":\"4711\","
                                + "\"targets\":[\"tevie@cluster.example\",\"motl@home.example\"]}");
        refused(
                "alias set milk@cluster.example --remove-target tevie@cluster.example --remove-target motl@home.example");
        refused("alias add tevie@cluster.example golde@home.example");
        done("alias remove milk@cluster.example");
        assertThat(done("alias list").out()).isEqualTo("no aliases\n");
    }

    /** As the README tells, before the first start and without a volume of one's own. */
    @Test
    void aMachineOnItsOwnGetsItsFirstVolumeWithItsFirstAccount() {
        String data = " --data " + folder.resolve("alone");
        for (String line :
                List.of(
                        "customer add c-1 --name First",
                        "domain add alone.example --customer c-1",
                        "account add tevie@alone.example --customer c-1 --no-password",
                        "account add golde@alone.example --customer c-1 --no-password")) {
            CommandRun run = CommandRun.of(line + data);
            assertThat(run.status()).as(line + ": " + run.err()).isZero();
        }
        assertThat(CommandRun.of("volume list" + data).out().lines()).hasSize(2);
        assertThat(folder.resolve("alone/volume/.mailstead-volume")).exists();
    }

    @Test
    void putsAccountsWhereTheyShallBe() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "sesame\r\nnot this\n");
        CommandRun added =
                done(
                        "account add Tevie --customer 4711 --home "
                                + volume
                                + "/12/34/tevie --uid 2001 --gid 2002"
                                + " --quota 100MiB --quota-messages 1000 --service pop3,delivery --password-file "
                                + password);
        assertThat(added.out()).isEqualTo("account tevie added at " + volume + "/12/34/tevie\n");
        assertThat(added.out() + added.err()).doesNotContain("sesame");
        JsonNode account = json("account show tevie");
        assertThat(account.get("home").toString())
                .isEqualTo("{\"volume\":\"mail1\",\"path\":\"12/34/tevie\"}");
        assertThat(account.get("owner").toString()).isEqualTo("{\"uid\":2001,\"gid\":2002}");
        assertThat(account.get("quota").toString())
                .isEqualTo("{\"octets\":104857600,\"messages\":1000}");
        assertThat(account.get("services").toString()).isEqualTo("[\"delivery\",\"pop3\"]");
        assertThat(account.get("addresses").toString()).isEqualTo("[\"tevie@cluster.example\"]");
        assertThat(account.get("passwordSchemes").toString())
                .isEqualTo("[\"ARGON2ID\",\"SCRAM-SHA-256\"]");
        assertThat(account.toString()).doesNotContain("$argon2");
    }

    @Test
    void placesAccountsByItself() {
        CommandRun added = account("golde@cluster.example");
        assertThat(added.err()).contains("no password");
        String path = json("account show golde@cluster.example").get("home").get("path").asString();
        assertThat(path).matches("[0-9]{2}/[0-9]{2}/golde@cluster\\.example");
        done("volume set mail1 --weight 0");
        assertThat(run("account add motl --customer 4711 --no-password").status()).isEqualTo(75);
    }

    @Test
    void saysThatMailStaysBehindWhenAHomeChanges() {
        account("tevie");
        CommandRun moved = run("account set tevie --home mail1:77/88/tevie");
        assertThat(moved.status()).isZero();
        assertThat(moved.err())
                .contains("stays in " + volume, "move it to " + volume + "/77/88/tevie");
        assertThat(run("account set tevie --home mail1:77/88/tevie").err()).isEmpty();
    }

    @Test
    void saysThatTheDirectoryIsLocked() throws Exception {
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/directory.sqlite"));
                var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            CommandRun run = run("customer add 4712");
            assertThat(run.status()).isEqualTo(75);
            assertThat(run.err()).contains("locked");
        }
    }

    @Test
    void neverPlacesOnVolumesThatAreNotMounted() throws IOException {
        Files.delete(volume.resolve(".mailstead-volume"));
        CommandRun run = run("account add tevie --customer 4711 --no-password");
        assertThat(run.status()).isEqualTo(75);
        assertThat(run.err()).contains("no volume");
    }

    @Test
    void changesAccounts() {
        account("tevie");
        done("account set tevie --quota 1GiB --suspend");
        done(
                "account set tevie --add-address milk@cluster.example --password-hash {SSHA512}"
                        + "A".repeat(96));
        CommandRun refused = refused("account set nobody --suspend");
        assertThat(refused.err()).isEqualTo("mailstead: no such account: nobody\n");
        JsonNode account = json("account show tevie");
        assertThat(account.get("status").asString()).isEqualTo("suspended");
        assertThat(account.get("quota").get("octets").asLong()).isEqualTo(1L << 30);
        assertThat(account.get("addresses").size()).isEqualTo(2);
        done("account set tevie --quota none");
        assertThat(json("account show tevie").get("quota").get("octets").isNull()).isTrue();
        done("account remove tevie");
        refused("account remove tevie");
        assertThat(done("account list").out()).isEqualTo("no accounts\n");
    }

    @Test
    void listsAccountsOfOneCustomer() {
        done("customer add 0815");
        account("tevie");
        done("account add motl --customer 0815 --no-password");
        assertThat(json("account list").size()).isEqualTo(2);
        assertThat(json("account list --customer 0815").get(0).get("login").asString())
                .isEqualTo("motl");
    }

    @Test
    void refusesForeignVolumes() throws IOException {
        CommandRun again = refused("volume add mail2 " + volume);
        assertThat(again.err()).contains("is another volume already");
        CommandRun missing = refused("volume add mail2 " + folder.resolve("nowhere"));
        assertThat(missing.err()).contains("is no folder");
        assertThat(Files.exists(folder.resolve("nowhere"))).isFalse();
        Path empty = Files.createDirectory(folder.resolve("empty"));
        refused("volume set mail1 --folder " + empty);
        String marker = Files.readString(volume.resolve(".mailstead-volume")).strip();
        assertThat(json("volume show mail1").get("markerId").asString()).isEqualTo(marker);
    }

    @Test
    void refusesWhatContradictsTheDirectory() {
        account("tevie");
        refused("customer add 4711");
        refused("customer remove 4711");
        refused("customer show 1");
        refused("domain add cluster.example --customer 4711");
        refused("domain add other.example --customer unknown");
        refused("domain remove cluster.example");
        refused("account add tevie --customer 4711 --no-password");
        refused("account add motl --customer 4711 --no-password --address tevie@cluster.example");
        refused("account add motl --customer 4711 --no-password --home mail9:a/b");
        refused("account add motl --customer 4711 --no-password --home mail1:../b");
        refused("volume remove mail1");
    }

    @Test
    void explainsWrongUsage() {
        for (String line :
                new String[] {
                    "customer",
                    "customer add",
                    "customer add a/b",
                    "domain add cluster..example --customer 1",
                    "domain add other.example",
                    "account add tevie",
                    "account add a\tb --customer 4711",
                    "account add motl --customer 4711 --quota 12",
                    "account add motl --customer 4711 --uid 2001",
                    "account add motl --customer 4711 --uid 0 --gid 0",
                    "account set tevie --suspend --resume",
                    "account set tevie --password-hash {WHAT}x",
                    "account set tevie --service smoke",
                    "account set tevie --password-file /nonexistent/file",
                    "account set tevie --password",
                    "account set tevie --password-stdin --no-password",
                    "volume add x /x --weight 1001",
                    "customer list --nonsense",
                    "nonsense"
                }) {
            CommandRun run = CommandRun.of(line);
            assertThat(run.status()).as(line).isEqualTo(2);
            assertThat(run.err()).as(line).isNotBlank();
            assertThat(run.out()).as(line).isEmpty();
        }
    }

    @Test
    void saysWhenTheDirectoryIsAway() throws IOException {
        Path other = folder.resolve("other");
        CommandRun run = CommandRun.of("account list --data " + other);
        assertThat(run.status()).isEqualTo(75);
        assertThat(Files.exists(other)).isFalse();
        Files.writeString(
                folder.resolve("data/directory.sqlite"), "this is no database, not at all");
        assertThat(run("account list").status()).isEqualTo(75);
    }

    @Test
    void takesTheDirectoryFromAConfiguration() throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("node.yaml"),
                        """
                        roles: [pop3]
                        data: node
                        directory: {file: data/directory.sqlite}
                        listeners: {pop3: {address: "127.0.0.1:0", tls: none}}
                        """);
        assertThat(CommandRun.of("customer list --config " + config).out()).contains("4711");
        Files.writeString(config, "rolls: [pop3]\n");
        assertThat(CommandRun.of("customer list --config " + config).status()).isEqualTo(78);
        assertThat(CommandRun.of("customer list --config " + folder.resolve("none.yaml")).status())
                .isEqualTo(2);
    }

    @Test
    void printsHelpAndCompletion() {
        assertThat(CommandRun.of("help account").out())
                .contains("Usage: mailstead account", "add", "remove");
        assertThat(CommandRun.of("account add --help").out())
                .contains("--password-file", "--quota");
        CommandRun completion = CommandRun.of("completion bash");
        assertThat(completion.status()).isZero();
        assertThat(completion.out()).contains("complete -F", "--password-stdin", "mailstead");
        assertThat(CommandRun.of("completion fish").status()).isEqualTo(2);
    }

    @Test
    void tellsResultsInJson() {
        assertThat(json("customer add 0815").get("customerId").asString()).isEqualTo("0815");
        assertThat(json("customer remove 0815").toString()).isEqualTo("{\"removed\":\"0815\"}");
        assertThat(json("alias list").toString()).isEqualTo("[]");
    }

    private CommandRun account(String login) {
        return done("account add " + login + " --customer 4711 --no-password");
    }

    private JsonNode json(String line) {
        return JsonMapper.shared().readTree(done(line + " --json").out());
    }

    private CommandRun done(String line) {
        CommandRun run = run(line);
        assertThat(run.status()).as(line + "\n" + run.err()).isZero();
        return run;
    }

    private CommandRun refused(String line) {
        CommandRun run = run(line);
        assertThat(run.status()).as(line + "\n" + run.err()).isEqualTo(1);
        assertThat(run.err()).as(line).startsWith("mailstead: ");
        return run;
    }

    private CommandRun run(String line) {
        return CommandRun.of(line, "--data", folder.resolve("data").toString());
    }
}
