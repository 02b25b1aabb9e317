package mailstead.checks.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take what they can get, against a node with little memory. */
final class HostileClientsTest {

    private static final String NAME = "small";

    /** Connections that are cut at each stage. */
    private static final int EACH = 30;

    private static final String TEVIE = "tevie@cluster.example";
    private static final byte[] MEBIBYTE =
            ("Subject: long\r\n\r\n" + "It goes on and on and on and on.\r\n".repeat(31_000))
                    .getBytes(US_ASCII);

    @TempDir private Path folder;
    private TestCluster cluster;
    private RunningNode node;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(folder);
        node = cluster.startWithHeap("64m", NAME, "mx", "pop3");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    @Timeout(120)
    void manyLongMessagesAtOnceFitIntoASmallHeap() throws Exception {
        int senders = 80;
        assertThat(
                        allAtOnce(
                                senders,
                                () -> {
                                    try (Smtp smtp = Smtp.ehlo(node.port("mx"))) {
                                        return smtp.send(TEVIE, MEBIBYTE);
                                    }
                                }))
                .hasSize(senders)
                .allMatch(reply -> reply.startsWith("250"));
        assertThat(filesIn("new")).hasSize(senders);
        assertNothingLeftBehind();

        List<Pop3> whoBeginToReadAndStop =
                allAtOnce(
                        40,
                        () -> {
                            Pop3 slow =
                                    Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD);
                            slow.client().send("RETR 1\r\nRETR 2\r\nRETR 3\r\nRETR 4\r\n");
                            return slow;
                        });
        assertStillServes();
        for (Pop3 slow : whoBeginToReadAndStop) {
            slow.close();
        }
        assertThat(node.log()).doesNotContain("OutOfMemory").doesNotContain("event=bug");
    }

    @Test
    @Timeout(120)
    void connectionsCutAnywhereLeaveNothingBehind() throws Exception {
        assertStillServes();
        int before = node.openFiles();
        List<String> stages =
                List.of(
                        "",
                        "EHLO c.example\r\n",
                        "MAIL FROM:<a@b.example>\r\n",
                        "RCPT TO:<" + TEVIE + ">\r\n",
                        "DATA\r\n",
                        "Subject: cut\r\n\r\n" + "x".repeat(70).concat("\r\n").repeat(3000));
        for (int last = 0; last < stages.size(); last++) {
            for (int i = 0; i < EACH; i++) {
                LineClient client = new LineClient(node.port("mx"));
                client.expectReply("220");
                for (int stage = 1; stage <= last; stage++) {
                    client.send(stages.get(stage));
                    if (stage < stages.size() - 1) {
                        client.reply();
                    }
                }
                client.reset();
            }
        }
        // A node opens some files of its own as it goes; a leak would be one for each connection.
        Await.until("all are closed", Duration.ofSeconds(20), () -> isAtMost(before + EACH / 2));
        assertThat(filesIn("new")).hasSize(1);
        assertNothingLeftBehind();
        assertStillServes();
        assertThat(node.log()).doesNotContain("event=bug");
    }

    @Test
    @Timeout(120)
    void aThousandSilentClientsDoNotKeepOthersOut() throws Exception {
        List<LineClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 900; i++) {
                LineClient client = new LineClient(node.port(i % 2 == 0 ? "mx" : "pop3"));
                client.line();
                silent.add(client);
            }
            assertStillServes();
        } finally {
            for (LineClient client : silent) {
                client.close();
            }
        }
        assertThat(node.log()).doesNotContain("event=bug");
    }

    private static <T> List<T> allAtOnce(int count, Callable<T> task) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks = Stream.generate(() -> task).limit(count).toList();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
        }
        return results;
    }

    private void assertStillServes() throws Exception {
        try (Smtp smtp = Smtp.ehlo(node.port("mx"))) {
            assertThat(smtp.send(TEVIE, "Subject: me too\r\n\r\n".getBytes(US_ASCII)))
                    .startsWith("250");
        }
        try (Pop3 session = Pop3.login(node.port("pop3"), "tevie", TestCluster.PASSWORD)) {
            assertThat(session.uidl()).isNotEmpty();
        }
    }

    private boolean isAtMost(int files) {
        try {
            return node.openFiles() <= files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session may still be reading what its client sent before it went. */
    private void assertNothingLeftBehind() {
        Await.until(
                "nothing is left of what was cut off",
                Duration.ofSeconds(20),
                () -> filesIn("tmp").isEmpty() && list(cluster.temporary(NAME)).isEmpty());
    }

    private List<Path> filesIn(String part) {
        return list(cluster.home("mail1", "12/34/tevie").resolve(part));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
