package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node, the command line and the receiver of {@code docs/operate/provisioning.md} in Python. */
class WebhookNodeTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "operate", "provisioning.md");
    private static final Pattern RECEIVER = Pattern.compile("(?s)```python\\n(.*?)```");
    private static final Pattern SECRET = Pattern.compile("\"secret\":\"([^\"]+)\"");

    @TempDir private Path folder;

    @Test
    void theBillingSystemHearsWhatTheApiAndTheCommandDo() throws Exception {
        assumeTrue(Programs.isInstalled("python3"), "left out: python3 is not installed");
        Path configuration =
                Files.writeString(
                        folder.resolve("node.yaml"),
                        """
                        name: api.example.net
                        roles: [admin]
                        data: data
                        directory: {file: directory.sqlite}
                        first-volume: volume
                        admin: {webhook-networks: [127.0.0.1]}
                        listeners: {admin: {address: "127.0.0.1:0", tls: none}}
                        """);
        Path log = folder.resolve("node.log");
        try (RunningNode node = RunningNode.start(configuration, log, "256m")) {
            Matcher ports =
                    Pattern.compile("(?m)^listening admin \\S+:(\\d+) ").matcher(node.log());
            assertThat(ports.find()).isTrue();
            Programs programs = new Programs(folder, node::log);
            String token =
                    mailstead(programs, "token", "add", "t", "--scope", "operator", "--json");
            Matcher secretOfToken = Pattern.compile("mstk_[A-Za-z0-9_-]+").matcher(token);
            assertThat(secretOfToken.find()).isTrue();
            int port = freePort();
            Path told = folder.resolve("told.txt");
            HttpClient client = HttpClient.newHttpClient();
            String made =
                    client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://127.0.0.1:"
                                                                    + ports.group(1)
                                                                    + "/v1/webhooks"))
                                            .header(
                                                    "Authorization",
                                                    "Bearer " + secretOfToken.group())
                                            .header("Content-Type", "application/json")
                                            .POST(
                                                    BodyPublishers.ofString(
                                                            "{\"name\":\"billing\",\"url\":\"http://127.0.0.1:%d/\"}"
                                                                    .formatted(port)))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body();
            Matcher secret = SECRET.matcher(made);
            assertThat(secret.find()).as(made).isTrue();
            Files.writeString(folder.resolve("webhook.secret"), secret.group(1) + "\n");
            mailstead(programs, "customer", "add", "c-7", "--name", "Seven");
            Process receiver = receiver(port, told);
            try {
                Await.until(
                        "what was said before it listened, and by the command",
                        Duration.ofSeconds(60),
                        () -> said(told).contains("customers.create c-7"));
                mailstead(programs, "customer", "set", "c-7", "--name", "Seventh");
                Await.until(
                        "what was said since",
                        Duration.ofSeconds(60),
                        () -> said(told).contains("customers.change c-7"));
                assertThat(Files.readAllLines(told).getFirst()).startsWith("webhooks.create ");
            } finally {
                receiver.destroy();
                receiver.waitFor();
            }
            assertThat(node.log()).doesNotContain("event=bug", secret.group(1));
        }
    }

    private Process receiver(int port, Path told) throws Exception {
        Matcher program = RECEIVER.matcher(Files.readString(PAGE));
        assertThat(program.find()).isTrue();
        Path script = Files.writeString(folder.resolve("receiver.py"), program.group(1));
        return new ProcessBuilder("python3", script.toString(), Integer.toString(port))
                .directory(folder.toFile())
                .redirectOutput(told.toFile())
                .redirectError(folder.resolve("receiver.log").toFile())
                .start();
    }

    private static String said(Path told) {
        try {
            return Files.readString(told);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private String mailstead(Programs programs, String... words) throws Exception {
        StringBuilder line =
                new StringBuilder(
                        "cd '%s' && '%s/bin/java' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' mailstead.node.Main"
                                .formatted(
                                        folder,
                                        System.getProperty("java.home"),
                                        System.getProperty("java.class.path")));
        for (String word : words) {
            line.append(" '").append(word).append('\'');
        }
        return programs.run("sh", "-c", line.append(" --config node.yaml").toString());
    }
}
