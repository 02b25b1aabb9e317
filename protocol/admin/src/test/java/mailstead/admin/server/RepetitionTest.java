package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mailstead.admin.server.Office.Told;
import mailstead.spi.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Writers who meet, and requests that come again. */
final class RepetitionTest {

    private static final String KEY = "Idempotency-Key";
    private static final String CUSTOMER = "{\"customerId\":\"c9\",\"name\":\"x\"}";

    @TempDir private Path folder;
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        office.settle("c1");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void ofTwoWritersWithTheSameETagOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            String etag = office.get(office.operator, "/v1/customers/c1").etag();
            List<Callable<Told>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "writer %d of %d".formatted(i, round);
                writers.add(() ->
                        office.send(
                                "PATCH",
                                office.operator,
                                "/v1/customers/c1",
                                "{\"name\":\"%s\"}".formatted(name),
                                "If-Match",
                                etag));
            }
            List<Told> told = together(writers);
            assertThat(told.stream().map(Told::status))
                    .containsExactlyInAnyOrder(200, 412, 412, 412);
            Told winner =
                    told.stream().filter(each -> each.status() == 200).findFirst().orElseThrow();
            assertThat(office.get(office.operator, "/v1/customers/c1").json())
                    .isEqualTo(winner.json());
        }
    }

    private static List<Told> together(List<Callable<Told>> calls) throws Exception {
        List<Told> told = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Told> future : threads.invokeAll(calls)) {
                told.add(future.get());
            }
        }
        return told;
    }

    @Test
    void aChangeSaysWhatItChanges() throws Exception {
        String path = "/v1/customers/c1";
        String etag = office.get(office.operator, path).etag();
        record Case(String tag, int status) {}
        for (Case each :
                List.of(
                        new Case("\"other\"", 412),
                        new Case("W/" + etag, 412),
                        new Case("other", 400),
                        new Case("\"other\", " + etag, 200),
                        new Case("*", 200))) {
            assertThat(
                            office.send(
                                            "PATCH",
                                            office.operator,
                                            path,
                                            "{\"name\":\"c1\"}",
                                            "If-Match",
                                            each.tag())
                                    .status())
                    .as(each.tag())
                    .isEqualTo(each.status());
        }
        assertThat(office.send("PATCH", office.operator, path, "{\"name\":\"y\"}").status())
                .isEqualTo(428);
        assertThat(office.send("DELETE", office.operator, path, "").status()).isEqualTo(428);
        assertThat(office.post(path + "/suspend", "").status()).isEqualTo(200);
        assertThat(office.post(path + "/resume", "", "If-Match", etag).status())
                .as("it is suspended now")
                .isEqualTo(412);
        assertThat(
                        office.send(
                                        "GET",
                                        office.operator,
                                        path,
                                        "",
                                        "If-None-Match",
                                        office.get(office.operator, path).etag())
                                .status())
                .isEqualTo(304);
    }

    @Test
    void theSameRequestHappensOnce() throws Exception {
        Told first = office.post("/v1/customers", CUSTOMER, KEY, "order-1");
        Told again = office.post("/v1/customers", CUSTOMER, KEY, "order-1");
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(again.etag()).isEqualTo(first.etag());
        assertThat(again.field("Location")).isEqualTo(first.field("Location"));
        assertThat(again.field("Idempotency-Replayed")).isEqualTo("true");
        assertThat(notesOf("c9")).hasSize(1);
        assertThat(office.post("/v1/customers", CUSTOMER, KEY, "order-2").status())
                .as("another request")
                .isEqualTo(409);
        Told misused =
                office.post(
                        "/v1/customers", "{\"customerId\":\"c8\",\"name\":\"x\"}", KEY, "order-1");
        assertThat(misused.status()).isEqualTo(422);
        assertThat(office.get(office.operator, "/v1/customers/c8").status()).isEqualTo(404);
        String other = office.token("operator");
        assertThat(office.send("POST", other, "/v1/customers", CUSTOMER, KEY, "order-1").status())
                .as("keys belong to tokens")
                .isEqualTo(409);
        office.clock.advance(Duration.ofHours(25));
        assertThat(office.post("/v1/customers", CUSTOMER, KEY, "order-1").status())
                .as("after a day it is forgotten")
                .isEqualTo(409);
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() throws Exception {
        String account =
                "{\"login\":\"x@new.example\",\"customerId\":\"c1\",\"addresses\":[\"x@new.example\"]}";
        assertThat(office.post("/v1/accounts", account, KEY, "k").status()).isEqualTo(422);
        office.post("/v1/domains", "{\"name\":\"new.example\",\"customerId\":\"c1\"}");
        assertThat(office.post("/v1/accounts", account, KEY, "k").status()).isEqualTo(201);
    }

    @Test
    void aSecretThatIsShownOnceIsShownAgainToWhoRepeatsTheRequest() throws Exception {
        String body = "{\"name\":\"billing\",\"scope\":\"operator\"}";
        Told first = office.post("/v1/tokens", body, KEY, "token-1");
        Told again = office.post("/v1/tokens", body, KEY, "token-1");
        String secret = first.json().get("token").asString();
        assertThat(again.json().get("token").asString()).isEqualTo(secret);
        assertThat(office.get(secret, "/v1/tokens").json().get("items")).hasSize(2);
        String kept =
                office.directory.look(desk ->
                        desk.tokens(
                                        new Page(
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                "",
                                                "",
                                                10))
                                .toString());
        assertThat(kept).doesNotContain(secret);
        assertThat(
                        Files.readString(
                                folder.resolve("directory.sqlite"), StandardCharsets.ISO_8859_1))
                .doesNotContain(secret);
    }

    @Test
    void manyAtOnceHappenOnce() throws Exception {
        List<Callable<Told>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writers.add(() -> office.post("/v1/customers", CUSTOMER, KEY, "same"));
        }
        List<Told> told = together(writers);
        assertThat(told.stream().map(Told::status)).isSubsetOf(201, 409).contains(201);
        assertThat(told.stream().filter(each -> each.status() == 409))
                .allMatch(each -> each.response().body().contains("being worked on"));
        assertThat(notesOf("c9")).hasSize(1);
    }

    @Test
    void twoNodesDoItOnceToo() throws Exception {
        try (Office other = new Office(folder)) {
            for (int round = 0; round < 5; round++) {
                String id = "n" + round;
                String body = "{\"customerId\":\"%s\",\"name\":\"x\"}".formatted(id);
                List<Callable<Told>> writers = new ArrayList<>();
                for (Office node : List.of(office, other, office, other)) {
                    writers.add(() ->
                            node.send("POST", office.operator, "/v1/customers", body, KEY, id));
                }
                List<Told> told = together(writers);
                assertThat(told.stream().map(Told::status)).isSubsetOf(201, 409).contains(201);
                assertThat(told.stream().filter(each -> each.status() == 409))
                        .allMatch(each -> each.response().body().contains("being worked on"));
                assertThat(notesOf(id)).hasSize(1);
            }
        }
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerLosesNothing() throws Exception {
        for (int round = 0; round < 10; round++) {
            String id = "broken-" + round;
            String body = "{\"customerId\":\"%s\",\"name\":\"x\"}".formatted(id);
            try (Socket socket =
                    new Socket(office.address.getAddress(), office.address.getPort())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write(
                                """
                                POST /v1/customers HTTP/1.1\r
                                Host: x\r
                                Authorization: Bearer %s\r
                                Content-Type: application/json\r
                                Idempotency-Key: %s\r
                                Content-Length: %d\r
                                \r
                                %s\
                                """
                                        .formatted(office.operator, id, body.length(), body)
                                        .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                if (round % 2 == 0) {
                    // Until the change is there, or nearly: then the reset hits another moment.
                    office.get(office.operator, "/v1/customers/" + id);
                }
            }
            Told again = repeat(body, id);
            assertThat(again.status()).as(again.toString()).isEqualTo(201);
            assertThat(notesOf(id)).as("it happened once").hasSize(1);
            assertThat(repeat(body, id).field("Idempotency-Replayed")).isEqualTo("true");
        }
    }

    /** As a client does: again while the first is being worked on. */
    private Told repeat(String body, String key) throws Exception {
        Told told = office.post("/v1/customers", body, KEY, key);
        long end = System.nanoTime() + Office.WAIT.toNanos();
        while (told.status() == 409 && System.nanoTime() < end) {
            told = office.post("/v1/customers", body, KEY, key);
        }
        return told;
    }

    private JsonNode notesOf(String key) throws Exception {
        return office.get(office.operator, "/v1/audit?prefix=" + key).json().get("items");
    }
}
