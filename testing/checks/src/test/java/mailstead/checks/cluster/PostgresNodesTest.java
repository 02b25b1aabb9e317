package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mailstead.node.Main;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes that share a directory in PostgreSQL, and the commands that fill it: what is changed
 * counts on both in time, and when the server dies nobody hears that somebody does not exist.
 */
@Timeout(180)
final class PostgresNodesTest {

    /** What a change may take to be effective on every node. */
    private static final Duration BOUND = Duration.ofSeconds(2);

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final byte[] MESSAGE =
            "Subject: one\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void nodesAgreeAndOutliveTheServer() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.sql("postgres", "CREATE DATABASE mailstead");
            fill(server);
            try (RunningNode one = start("n1", server);
                    RunningNode other = start("n2", server)) {
                try (Smtp smtp = Smtp.ehlo(one.port("mx"))) {
                    assertThat(smtp.send("tevie@cluster.example", MESSAGE)).startsWith("250");
                }
                try (Pop3 session = Pop3.login(other.port("pop3"), "tevie", TestCluster.PASSWORD)) {
                    assertThat(session.uidl()).hasSize(1);
                }
                suspendAndResume(other);
                loseAndRegain(server, one);
                for (RunningNode node : new RunningNode[] {one, other}) {
                    assertThat(node.stop()).isZero();
                    assertThat(node.log()).doesNotContain("event=bug");
                }
            }
        }
    }

    private void fill(PostgresServer server) throws IOException {
        configure("n1", server);
        Path password = Files.writeString(folder.resolve("password"), TestCluster.PASSWORD);
        assertThat(status("customer add c-1")).as("nothing makes tables unasked").isEqualTo(75);
        run("directory prepare");
        run("directory prepare");
        assertThat(run("directory status")).contains("primary", "127.0.0.1:" + server.port());
        run("volume add mail1 " + folder.resolve("mail1") + " --create");
        run("customer add c-1");
        run("domain add cluster.example --customer c-1");
        run(
                "account add tevie --customer c-1 --address tevie@cluster.example --password-file "
                        + password);
        assertThat(run("account show tevie")).contains("tevie@cluster.example");
        assertThat(status("account add tevie --customer c-1 --password-file " + password))
                .isEqualTo(1);
    }

    private void suspendAndResume(RunningNode node) throws IOException {
        run("account set tevie --suspend");
        Await.until("suspended", BOUND, () -> logIn(node, "tevie").startsWith("-ERR"));
        run("account set tevie --resume");
        Await.until("resumed", BOUND, () -> logIn(node, "tevie").startsWith("+OK"));
    }

    private void loseAndRegain(PostgresServer server, RunningNode node) throws IOException {
        assertThat(recipient(node, "tevie")).startsWith("250");
        assertThat(recipient(node, "nobody")).startsWith("550");
        server.kill();
        for (int i = 0; i < 5; i++) {
            assertThat(recipient(node, "nobody")).startsWith("451 4.4.3");
            assertThat(recipient(node, "tevie")).as("known before").startsWith("250");
            assertThat(logIn(node, "nobody")).startsWith("-ERR [SYS/TEMP]");
        }
        assertThat(status("customer add c-2")).isEqualTo(75);
        assertThat(status("directory status")).isEqualTo(75);
        Await.until("it is told", SOON, () -> node.log().contains("event=directory-lost"));
        server.restart();
        Await.until(
                "nobody is nobody again", SOON, () -> recipient(node, "nobody").startsWith("550"));
        run("customer add c-2");
        Await.until("it is told", SOON, () -> node.log().contains("event=directory-regained"));
    }

    private String run(String line) {
        StringWriter out = new StringWriter();
        int status = execute(line, out);
        assertThat(status).as(line + ": " + out).isZero();
        return out.toString();
    }

    private int status(String line) {
        return execute(line, new StringWriter());
    }

    private int execute(String line, StringWriter out) {
        PrintWriter writer = new PrintWriter(out, true);
        return Main.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute((line + " --config " + folder.resolve("n1.yaml")).split(" ", -1));
    }

    private RunningNode start(String name, PostgresServer server)
            throws IOException, InterruptedException {
        return RunningNode.start(configure(name, server), folder.resolve(name + ".log"), "256m");
    }

    private Path configure(String name, PostgresServer server) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                name: %s.cluster.example
                roles: [mx, pop3]
                data: %1$s
                directory:
                  kind: postgresql
                  servers: "%s:%d"
                  user: %s
                  tls: disable
                listeners:
                  mx: {address: '127.0.0.1:0', tls: none}
                  pop3: {address: '127.0.0.1:0', tls: none}
                """
                        .formatted(name, server.host(), server.port(), PostgresServer.ADMIN));
    }

    /** The answer to RCPT. */
    private static String recipient(RunningNode node, String name) {
        try (LineClient client = new LineClient(node.port("mx"))) {
            client.expectReply("220");
            client.send("EHLO client.example\r\n");
            client.expectReply("250");
            client.send("MAIL FROM:<>\r\n");
            client.expectReply("250");
            client.send("RCPT TO:<" + name + "@cluster.example>\r\n");
            return client.reply();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The answer to PASS. */
    private static String logIn(RunningNode node, String name) {
        try (LineClient client = new LineClient(node.port("pop3"))) {
            client.expectOk();
            client.send("USER " + name + "\r\nPASS " + TestCluster.PASSWORD + "\r\n");
            client.expectOk();
            return client.line();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
