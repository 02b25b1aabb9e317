package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.node.api.ApiAccess;
import mailstead.node.api.ApiOffice;
import mailstead.node.config.NodeConfig;
import mailstead.node.local.ClusterCertificate;
import mailstead.node.wiring.DirectoryCopies;
import mailstead.node.wiring.Node;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands by the API of a running node: who is let in, whom they believe, who is faster. */
@Timeout(60)
final class ApiCommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Node node;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        Path config =
                Files.writeString(
                        folder.resolve("node.yaml"),
                        """
                        name: api.example.net
                        roles: [admin]
                        data: data
                        directory: {file: directory.sqlite}
                        tls: {self-signed: true}
                        listeners: {admin: {address: "127.0.0.1:0", tls: implicit}}
                        """);
        Files.createDirectory(folder.resolve("mail1"));
        for (String line :
                List.of(
                        "customer add c-1 --name One",
                        "customer add c-2 --name Two",
                        "domain add one.example --customer c-1",
                        "domain add two.example --customer c-2",
                        "volume add mail1 " + folder + "/mail1",
                        "account add ann@two.example --customer c-2 --no-password --home mail1:ann")) {
            CommandRun run = CommandRun.of(line + " --config " + config);
            assertThat(run.status()).as(line + run.err()).isZero();
        }
        token(config, "operator", "--scope operator");
        token(config, "customer", "--scope customer --customer c-1");
        Files.writeString(folder.resolve("wrong.token"), "mstk_" + "x".repeat(43));
        node = Node.start(NodeConfig.load(config), new RecordingSink());
        url = "https:/" + node.listening().getFirst().address();
    }

    private static void token(Path config, String name, String scope) throws IOException {
        CommandRun made =
                CommandRun.of("token add " + name + " " + scope + " --json --config " + config);
        Files.writeString(
                folder.resolve(name + ".token"),
                JsonMapper.shared().readTree(made.out()).get("token").asString());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Path ca() {
        return folder.resolve("data/self-signed.pem");
    }

    private static CommandRun as(String token, String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.addAll(
                List.of(
                        "--api",
                        url,
                        "--token-file",
                        folder.resolve(token + ".token").toString(),
                        "--ca",
                        ca().toString()));
        return CommandRun.of(words);
    }

    @Test
    void aWrongTokenIsRefusedAndARightOneSeesWhatIsItsOwn() {
        CommandRun wrong = as("wrong", "customer list");
        assertThat(wrong.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(wrong.err()).startsWith("mailstead: ").contains("token");
        assertThat(wrong.out()).isEmpty();
        CommandRun own = as("customer", "customer list --json");
        assertThat(own.out()).contains("c-1").doesNotContain("c-2");
        CommandRun others = as("customer", "account show ann@two.example");
        assertThat(others.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(others.err()).isEqualTo("mailstead: no such account: ann@two.example\n");
        CommandRun tooHigh =
                as(
                        "customer",
                        "account add bob@one.example --customer c-1 --no-password --home mail1:bob");
        assertThat(tooHigh.status()).isEqualTo(ExitStatus.REFUSED);
        CommandRun added =
                as("customer", "account add bob@one.example --customer c-1 --no-password");
        assertThat(added.status()).as(added.err()).isZero();
        // Volumes are not for customers to see.
        assertThat(added.out()).startsWith("account bob@one.example added at mail1:/");
        assertThat(as("customer", "account set bob@one.example --quota 1GiB").err())
                .isEqualTo("mailstead: quota: may be set by tokens of scope reseller only\n");
        assertThat(as("customer", "token list").status()).isEqualTo(ExitStatus.REFUSED);
    }

    @Test
    void webhooksLive() {
        CommandRun made =
                as("operator", "webhook add billing https://billing.example.net/ --disable --json");
        assertThat(made.status()).as(made.err()).isZero();
        JsonNode webhook = JsonMapper.shared().readTree(made.out());
        assertThat(webhook.get("secret").asString()).startsWith("whsec_");
        String id = webhook.get("id").asString();
        CommandRun set = as("operator", "webhook set " + id + " --action create,remove --json");
        assertThat(set.out()).contains("\"create\"", "\"remove\"").doesNotContain("whsec_");
        assertThat(as("operator", "webhook set " + id + " --action none --json").out())
                .doesNotContain("\"remove\"");
        assertThat(as("operator", "webhook show " + id).out()).contains("state  ", "disabled");
        assertThat(as("customer", "webhook list").status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(as("operator", "webhook ping " + id).out())
                .isEqualTo("webhook " + id + " will be pinged\n");
        assertThat(as("operator", "webhook remove " + id).status()).isZero();
        assertThat(as("operator", "webhook list").out()).isEqualTo("no webhooks\n");
    }

    @Test
    void onlyTheRightCertificateIsBelieved() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path pem = ClusterCertificate.make(other, "api.example.net").certificateFile();
        List<String> words =
                List.of(
                        "customer",
                        "list",
                        "--api",
                        url,
                        "--token-file",
                        folder.resolve("operator.token").toString());
        CommandRun system = CommandRun.of(words);
        assertThat(system.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(system.err()).contains("no TLS with " + url, "--ca");
        List<String> withOther = new ArrayList<>(words);
        withOther.addAll(List.of("--ca", pem.toString()));
        CommandRun wrong = CommandRun.of(withOther);
        assertThat(wrong.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(wrong.err()).contains("no TLS with " + url);
        List<String> withFolder = new ArrayList<>(words);
        withFolder.addAll(List.of("--ca", folder.resolve("none.pem").toString()));
        assertThat(CommandRun.of(withFolder).status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void nobodyThereIsNotNow() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        CommandRun away =
                CommandRun.of(
                        "customer list --api https://127.0.0.1:"
                                + port
                                + " --token-file "
                                + folder.resolve("operator.token"));
        assertThat(away.status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(away.err())
                .isEqualTo("mailstead: nobody answers at https://127.0.0.1:" + port + "\n");
    }

    @Test
    void whatIsTypedWrongIsToldBeforeAnythingIsSent() throws Exception {
        String token = " --token-file " + folder.resolve("operator.token");
        Path empty = Files.writeString(folder.resolve("empty.token"), "\nmstk_x\n");
        for (String line :
                List.of(
                        "customer list --api http://api.example.net" + token,
                        "customer list --api api.example.net" + token,
                        "customer list --api https://user@api.example.net" + token,
                        "customer list --api " + url,
                        "customer list" + token,
                        "customer list --api " + url + " --token-file " + empty,
                        "customer list --api " + url + " --token-file " + folder.resolve("none"),
                        "customer list --config node.yaml --api " + url + token,
                        "volume add mail2 /nowhere --create --api " + url + token + " --ca " + ca(),
                        "account adopt ann@two.example --api " + url,
                        "account export --format dovecot --api " + url,
                        "usage measure --api " + url,
                        "directory status --api " + url)) {
            CommandRun run = CommandRun.of(line);
            assertThat(run.status()).as(line + "\n" + run.err()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).as(line).startsWith("mailstead: ");
        }
        assertThat(CommandRun.of("account adopt ann@two.example --api " + url).err())
                .contains("cannot be done by the provisioning API");
    }

    @Test
    void whoeverIsFasterKeepsWhatHeDid() throws Exception {
        ApiAccess access =
                new ApiAccess(
                        URI.create(url),
                        Files.readString(folder.resolve("operator.token")),
                        DirectoryCopies.tls(Optional.of(ca()), Optional.empty()),
                        ApiAccess.Patience.USUAL);
        try (ApiOffice office = new ApiOffice(access, _ -> {}, _ -> {}, new SecureRandom())) {
            Clerk clerk = Clerk.elsewhere(office);
            AtomicBoolean isFirst = new AtomicBoolean(true);
            clerk.change(
                    Kind.ACCOUNT,
                    "ann@two.example",
                    before -> {
                        if (isFirst.getAndSet(false)) {
                            CommandRun faster =
                                    as(
                                            "operator",
                                            "account set ann@two.example --add-address a@two.example");
                            assertThat(faster.status()).as(faster.err()).isZero();
                        }
                        List<String> addresses = new ArrayList<>(before.texts("addresses"));
                        addresses.add("b@two.example");
                        return new Patch().texts("addresses", addresses).fields();
                    });
            assertThat(clerk.found(Kind.ACCOUNT, "ann@two.example").texts("addresses"))
                    .containsExactly("ann@two.example", "a@two.example", "b@two.example");
        }
    }
}
