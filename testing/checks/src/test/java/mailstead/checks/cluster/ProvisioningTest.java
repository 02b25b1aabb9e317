package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/operate/provisioning.md}, by curl, on a running node. */
final class ProvisioningTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "operate", "provisioning.md");
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder;

    @Test
    void theCommandsOfThePageWork() throws Exception {
        Path configuration =
                Files.writeString(
                        folder.resolve("node.yaml"),
                        """
                        name: api.example.net
                        roles: [admin]
                        data: data
                        directory: {file: directory.sqlite}
                        first-volume: volume
                        tls: {self-signed: true}
                        listeners:
                          admin:
                            - {address: "127.0.0.1:0", tls: none}
                            - {address: "127.0.0.1:0", tls: implicit}
                        """);
        Path log = folder.resolve("node.log");
        try (RunningNode node = RunningNode.start(configuration, log, "256m")) {
            Matcher ports =
                    Pattern.compile("(?m)^listening admin \\S+:(\\d+) (\\w+)").matcher(node.log());
            assertThat(ports.find()).isTrue();
            String plain = ports.group(1);
            assertThat(ports.find()).isTrue();
            String secure = ports.group(1);
            Programs programs = new Programs(folder, node::log);
            String said = programs.run("curl", "--version");
            assertThat(said).contains("curl");
            Path script = Files.writeString(folder.resolve("page.sh"), script(plain));
            said = programs.run("sh", script.toString());
            assertThat(said)
                    .contains("\"status\":\"active\",\"standing\":\"suspended\"")
                    .contains("\"state\":\"requested\"")
                    .contains("\"origin\":\"127.0.0.1\"", "\"origin\":\"command\"")
                    .contains("Idempotency-Replayed: true")
                    .contains("alias sales@example.net added");
            assertThat(
                            programs.run(
                                    "curl",
                                    "--silent",
                                    "--insecure",
                                    "https://127.0.0.1:" + secure + "/docs"))
                    .contains("Mailstead provisioning");
            assertThat(node.log()).contains("event=request-answered").doesNotContain("event=bug");
        }
    }

    /** All commands of the page in one shell, with this node for the one that it speaks of. */
    private String script(String port) throws Exception {
        StringBuilder script =
                new StringBuilder(
                        """
                        set -eu
                        cd '%s'
                        mailstead() {
                            if [ -z "${MAILSTEAD_API-}" ]; then set -- "$@" --config node.yaml; fi
                            '%s/bin/java' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
                                -cp '%s' mailstead.node.Main "$@"
                        }
                        """
                                .formatted(
                                        folder,
                                        System.getProperty("java.home"),
                                        System.getProperty("java.class.path")));
        Matcher commands = COMMANDS.matcher(Files.readString(PAGE));
        while (commands.find()) {
            script.append(commands.group(1));
        }
        String page = script.toString();
        assertThat(page).contains("API=https://api.example.net:8443");
        return page.replace("API=https://api.example.net:8443", "API=http://127.0.0.1:" + port)
                        .replace("--fail-with-body", "--fail-with-body --include")
                + "mailstead customer add c-2 --name Two\napi \"$API/v1/audit?customer=c-2\"\n";
    }
}
