package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes that serve the provisioning API on one PostgreSQL, as a billing system meets them: one
 * is killed in the middle of changes, and what was asked of it is asked of the other.
 */
@Timeout(240)
final class AdminNodesTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WRITERS = 4;
    private static final int CHANGES = 120;

    @TempDir private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private CentralTown town;
    private String token;

    private record Told(int status, String body, Optional<String> etag, boolean isReplayed) {}

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
    void eachChangeHappensOnceWhateverBecomesOfTheNodes() throws Exception {
        try (RunningNode one = town.namedNode("n1", "admin", "mx", "pop3");
                RunningNode other = town.namedNode("n2", "admin", "mx", "pop3")) {
            oneOfTwoWritersWins(one, other);
            suspendedIsSuspendedEverywhere(one, other);
            oneIsKilled(one, other);
            for (RunningNode node : List.of(one, other)) {
                assertThat(node.log()).doesNotContain("event=bug");
            }
            assertThat(other.stop()).isZero();
        }
    }

    /** Changes are under way at one node when it dies; then all of them are sent to the other. */
    private void oneIsKilled(RunningNode one, RunningNode other) throws Exception {
        Map<Integer, Told> answered = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(
                        writers.submit(() -> {
                            try {
                                for (int n = next.getAndIncrement();
                                        n < CHANGES;
                                        n = next.getAndIncrement()) {
                                    answered.put(n, change(one, n));
                                }
                            } catch (IOException _) {
                                // What became of this one the other node will say.
                            }
                            return true;
                        }));
            }
            Await.until("some are done", SOON, () -> answered.size() >= CHANGES / 4);
            one.kill();
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(answered).as("it was in the middle").hasSizeLessThan(CHANGES);
        for (int n = 0; n < CHANGES; n++) {
            int number = n;
            Told[] told = new Told[1];
            Await.until(
                    "the other node answers",
                    SOON,
                    () -> {
                        told[0] = changed(other, number);
                        return told[0].status() == 201;
                    });
            Told before = answered.get(n);
            if (before != null && before.status() == 201) {
                assertThat(told[0].isReplayed()).isTrue();
                assertThat(told[0].body()).isEqualTo(before.body());
            }
        }
        assertThat(
                        town.sql(
                                "SELECT count(*), count(DISTINCT entry_key) FROM audit WHERE entry_key LIKE 'sent-%'"))
                .as("each is noted once")
                .isEqualTo(CHANGES + "|" + CHANGES);
        assertThat(town.sql("SELECT max(number) - min(number) + 1 - count(*) FROM audit"))
                .as("numbers without a gap")
                .isEqualTo("0");
    }

    private Told change(RunningNode node, int n) throws IOException, InterruptedException {
        String body =
                "{\"address\":\"sent-%d@cluster.example\",\"customerId\":\"c-1\",\"targets\":[\"tevie@cluster.example\"]}"
                        .formatted(n);
        return send(node, "POST", "/v1/aliases", body, "Idempotency-Key", "order-" + n);
    }

    private Told changed(RunningNode node, int n) {
        try {
            return change(node, n);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Both have read the same; both nodes are asked at once. */
    private void oneOfTwoWritersWins(RunningNode one, RunningNode other) throws Exception {
        for (int round = 0; round < 10; round++) {
            String etag = get(one, "/v1/customers/c-1").etag().orElseThrow();
            CyclicBarrier together = new CyclicBarrier(2);
            List<Future<Told>> both = new ArrayList<>();
            try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (RunningNode node : List.of(one, other)) {
                    String name = node == one ? "one" : "other";
                    String body = "{\"name\":\"%s %d\"}".formatted(name, round);
                    both.add(
                            writers.submit(() -> {
                                together.await();
                                return send(
                                        node, "PATCH", "/v1/customers/c-1", body, "If-Match", etag);
                            }));
                }
            }
            List<Integer> statuses =
                    List.of(both.get(0).get().status(), both.get(1).get().status());
            assertThat(statuses).containsExactlyInAnyOrder(200, 412);
            String winner = statuses.getFirst() == 200 ? "one" : "other";
            for (RunningNode node : List.of(one, other)) {
                assertThat(get(node, "/v1/customers/c-1").body())
                        .contains("\"" + winner + " " + round + "\"");
            }
        }
    }

    private void suspendedIsSuspendedEverywhere(RunningNode one, RunningNode other)
            throws Exception {
        List<RunningNode> both = List.of(one, other);
        assertThat(send(one, "POST", "/v1/customers/c-1/suspend", "", "X-None", "x").status())
                .isEqualTo(200);
        for (RunningNode node : both) {
            Await.until("suspended", SOON, () -> logIn(node).contains("suspended"));
            assertThat(Answers.toRecipient(node, "tevie@cluster.example")).startsWith("250");
            Await.until(
                    "its customer is named",
                    SOON,
                    () ->
                            node.log()
                                    .lines()
                                    .anyMatch(line ->
                                            line.contains("event=login-failed")
                                                    && line.contains("customer=c-1")
                                                    && line.contains("reason=account-suspended")));
        }
        assertThat(send(other, "POST", "/v1/customers/c-1/resume", "", "X-None", "x").status())
                .isEqualTo(200);
        for (RunningNode node : both) {
            Await.until("resumed", SOON, () -> logIn(node).startsWith("+OK"));
        }
    }

    private static String logIn(RunningNode node) {
        return Answers.toPassword(node, "tevie", TestCluster.PASSWORD);
    }

    private Told get(RunningNode node, String path) {
        try {
            return send(node, "GET", path, "", "X-None", "x");
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private Told send(
            RunningNode node, String method, String path, String body, String field, String value)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port("admin") + path))
                        .timeout(Duration.ofSeconds(10))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token)
                        .header(field, value);
        if (!body.isEmpty()) {
            request.header(
                    "Content-Type",
                    method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Told(
                response.statusCode(),
                response.body(),
                response.headers().firstValue("ETag"),
                response.headers().firstValue("Idempotency-Replayed").isPresent());
    }
}
