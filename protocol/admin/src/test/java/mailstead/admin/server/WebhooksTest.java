package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import mailstead.admin.client.HttpReceiver;
import mailstead.admin.server.Office.Told;
import mailstead.admin.server.ScriptedReceiver.Mood;
import mailstead.admin.server.ScriptedReceiver.Received;
import mailstead.directory.sql.SqlDirectory;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.webhook.WebhookTeller;
import mailstead.spi.Webhook;
import mailstead.spi.WebhookLedger;
import mailstead.wire.Networks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a billing system hears, over real sockets, and when it hears nothing. */
class WebhooksTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir private Path folder;
    private Office office;
    private ScriptedReceiver billing;
    private ExecutorService background;
    private String secret = "";

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        office.settle("c1", "c2");
        billing = new ScriptedReceiver();
        background = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() throws Exception {
        office.close();
        billing.close();
        background.shutdownNow();
    }

    private HttpReceiver receiver(Duration deadline, String... networks) throws Exception {
        return new HttpReceiver(
                Networks.of(networks), SSLContext.getDefault(), deadline, background);
    }

    private WebhookTeller teller(WebhookLedger ledger, String name, HttpReceiver receiver) {
        return new WebhookTeller(
                ledger, receiver, name, office.clock, new Random(7), office.events);
    }

    private WebhookTeller teller() throws Exception {
        return teller(office.directory, "node-1", receiver(LONG, "127.0.0.1"));
    }

    /** One that is told of everything, or with more fields. */
    private String hook(String fields) throws Exception {
        Told made =
                office.post(
                        "/v1/webhooks",
                        "{\"name\":\"billing\",\"url\":\"%s\"%s}".formatted(billing.url(), fields));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        secret = made.json().get("secret").asString();
        return made.json().get("id").asString();
    }

    private JsonNode shown(String id) throws Exception {
        return office.get(office.operator, "/v1/webhooks/" + id).json();
    }

    private void change(int i) throws Exception {
        Told told =
                office.send(
                        "PATCH",
                        office.operator,
                        "/v1/customers/c1",
                        "{\"name\":\"Name %d\"}".formatted(i),
                        "If-Match",
                        "*");
        assertThat(told.status()).as(told.toString()).isEqualTo(200);
    }

    private void patch(String id, String fields) throws Exception {
        Told told =
                office.send(
                        "PATCH", office.operator, "/v1/webhooks/" + id, fields, "If-Match", "*");
        assertThat(told.status()).as(told.toString()).isEqualTo(200);
    }

    private long newest() throws Exception {
        return office.directory.<Long>look(desk -> desk.newestNote());
    }

    @Test
    void everyChangeIsToldInOrderAndSigned() throws Exception {
        String id = hook("");
        long from = newest();
        for (int i = 0; i < 5; i++) {
            change(i);
        }
        assertThat(teller().due()).containsExactly(id);
        teller().tell(id);
        assertThat(billing.numbers())
                .isEqualTo(LongStream.rangeClosed(from, from + 5).boxed().toList());
        for (Received each : billing.received()) {
            assertThat(each.isSignedWith(secret)).isTrue();
            assertThat(each.field("request")).isEqualTo("POST /hook?token=t HTTP/1.1");
            assertThat(each.field("content-type")).isEqualTo("application/json");
            assertThat(Long.parseLong(each.field("webhook-timestamp")))
                    .isEqualTo(office.clock.instant().getEpochSecond());
        }
        Received last = billing.received().getLast();
        assertThat(last.json().get("type").asString()).isEqualTo("customers.change");
        assertThat(last.json().at("/data/after/name").asString()).isEqualTo("Name 4");
        assertThat(last.json().at("/data/customerId").asString()).isEqualTo("c1");
        assertThat(teller().due()).isEmpty();
        assertThat(shown(id).get("behind").asLong()).isZero();
        assertThat(shown(id).get("lastAnswer").asString()).isEqualTo("204");
    }

    @Test
    void onlyWhatIsWantedIsTold() throws Exception {
        String id =
                hook(
                        ",\"resources\":[\"accounts\"],\"actions\":[\"suspend\",\"remove\"],\"customers\":[\"c1\"]");
        change(1);
        office.post("/v1/accounts/ann@c2.example/suspend", "");
        office.post("/v1/accounts/ann@c1.example/suspend", "");
        office.post("/v1/accounts/ann@c1.example/resume", "");
        teller().tell(id);
        assertThat(billing.received())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.json().get("type").asString()).isEqualTo("accounts.suspend");
                    assertThat(each.json().at("/data/key").asString()).isEqualTo("ann@c1.example");
                });
        assertThat(shown(id).get("position").asLong()).isEqualTo(newest());
        assertThat(teller().due()).isEmpty();
    }

    @Test
    void theSecretIsShownOnceAndNowhereElse() throws Exception {
        String id = hook("");
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(office.get(office.operator, "/v1/webhooks/" + id).response().body())
                .doesNotContain("whsec_");
        assertThat(office.get(office.operator, "/v1/webhooks").response().body())
                .doesNotContain("whsec_");
        String audit = office.get(office.operator, "/v1/audit").response().body();
        assertThat(audit).contains("\"webhooks\"").doesNotContain("whsec_", "token=t");
        teller().tell(id);
        assertThat(billing.received()).hasSize(1);
        assertThat(billing.received().getFirst().body()).doesNotContain("whsec_", "token=t");
        billing.mood.set(Mood.GONE);
        change(1);
        teller().tell(id);
        assertThat(office.events.events().toString()).doesNotContain("whsec_", "token=t");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"FAIL", "BUSY", "REDIRECT", "NONSENSE", "CLOSE", "HANG", "TRICKLE"})
    void whatIsNotTakenIsToldAgainLater(Mood mood) throws Exception {
        String id = hook("");
        long from = newest();
        change(1);
        billing.mood.set(mood);
        WebhookTeller impatient =
                teller(office.directory, "node-1", receiver(SHORT, "127.0.0.0/8"));
        impatient.tell(id);
        assertThat(billing.numbers()).as("nothing overtakes").containsExactly(from);
        JsonNode failing = shown(id);
        assertThat(failing.get("failures").asLong()).isEqualTo(1);
        assertThat(failing.get("position").asLong()).isEqualTo(from - 1);
        assertThat(failing.get("behind").asLong()).isEqualTo(2);
        assertThat(failing.get("state").asString()).isEqualTo("enabled");
        assertThat(failing.get("lastAnswer").asString())
                .contains(
                        switch (mood) {
                            case FAIL -> "500";
                            case BUSY -> "503";
                            case REDIRECT -> "307, and redirects are not followed";
                            case NONSENSE -> "not HTTP";
                            case CLOSE -> "ended the connection";
                            case HANG, TRICKLE -> "no answer within";
                            case TAKE, GONE, ENDLESS -> throw new AssertionError(mood);
                        });
        Duration pause =
                Duration.between(
                        office.clock.instant(),
                        Instant.parse(failing.get("nextAttemptAt").asString()));
        assertThat(pause)
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(mood == Mood.BUSY ? 1200 : 7));
        assertThat(impatient.due()).isEmpty();
        office.clock.advance(pause);
        billing.mood.set(Mood.TAKE);
        assertThat(impatient.due()).containsExactly(id);
        teller().tell(id);
        assertThat(billing.numbers()).containsExactly(from, from, from + 1);
        assertThat(billing.received().get(1).field("webhook-id"))
                .isEqualTo(billing.received().get(0).field("webhook-id"))
                .isNotEqualTo(billing.received().get(2).field("webhook-id"));
        assertThat(billing.received().get(1).field("webhook-timestamp"))
                .isNotEqualTo(billing.received().get(0).field("webhook-timestamp"));
        assertThat(office.events.events(Event.WebhookFailing.class)).hasSize(1);
        assertThat(office.events.events(Event.WebhookRegained.class))
                .singleElement()
                .satisfies(event -> assertThat(event.failures()).isEqualTo(1));
        assertThat(shown(id).get("failures").asLong()).isZero();
    }

    @Test
    void anAnswerWithoutEndIsAnAnswer() throws Exception {
        String id = hook("");
        billing.mood.set(Mood.ENDLESS);
        teller().tell(id);
        assertThat(billing.numbers()).hasSize(1);
        assertThat(shown(id).get("behind").asLong()).isZero();
    }

    @Test
    void attemptsBecomeRareAndEndAfterFiveDays() throws Exception {
        String id = hook("");
        billing.mood.set(Mood.FAIL);
        WebhookTeller teller = teller();
        Instant begun = office.clock.instant();
        Duration before = Duration.ZERO;
        int attempts = 0;
        while (shown(id).get("state").asString().equals("enabled")) {
            assertThat(teller.due()).containsExactly(id);
            teller.tell(id);
            attempts++;
            assertThat(attempts).isLessThan(300);
            if (shown(id).has("nextAttemptAt")) {
                Instant next = Instant.parse(shown(id).get("nextAttemptAt").asString());
                Duration pause = Duration.between(office.clock.instant(), next);
                assertThat(pause)
                        .isGreaterThan(before.multipliedBy(attempts < 9 ? 1 : 0))
                        .isLessThanOrEqualTo(Duration.ofMinutes(75));
                before = pause;
                office.clock.advance(pause);
            }
        }
        assertThat(Duration.between(begun, office.clock.instant()))
                .isBetween(Duration.ofDays(5), Duration.ofDays(5).plusHours(3));
        assertThat(attempts).isBetween(100, 200);
        assertThat(shown(id).get("disabledWhy").asString()).contains("5 days");
        assertThat(office.events.events(Event.WebhookFailing.class)).hasSize(1);
        assertThat(office.events.events(Event.WebhookDisabled.class)).hasSize(1);
        office.clock.advance(Duration.ofDays(1));
        assertThat(teller.due()).isEmpty();
        billing.mood.set(Mood.TAKE);
        patch(id, "{\"state\":\"enabled\"}");
        int failed = billing.received().size();
        teller.tell(id);
        assertThat(billing.received().subList(failed, billing.received().size()))
                .as("nothing is lost: its creation, and that it was enabled")
                .hasSize(2);
    }

    @Test
    void whoIsGoneIsToldNothingMore() throws Exception {
        String id = hook("");
        change(1);
        billing.mood.set(Mood.GONE);
        teller().tell(id);
        assertThat(shown(id).get("state").asString()).isEqualTo("disabled");
        assertThat(shown(id).get("disabledWhy").asString()).contains("410");
        assertThat(billing.received()).hasSize(1);
        office.clock.advance(Duration.ofDays(1));
        assertThat(teller().due()).isEmpty();
        assertThat(office.events.events(Event.WebhookDisabled.class))
                .singleElement()
                .satisfies(event -> assertThat(event.webhook()).isEqualTo(id));
    }

    @Test
    void aPingIsToldEvenWhenDisabled() throws Exception {
        String id = hook(",\"state\":\"disabled\"");
        assertThat(teller().due()).isEmpty();
        assertThat(office.post("/v1/webhooks/" + id + "/ping", "").status()).isEqualTo(200);
        assertThat(teller().due()).containsExactly(id);
        teller().tell(id);
        assertThat(billing.received())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.json().get("type").asString()).isEqualTo("ping");
                    assertThat(each.json().at("/data/webhook").asString()).isEqualTo(id);
                    assertThat(each.isSignedWith(secret)).isTrue();
                });
        assertThat(teller().due()).isEmpty();
        assertThat(shown(id).get("lastAnswer").asString()).isEqualTo("ping: 204");
        billing.mood.set(Mood.FAIL);
        office.post("/v1/webhooks/" + id + "/ping", "");
        teller().tell(id);
        assertThat(shown(id).get("lastAnswer").asString()).isEqualTo("ping: 500");
        assertThat(shown(id).get("failures").asLong()).isZero();
    }

    @Test
    void aPositionSetBackIsToldAgainAndOneSetForwardIsNot() throws Exception {
        String id = hook(",\"resources\":[\"customers\"]");
        for (int i = 0; i < 3; i++) {
            change(i);
        }
        long last = newest();
        teller().tell(id);
        assertThat(billing.numbers()).containsExactly(last - 2, last - 1, last);
        patch(id, "{\"position\":%d}".formatted(last - 2));
        teller().tell(id);
        assertThat(billing.numbers()).containsExactly(last - 2, last - 1, last, last - 1, last);
        change(7);
        patch(id, "{\"position\":%d}".formatted(newest()));
        teller().tell(id);
        assertThat(billing.numbers()).hasSize(5);
        Told beyond =
                office.send(
                        "PATCH",
                        office.operator,
                        "/v1/webhooks/" + id,
                        "{\"position\":%d}".formatted(newest() + 1),
                        "If-Match",
                        "*");
        assertThat(beyond.status()).isEqualTo(422);
        assertThat(beyond.pointers()).containsExactly("/position");
    }

    /** A new secret without a gap: a new webhook that begins where the old one is. */
    @Test
    void aNewOneMayBeginInThePast() throws Exception {
        long from = newest();
        change(1);
        String id = hook(",\"position\":%d".formatted(from));
        teller().tell(id);
        assertThat(billing.numbers()).containsExactly(from + 1, from + 2);
    }

    @Test
    void whatIsNotPublicIsNotTold() throws Exception {
        String id = hook("");
        WebhookTeller strict = teller(office.directory, "node-1", receiver(LONG));
        strict.tell(id);
        assertThat(shown(id).get("lastAnswer").asString())
                .contains("127.0.0.1 is not told without TLS", "admin.webhook-networks");
        patch(id, "{\"url\":\"https://localhost/\"}");
        strict.tell(id);
        assertThat(shown(id).get("lastAnswer").asString()).contains("is not a public address");
        patch(id, "{\"url\":\"https://nobody.invalid/\"}");
        strict.tell(id);
        assertThat(shown(id).get("lastAnswer").asString()).contains("cannot be resolved");
        assertThat(billing.received()).isEmpty();
    }

    @Test
    void whereNobodyListensIsAFailure() throws Exception {
        String id = hook("");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        patch(id, "{\"url\":\"http://127.0.0.1:%d/\"}".formatted(port));
        teller().tell(id);
        assertThat(shown(id).get("failures").asLong()).isEqualTo(1);
        assertThat(shown(id).get("lastAnswer").asString()).contains("refused");
    }

    /** The receiver of the test speaks no TLS. */
    @Test
    void withoutItsCertificateNothingIsSaid() throws Exception {
        String id = hook("");
        patch(id, "{\"url\":\"%s\"}".formatted(billing.url().replace("http:", "https:")));
        billing.mood.set(Mood.CLOSE);
        teller(office.directory, "node-1", receiver(SHORT, "127.0.0.1")).tell(id);
        assertThat(shown(id).get("failures").asLong()).isEqualTo(1);
        assertThat(billing.received()).allSatisfy(each -> assertThat(each.body()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x.example/",
                "https:///x",
                "x.example",
                "https://a:b@x.example/",
                "https://x.example/#y",
                "https://x.example:0/",
                "https://x.example:65536/",
                "https://b\\u00fccher.example/",
                "https://x.example/a b",
                "https://x.example/\\u00fc",
                "file:///etc/passwd"
            })
    void otherUrlsAreRefused(String url) throws Exception {
        Told told = office.post("/v1/webhooks", "{\"name\":\"x\",\"url\":\"%s\"}".formatted(url));
        assertThat(told.status()).isEqualTo(422);
        assertThat(told.pointers()).containsExactly("/url");
    }

    @Test
    void theTagIsOfWhatWasWritten() throws Exception {
        String id = hook("");
        String tag = office.get(office.operator, "/v1/webhooks/" + id).etag();
        change(1);
        teller().tell(id);
        assertThat(office.get(office.operator, "/v1/webhooks/" + id).etag()).isEqualTo(tag);
        patch(id, "{\"name\":\"other\"}");
        assertThat(office.get(office.operator, "/v1/webhooks/" + id).etag()).isNotEqualTo(tag);
        assertThat(
                        office.get(office.operator, "/v1/webhooks/" + id)
                                .json()
                                .get("position")
                                .asLong())
                .as("a change of the name moves nothing")
                .isEqualTo(newest() - 1);
    }

    /** Dies between the answer and writing it down. */
    private record Killed(SqlDirectory whole) implements WebhookLedger {

        @Override
        public List<String> due(Instant now, int limit) throws MailException {
            return whole.due(now, limit);
        }

        @Override
        public Optional<Webhook> take(
                String webhookId, String teller, Instant now, Duration holdFor)
                throws MailException {
            return whole.take(webhookId, teller, now, holdFor);
        }

        @Override
        public Next next(Webhook webhook) throws MailException {
            return whole.next(webhook);
        }

        @Override
        public boolean note(
                Webhook before,
                Webhook.Standing after,
                boolean isEnabled,
                String teller,
                Instant now,
                Duration holdFor)
                throws MailException {
            throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "killed");
        }

        @Override
        public void release(String webhookId, String teller) throws MailException {
            throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "killed");
        }
    }

    @Test
    void whoDiesAfterTellingIsFollowedByAnother() throws Exception {
        String id = hook("");
        long from = newest();
        change(1);
        WebhookTeller dying =
                teller(new Killed(office.directory), "node-1", receiver(LONG, "127.0.0.1"));
        assertThatExceptionOfType(MailException.class).isThrownBy(() -> dying.tell(id));
        WebhookTeller other = teller(office.directory, "node-2", receiver(LONG, "127.0.0.1"));
        assertThat(other.due()).as("its turn is held").isEmpty();
        other.tell(id);
        assertThat(billing.numbers()).containsExactly(from);
        office.clock.advance(Duration.ofMinutes(1));
        assertThat(other.due()).containsExactly(id);
        other.tell(id);
        assertThat(billing.numbers()).containsExactly(from, from, from + 1);
        assertThat(billing.received().get(0).field("webhook-id"))
                .isEqualTo(billing.received().get(1).field("webhook-id"));
    }

    /** Two nodes on one database while changes are made: each told once, in order. */
    @Test
    void twoNodesTellEachChangeOnce() throws Exception {
        String id = hook(",\"resources\":[\"customers\"]");
        int changes = 60;
        try (SqliteDirectory second =
                        SqliteDirectory.open(
                                SqliteSettings.of(
                                        folder.resolve("directory.sqlite"),
                                        SqliteSettings.Mode.EXPECT));
                ExecutorService nodes = Executors.newFixedThreadPool(4)) {
            List<WebhookTeller> tellers =
                    List.of(
                            teller(office.directory, "node-1", receiver(LONG, "127.0.0.1")),
                            teller(second, "node-2", receiver(LONG, "127.0.0.1")));
            long begun = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (WebhookTeller teller : tellers) {
                for (int i = 0; i < 2; i++) {
                    running.add(
                            nodes.submit(() -> {
                                while (billing.received().size() < changes
                                        && System.nanoTime() - begun < LONG.toNanos() * 2) {
                                    teller.tell(id);
                                }
                                return true;
                            }));
                }
            }
            for (int i = 0; i < changes; i++) {
                change(i);
            }
            for (Future<?> each : running) {
                each.get(120, TimeUnit.SECONDS);
            }
        }
        assertThat(billing.received()).hasSize(changes);
        assertThat(billing.numbers()).isSorted();
        assertThat(billing.duplicates()).isEmpty();
    }
}
