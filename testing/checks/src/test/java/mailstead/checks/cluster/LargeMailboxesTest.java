package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.node.client.ImapClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many folders, and very many messages in one, through a node whose heap is bounded; somebody
 * else is answered meanwhile. {@code -Dmailstead.soak=true} makes it 10,000 folders and 200,000
 * messages with the launcher's heap.
 */
final class LargeMailboxesTest {

    private static final boolean IS_SOAK = Boolean.getBoolean("mailstead.soak");
    private static final int CHILDREN = IS_SOAK ? 5_000 : 200;
    private static final int OTHERS = IS_SOAK ? 4_998 : 98;
    private static final int MESSAGES = IS_SOAK ? 200_000 : 10_000;
    private static final String HEAP = IS_SOAK ? "512m" : "64m";

    /** An ext4 file has at most 65,000 names. */
    private static final int NAMES_MAX = 50_000;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Of a neighbour's command, on a machine that has other work, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String HUGE = "1:4294967295";

    @TempDir private Path folder;
    private TestCluster cluster;
    private RunningNode node;
    private Path home;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(folder);
        cluster.addAccount("yente", "mail2", "56/78/yente");
        home = cluster.home("mail1", "12/34/tevie");
        node = cluster.startWithHeap(HEAP, "large", "imap");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    @Timeout(900)
    void manyFolders() throws Exception {
        makeMaildir(home);
        makeMaildir(home.resolve(".Parent"));
        for (int i = 0; i < CHILDREN; i++) {
            makeMaildir(home.resolve(".Parent.child" + i));
        }
        for (int i = 0; i < OTHERS; i++) {
            makeMaildir(home.resolve(".Other" + i));
        }
        int all = 2 + CHILDREN + OTHERS;
        try (Neighbour _ = new Neighbour();
                ImapClient client = logIn("tevie")) {
            assertThat(client.command("LIST \"\" \"*\"").all("LIST")).hasSize(all);
            assertThat(client.command("LIST \"\" \"%\"").all("LIST")).hasSize(2 + OTHERS);
            assertThat(client.command("LIST \"\" \"Parent/*9\"").all("LIST"))
                    .hasSize(CHILDREN / 10);
            ImapClient.Completion told =
                    client.command("LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))");
            assertThat(told.all("STATUS")).hasSize(all);

            client.command("CREATE One-more");
            assertThat(client.command("LIST \"\" \"One-more\"").all("LIST")).hasSize(1);
            client.append(
                    "Parent/child7", "", "Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.command("RENAME Parent Renamed");
            assertThat(client.command("LIST \"\" \"Parent*\"").all("LIST")).isEmpty();
            assertThat(client.command("LIST \"\" \"Renamed/*\"").all("LIST")).hasSize(CHILDREN);
            assertThat(client.command("STATUS Renamed/child7 (MESSAGES)").all("STATUS"))
                    .singleElement()
                    .satisfies(response -> assertThat(response.text()).contains("MESSAGES 1)"));
            client.command("DELETE Other1");
            client.command("SUBSCRIBE Renamed/child7");
            assertThat(client.command("LSUB \"\" \"*\"").all("LSUB"))
                    .anyMatch(response -> response.text().endsWith(" Renamed/child7"));
            try (ImapClient other = logIn("tevie")) {
                assertThat(other.command("LIST \"\" \"*\"").all("LIST")).hasSize(all);
            }
        }
        assertUnharmed();
    }

    @Test
    @Timeout(1800)
    void manyMessages() throws Exception {
        fill();
        try (Neighbour _ = new Neighbour();
                ImapClient client = logIn("tevie")) {
            assertThat(client.command("SELECT INBOX").untagged())
                    .anyMatch(response -> response.text().equals("* " + MESSAGES + " EXISTS"));
            assertThat(client.command("FETCH 1:* (UID FLAGS)").all("FETCH")).hasSize(MESSAGES);
            assertThat(client.command("UID FETCH " + HUGE + " FLAGS").all("FETCH"))
                    .hasSize(MESSAGES);
            assertThat(client.attempt("FETCH " + HUGE + " FLAGS").status()).isEqualTo("BAD");
            assertThat(
                            client.command(
                                            "UID FETCH 4294967295:1,2:4294967294,%s (UID)"
                                                    .formatted("7,".repeat(1_000) + "9"))
                                    .all("FETCH"))
                    .hasSize(MESSAGES);
            assertFound(client, "UID " + HUGE, MESSAGES);
            assertFound(client, "UNSEEN", MESSAGES / 2);
            assertFound(client, "SUBJECT \"number 1\"", MESSAGES / 2);
            for (String criteria : List.of("REVERSE ARRIVAL", "SUBJECT")) {
                String sorted =
                        client.command("SORT (%s) UTF-8 ALL".formatted(criteria))
                                .all("SORT")
                                .getFirst()
                                .text();
                assertThat(sorted.split(" ").length).isEqualTo(2 + MESSAGES);
            }
            assertThat(client.command("THREAD REFERENCES UTF-8 ALL").all("THREAD")).hasSize(1);
            assertThat(client.command("FETCH 1:* (UID ENVELOPE)").all("FETCH")).hasSize(MESSAGES);
            assertThat(client.command("STORE 1:* +FLAGS (\\Flagged)").all("FETCH"))
                    .hasSize(MESSAGES);
            client.command("UID STORE " + HUGE + " +FLAGS.SILENT (kept)");
            client.command("CREATE Archive");
            client.command("COPY 1:%d Archive".formatted(MESSAGES / 10));
            client.command("STORE 1:%d +FLAGS.SILENT (\\Deleted)".formatted(MESSAGES / 2));
            assertThat(client.command("EXPUNGE").all("EXPUNGE")).hasSize(MESSAGES / 2);
            assertFound(client, "KEYWORD kept FLAGGED", MESSAGES / 2);
            assertThat(client.command("STATUS Archive (MESSAGES)").all("STATUS"))
                    .singleElement()
                    .satisfies(response ->
                            assertThat(response.text())
                                    .contains("MESSAGES " + MESSAGES / 10 + ")"));
        }
        assertUnharmed();
    }

    private static void assertFound(ImapClient client, String key, int count) throws IOException {
        assertThat(client.command("SEARCH RETURN (COUNT) " + key).all("ESEARCH"))
                .as(key)
                .singleElement()
                .satisfies(response -> assertThat(response.text()).endsWith("COUNT " + count));
    }

    private static void makeMaildir(Path maildir) throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(maildir.resolve(part));
        }
    }

    /** Hard links to two messages, of which one is seen. */
    private void fill() throws IOException {
        makeMaildir(home);
        List<Path> sources = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            if (i % NAMES_MAX == 0) {
                sources.clear();
                for (int number = 0; number < 2; number++) {
                    sources.add(
                            Files.writeString(
                                    Files.createTempFile(folder, "source", ""),
                                    "Message-ID: <%d@x.example>\nSubject: number %d\n\nbody\n"
                                            .formatted(i + number, number)));
                }
            }
            Files.createLink(
                    home.resolve("cur")
                            .resolve(
                                    "%d.M%dP1.host:2,%s"
                                            .formatted(
                                                    1_700_000_000 + i, i, i % 2 == 0 ? "S" : "")),
                    sources.get(i % 2));
        }
    }

    private ImapClient logIn(String user) throws IOException {
        ImapClient client =
                new ImapClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("imap")),
                        LIMIT);
        client.logIn(user, TestCluster.PASSWORD);
        return client;
    }

    private void assertUnharmed() {
        assertThat(node.log()).doesNotContain("OutOfMemory").doesNotContain("event=bug");
    }

    /** Asks for something all the time, and is answered in time. */
    private final class Neighbour implements AutoCloseable {

        private final ExecutorService executor = Executors.newSingleThreadExecutor();
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final Future<Duration> longest = executor.submit(this::ask);

        private Duration ask() throws IOException {
            long worst = 0;
            try (ImapClient client = logIn("yente")) {
                client.append(
                        "INBOX", "", "Subject: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (!isOver.get()) {
                    long start = System.nanoTime();
                    client.command("SELECT INBOX");
                    client.command("FETCH 1:* (FLAGS ENVELOPE)");
                    worst = Math.max(worst, System.nanoTime() - start);
                }
            }
            return Duration.ofNanos(worst);
        }

        @Override
        public void close() throws InterruptedException, ExecutionException {
            isOver.set(true);
            try {
                assertThat(longest.get()).isLessThan(PATIENCE);
            } finally {
                executor.shutdown();
            }
        }
    }
}
