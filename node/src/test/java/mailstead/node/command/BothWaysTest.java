package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.node.config.NodeConfig;
import mailstead.node.wiring.Node;
import mailstead.spi.Page;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract of commands: the same commands on the same directory, once in the database and once
 * by the API of a running node, print the same, end with the same status and leave the same.
 */
@Timeout(120)
final class BothWaysTest {

    /** Made in both databases before the API runs. */
    private static final List<String> BEFORE =
            List.of(
                    "customer add 4711 --name Dairy --billing B-17",
                    "volume add mail1 %FOLDER%/mail1 --create",
                    "token add operator --scope operator");

    /** Each of them runs both ways; what is refused is refused in the same words. */
    private static final List<String> COMMANDS =
            List.of(
                    "customer add 0815 --attribute city=Boyberik --attribute street=Main",
                    "customer add 0816 --suspend --json",
                    "customer add 0815",
                    "customer list",
                    "customer list --json",
                    "customer show 0815",
                    "customer show 1",
                    "customer set 0815 --name Butter --attribute city= --attribute a=b",
                    "customer set 0815 --suspend --json",
                    "customer set 4711 --billing=",
                    "customer set 1 --name Nobody",
                    "customer show 0815 --json",
                    "customer remove 0816 --json",
                    "customer remove 0816",
                    "domain add cluster.example --customer 4711",
                    "domain add b\u00fccher.example --customer 4711 --postmaster ann@elsewhere.example",
                    "domain add cluster.example --customer 4711",
                    "domain add other.example --customer unknown",
                    "domain add other.example",
                    "domain list",
                    "domain list --json",
                    "account add tevie --customer 4711 --home mail1:a/tevie --password-hash {SSHA}kXWBk0kWfsFUEPQ7DR+Y0T+cLOzwHLbGDlVMQQ==",
                    "account add Golde@cluster.example --customer 4711 --password-file %FOLDER%/password --json",
                    "account add golde@cluster.example --customer 4711 --no-password",
                    "account add motl --customer 4711 --no-password --home mail1:a/motl --uid 2001 --gid 2002"
                            + " --quota 100MiB --quota-messages 1000 --service pop3,delivery --attribute x=y --suspend",
                    "account add hodel --customer 4711 --no-password --address hodel@nowhere.example",
                    "account add hodel --customer nobody --no-password --address tevie@cluster.example --home mail1:../x",
                    "account add hodel --customer 4711 --no-password --home mail9:a/b",
                    "account add hodel@nowhere.example --customer 4711 --no-password",
                    "account list",
                    "account list --customer 4711 --json",
                    "account list --customer 0815",
                    "account show TEVIE",
                    "account show nobody",
                    "account set tevie --add-address milk@cluster.example --quota 1GiB --suspend",
                    "account set tevie --quota none --quota-messages 5 --resume --json",
                    "account set tevie --remove-address milk@cluster.example --customer 0815",
                    "account set tevie --password-file %FOLDER%/password",
                    "account set tevie --home mail1:b/tevie",
                    "account set tevie --service imap --attribute x=",
                    "account set nobody --suspend",
                    "account set motl --no-password --address motl@cluster.example --address m@cluster.example",
                    "account set motl --address golde@cluster.example",
                    "account show motl --json",
                    "domain show cluster.example",
                    "domain set cluster.example --postmaster golde@cluster.example --catch-all none",
                    "domain set CLUSTER.example --suspend --json",
                    "domain set cluster.example --resume",
                    "domain remove cluster.example",
                    "account app-password add golde@cluster.example Phone",
                    "account app-password add golde@cluster.example Tablet --service imap --expires 2101-02-03 --json",
                    "account app-password add golde@cluster.example Old --expires 2001-02-03",
                    "account app-password add nobody Telephone",
                    "account app-password list golde@cluster.example",
                    "account app-password list tevie",
                    "account app-password list nobody --json",
                    "account app-password remove golde@cluster.example none",
                    "account show golde@cluster.example",
                    "alias add milk@cluster.example tevie@cluster.example golde@home.example tevie@cluster.example",
                    "alias add round@cluster.example milk@cluster.example",
                    "alias set milk@cluster.example --add-target round@cluster.example",
                    "alias add tevie@cluster.example golde@home.example",
                    "alias add x@nowhere.example golde@home.example --json",
                    "alias set milk@cluster.example --add-target motl@home.example --remove-target golde@home.example",
                    "alias set round@cluster.example --remove-target milk@cluster.example",
                    "alias set nobody@cluster.example --target a@b.example",
                    "alias show Milk@cluster.example --json",
                    "alias list",
                    "alias remove round@cluster.example",
                    "alias remove round@cluster.example",
                    "volume add mail2 %FOLDER%/mail2 --weight 7",
                    "volume add mail2 %FOLDER%/mail2",
                    "volume add mail3 %FOLDER%/mail2",
                    "volume add mail3 %FOLDER%/nowhere",
                    "volume set mail2 --weight 8 --json",
                    "volume set mail2 --folder %FOLDER%/mail1",
                    "volume show mail2",
                    "volume list",
                    "volume remove mail1",
                    "volume remove mail2",
                    "token add shop --scope reseller --customer 4711 --expires 2099-01-31T00:00:00Z",
                    "token add shop --scope king --customer 0 --expires yesterday",
                    "token list",
                    "token remove none",
                    "webhook add billing https://billing.example.net/hook --resource accounts,domains --action create"
                            + " --customer 4711 --disable",
                    "webhook add billing ftp://billing.example.net --resource cats --customer 0 --json",
                    "webhook add every http://127.0.0.1:9/ --disable --json",
                    "webhook list",
                    "webhook show none",
                    "webhook set none --enable",
                    "webhook ping none",
                    "webhook remove none",
                    "account remove motl",
                    "account remove motl",
                    "customer list --nonsense");

    private static final List<String> AFTER =
            List.of(
                    "customer list --json",
                    "domain list --json",
                    "account list --json",
                    "alias list --json",
                    "volume list --json",
                    "account app-password list golde@cluster.example --json");

    @TempDir private Path folder;

    /** One directory, with what belongs to it. */
    private static final class Side {

        private final Path folder;

        Side(Path folder, String name) throws IOException {
            this.folder = Files.createDirectories(folder.resolve(name));
            Files.writeString(this.folder.resolve("password"), "sesame\n");
            Files.createDirectory(this.folder.resolve("mail2"));
            Files.writeString(
                    config(),
                    """
                    name: api.example.net
                    roles: [admin]
                    data: data
                    directory: {file: directory.sqlite}
                    admin: {requests-per-second: 10000}
                    tls: {self-signed: true}
                    listeners: {admin: {address: "127.0.0.1:0", tls: implicit}}
                    """);
        }

        Path config() {
            return folder.resolve("node.yaml");
        }

        CommandRun run(String line, String... more) {
            List<String> words = new ArrayList<>();
            for (String word : line.split(" ")) {
                words.add(word.replace("%FOLDER%", folder.toString()));
            }
            words.addAll(List.of(more));
            CommandRun run = CommandRun.of(words);
            return new CommandRun(run.status(), plain(run.out()), plain(run.err()));
        }

        /** Without what chance and time make. */
        private String plain(String text) {
            String named = text.startsWith("ID ") ? text.replaceAll("(?m)^[^ ]+", "ID") : text;
            return named.replace(folder.toString(), "FOLDER")
                    .replaceAll("mstk_[A-Za-z0-9_-]{43}", "TOKEN")
                    .replaceAll("whsec_[A-Za-z0-9+/=]+", "SECRET")
                    .replaceAll("[a-z]{4}(-[a-z]{4}){3}", "PASSWORD")
                    .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "MARKER")
                    .replaceAll("20[12][0-9]-[0-9:T-]+([.][0-9]+)?Z", "TIME")
                    .replaceAll("[0-9]{2}/[0-9]{2}/(?=golde)", "PLACE/")
                    .replaceAll("(?m)^id +[^ ]+$", "id  ID")
                    .replaceAll("\"id\" : \"[^\"]*\"", "\"id\" : \"ID\"")
                    .replaceAll(" {2,}", "  ");
        }

        List<String> noted() throws Exception {
            try (SqliteDirectory directory =
                    SqliteDirectory.open(
                            SqliteSettings.of(
                                    folder.resolve("directory.sqlite"),
                                    SqliteSettings.Mode.EXPECT))) {
                Page all =
                        new Page(Optional.empty(), Optional.empty(), Optional.empty(), "", "", 500);
                return directory.look(desk -> desk.notes(all)).stream()
                        .map(note ->
                                plain(note.action() + " " + note.resource() + " " + note.after())
                                        .replaceAll("\"id\":\"[^\"]*\"", "ID")
                                        .replaceAll(",[A-Za-z0-9_-]+\"", ",ID\""))
                        .toList();
            }
        }
    }

    @Test
    void commandsDoTheSameByTheApiAndInTheDatabase() throws Exception {
        Side database = new Side(folder, "a");
        Side api = new Side(folder, "b");
        for (String line : BEFORE) {
            assertThat(inDatabase(database, line).status()).as(line).isZero();
            if (!line.startsWith("token")) {
                assertThat(inDatabase(api, line).status()).as(line).isZero();
            }
        }
        Path token = token(api);
        try (Node node = Node.start(NodeConfig.load(api.config()), new RecordingSink())) {
            String url = "https:/" + node.listening().getFirst().address();
            Path ca = api.folder.resolve("data/self-signed.pem");
            for (String line : COMMANDS) {
                CommandRun there = inDatabase(database, line);
                CommandRun overThere =
                        api.run(
                                line,
                                "--api",
                                url,
                                "--token-file",
                                token.toString(),
                                "--ca",
                                ca.toString());
                assertThat(overThere.out())
                        .as(line + "\n" + there + "\n" + overThere)
                        .isEqualTo(there.out());
                assertThat(overThere.err()).as(line).isEqualTo(there.err());
                assertThat(overThere.status()).as(line).isEqualTo(there.status());
                assertThat(there.out() + there.err()).as(line).isNotBlank();
            }
        }
        for (String line : AFTER) {
            CommandRun left = inDatabase(database, line);
            assertThat(left.status()).as(line).isZero();
            assertThat(inDatabase(api, line)).as(line).isEqualTo(left);
        }
        assertThat(api.noted()).isEqualTo(database.noted());
    }

    private static CommandRun inDatabase(Side side, String line) {
        return side.run(line, "--config", side.config().toString());
    }

    /** The one that is made by hand on a machine with the database. */
    private static Path token(Side side) throws IOException {
        CommandRun made =
                CommandRun.of(
                        "token add operator --scope operator --json --config " + side.config());
        JsonNode json = JsonMapper.shared().readTree(made.out());
        return Files.writeString(side.folder.resolve("token"), json.get("token").asString() + "\n");
    }
}
