package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mailstead.directory.copy.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Addresses that RFC 5321 and RFC 6531 allow and few have, and a list of 10,000, through every
 * door: made over the provisioning API, seen by the command, taken at RCPT by a node that asks
 * PostgreSQL and by one that has only a copy.
 */
@Timeout(240)
final class StrangeAddressesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** As they stand in an SMTP path. */
    private static final List<String> ADDRESSES =
            List.of(
                    "x".repeat(64) + "@cluster.example",
                    "\u00fc".repeat(32) + "@cluster.example",
                    "\"a b\"@cluster.example",
                    "\"a\\\"b\\\\c\"@cluster.example",
                    "\"a,b;c:d\"@cluster.example",
                    "\"@\"@cluster.example",
                    "\"..\"@cluster.example",
                    "o'hara%00$@cluster.example",
                    "{login}*@cluster.example",
                    "gr\u00fc\u00dfe@b\u00fccher.example",
                    "UPPER@B\u00dcCHER.example",
                    "post/master@cluster.example");

    /** Of what stands above, or with something that does not count. */
    private static final List<String> OTHER_SPELLINGS =
            List.of(
                    "X".repeat(64) + "+list@cluster.example",
                    "gr\u00fc\u00dfe@xn--bcher-kva.example",
                    "gr\u00fc\u00dfe@XN--Bcher-KVA.Example",
                    "gr\u00fc\u00dfe@bu\u0308cher.example",
                    "\"A \\B\"@cluster.example",
                    "\"u\\p\\p\\e\\r\"@b\u00fccher.example",
                    "\"A B+list\"@cluster.example");

    @TempDir private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private CentralTown town;
    private String token;

    @BeforeEach
    void open() throws Exception {
        town = CentralTown.start(folder);
        Path password = Files.writeString(folder.resolve("password"), TestCluster.PASSWORD);
        town.run("account add tevie --customer c-1 --password-file " + password);
        Matcher made =
                Pattern.compile("mstk_[A-Za-z0-9_-]+")
                        .matcher(town.run("token add billing --scope operator --json"));
        assertThat(made.find()).isTrue();
        token = made.group();
    }

    @AfterEach
    void close() throws IOException {
        town.close();
    }

    @Test
    void theyAreOneThingEverywhere() throws Exception {
        SigningKey.Pair pair = SigningKey.Pair.generate();
        Files.writeString(folder.resolve("publisher.pem"), pair.secret() + pair.open());
        Files.writeString(folder.resolve("publisher.pub"), pair.open());
        try (RunningNode node = town.namedNode("n1", "admin", "mx")) {
            fill(node);
            taken(node);
            town.configureAlso("publisher: {folder: copies, key: publisher.pem, interval: 1s}\n");
            town.run("directory publish");
            try (RunningNode copy =
                    RunningNode.start(distributed(), folder.resolve("n2.log"), "256m")) {
                Await.until("copied", SOON, () -> copy.log().contains("event=copy-taken"));
                taken(copy);
            }
            assertThat(node.log()).doesNotContain("event=bug");
        }
    }

    private void fill(RunningNode node) throws Exception {
        assertThat(
                        post(
                                node,
                                "/v1/domains",
                                "{\"name\":\"b\u00fccher.example\",\"customerId\":\"c-1\"}"))
                .isEqualTo(201);
        for (String same :
                List.of("xn--bcher-kva.example", "B\u00dcCHER.example", "bu\u0308cher.example")) {
            assertThat(
                            post(
                                    node,
                                    "/v1/domains",
                                    "{\"name\":\"%s\",\"customerId\":\"c-1\"}".formatted(same)))
                    .as(same)
                    .isEqualTo(409);
        }
        for (String address : ADDRESSES) {
            assertThat(post(node, "/v1/aliases", alias(address, "\"tevie@cluster.example\"")))
                    .as(address)
                    .isEqualTo(201);
            assertThat(post(node, "/v1/aliases", alias(address, "\"tevie@cluster.example\"")))
                    .as("%s a second time", address)
                    .isEqualTo(409);
            String key = URLEncoder.encode(address, StandardCharsets.UTF_8).replace("+", "%20");
            assertThat(send(node, "GET", "/v1/aliases/" + key, "").statusCode())
                    .as(address)
                    .isEqualTo(200);
        }
        for (String unfit :
                List.of(
                        "x".repeat(65) + "@cluster.example",
                        "a b@cluster.example",
                        "\"a\\\u0001\"@cluster.example",
                        "a@b@cluster.example",
                        "@cluster.example",
                        "a@" + "x".repeat(64) + ".example",
                        "a@[192.0.2.1]",
                        "a@cluster..example",
                        "\"a@cluster.example")) {
            assertThat(post(node, "/v1/aliases", alias(unfit, "\"tevie@cluster.example\"")))
                    .as(unfit)
                    .isEqualTo(422);
        }
        String members =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "\"tevie+" + i + "@cluster.example\"")
                        .collect(Collectors.joining(","));
        assertThat(post(node, "/v1/aliases", alias("all@cluster.example", members))).isEqualTo(201);
        assertThat(
                        post(
                                node,
                                "/v1/aliases",
                                alias("more@cluster.example", members + ",\"a@b.example\"")))
                .isEqualTo(422);
        assertThat(post(node, "/v1/aliases", alias("a@cluster.example", "\"b@cluster.example\"")))
                .isEqualTo(201);
        assertThat(post(node, "/v1/aliases", alias("b@cluster.example", "\"A@cluster.example\"")))
                .as("a circle")
                .isEqualTo(409);
        StringWriter said = new StringWriter();
        assertThat(
                        Answers.toCommand(
                                "alias add b@cluster.example A@cluster.example --customer c-1",
                                folder.resolve("town.yaml"),
                                said))
                .as("a circle, by command: %s", said)
                .isNotZero();
    }

    private void taken(RunningNode node) {
        for (String address : ADDRESSES) {
            assertThat(recipient(node, address)).as(address).startsWith("250");
            assertThat(recipient(node, "X" + address.replace("\"", "")))
                    .as("somebody else than %s", address)
                    .doesNotStartWith("250");
        }
        assertThat(recipient(node, "all@cluster.example")).startsWith("250");
        for (String other : OTHER_SPELLINGS) {
            assertThat(recipient(node, other)).as(other).startsWith("250");
        }
    }

    private static String recipient(RunningNode node, String path) {
        try (LineClient client = new LineClient(node.port("mx"))) {
            client.expectReply("220");
            client.send("EHLO client.example\r\n");
            client.expectReply("250");
            client.send("MAIL FROM:<> SMTPUTF8\r\n");
            client.expectReply("250");
            client.send("RCPT TO:<" + path + ">\r\n");
            return client.reply();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String alias(String address, String targets) {
        return "{\"address\":\"%s\",\"customerId\":\"c-1\",\"targets\":[%s]}"
                .formatted(
                        address.replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\u0001", "\\u0001"),
                        targets);
    }

    private int post(RunningNode node, String path, String body) throws Exception {
        return send(node, "POST", path, body).statusCode();
    }

    private HttpResponse<String> send(RunningNode node, String method, String path, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port("admin") + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private Path distributed() throws IOException {
        return Files.writeString(
                folder.resolve("n2.yaml"),
                """
                name: n2.cluster.example
                roles: [mx]
                data: n2
                directory:
                  kind: distributed
                  copy: {folder: copies, keys: publisher.pub, interval: 1s}
                listeners:
                  mx: {address: '127.0.0.1:0', tls: none}
                """);
    }
}
