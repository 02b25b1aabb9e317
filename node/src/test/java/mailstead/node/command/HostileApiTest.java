package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import mailstead.mail.PermanentFailure;
import mailstead.mail.TemporaryFailure;
import mailstead.node.api.ApiAccess;
import mailstead.node.api.ApiOffice;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Provisioning.Conflict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a clerk makes of an API that is busy, broken or none. */
@Timeout(60)
final class HostileApiTest {

    private static final String ONE =
            "{\"customerId\":\"c-1\",\"name\":\"One\",\"status\":\"active\"}";
    private static final Fields CHANGE = new Patch().text("name", "Two").fields();

    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** What is done with the clerk. */
    @FunctionalInterface
    private interface Work {
        void by(Clerk clerk) throws Exception;
    }

    private List<String> with(Work work, ScriptedServer.Answer... answers) throws Exception {
        return with(Duration.ofSeconds(30), work, answers);
    }

    private List<String> with(Duration answer, Work work, ScriptedServer.Answer... answers)
            throws Exception {
        try (ScriptedServer server = new ScriptedServer(answers)) {
            ApiAccess access =
                    new ApiAccess(
                            URI.create(server.url()),
                            "mstk_secret",
                            SSLContext.getDefault(),
                            new ApiAccess.Patience(answer, 3, Duration.ofSeconds(30)));
            try (ApiOffice office = new ApiOffice(access, pauses::add, notes::add, new Random(7))) {
                work.by(Clerk.elsewhere(office));
            }
            return server.requests();
        }
    }

    private static String key(String request) {
        Matcher key = Pattern.compile("(?i)\r\nidempotency-key: (\\S+)").matcher(request);
        assertThat(key.find()).as(request).isTrue();
        return key.group(1);
    }

    @Test
    void whatHasChangedMeanwhileIsReadAgain() throws Exception {
        List<String> requests =
                with(
                        clerk ->
                                assertThat(
                                                clerk.change(Kind.CUSTOMER, "c-1", _ -> CHANGE)
                                                        .after()
                                                        .text("name"))
                                        .contains("Two"),
                        ScriptedServer.json(ONE),
                        ScriptedServer.problem(412, "has changed"),
                        ScriptedServer.of(200, "application/json", ONE, "ETag: \"two\""),
                        ScriptedServer.json(ONE.replace("One", "Two")));
        assertThat(requests).hasSize(4);
        assertThat(requests.get(1)).startsWith("PATCH /v1/customers/c-1 ");
        assertThat(requests.get(1)).contains("If-Match: \"one\"").endsWith("{\"name\":\"Two\"}");
        assertThat(requests.get(3)).contains("If-Match: \"two\"");
        assertThat(requests.get(0)).contains("Authorization: Bearer mstk_secret");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whoeverIsAlwaysFasterIsToldOfIntheEnd() throws Exception {
        List<ScriptedServer.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(ScriptedServer.json(ONE));
            answers.add(ScriptedServer.problem(412, "this customer has changed since"));
        }
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.change(Kind.CUSTOMER, "c-1", _ -> CHANGE))
                                .isInstanceOf(Conflict.class)
                                .hasMessage("this customer has changed since"),
                answers.toArray(ScriptedServer.Answer[]::new));
    }

    @Test
    void whatIsPutOffIsSentAgainUnderTheSameName() throws Exception {
        List<String> requests =
                with(
                        clerk -> clerk.create(Kind.CUSTOMER, CHANGE),
                        ScriptedServer.problem(429, "too many requests", "Retry-After: 3"),
                        ScriptedServer.problem(503, "the directory is away"),
                        ScriptedServer.json(ONE));
        assertThat(pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(2));
        assertThat(notes)
                .containsExactly(
                        "too many requests; asking again in 3 s",
                        "the directory is away; asking again in 2 s");
        assertThat(requests.stream().map(HostileApiTest::key).distinct()).hasSize(1);
    }

    @Test
    void aLostAnswerIsAskedForAgainAndAnotherRequestHasAnotherName() throws Exception {
        List<String> requests =
                with(
                        clerk -> {
                            clerk.create(Kind.CUSTOMER, CHANGE);
                            clerk.create(Kind.CUSTOMER, CHANGE);
                        },
                        ScriptedServer.nothing(),
                        ScriptedServer.json(ONE),
                        ScriptedServer.json(ONE));
        assertThat(requests).hasSize(3);
        assertThat(key(requests.get(1))).isEqualTo(key(requests.get(0)));
        assertThat(key(requests.get(2))).isNotEqualTo(key(requests.get(0)));
    }

    @Test
    void aRequestThatIsBeingWorkedOnIsWaitedForAndAnotherConflictIsNot() throws Exception {
        with(
                clerk -> clerk.create(Kind.CUSTOMER, CHANGE),
                ScriptedServer.problem(409, "is being worked on", "Retry-After: 1"),
                ScriptedServer.json(ONE));
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.create(Kind.CUSTOMER, CHANGE))
                                .isInstanceOf(Conflict.class)
                                .hasMessage("customer c-1 exists already"),
                ScriptedServer.problem(409, "customer c-1 exists already"));
        assertThat(pauses).hasSize(1);
    }

    @Test
    void whoAsksForALongPauseIsNotWaitedFor() throws Exception {
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.all(Kind.CUSTOMER))
                                .isInstanceOf(TemporaryFailure.class)
                                .hasMessage("too many wrong tokens; try again in 999 s"),
                ScriptedServer.problem(429, "too many wrong tokens", "Retry-After: 999"));
        assertThat(pauses).isEmpty();
    }

    @Test
    void aChangeWhoseAnswerNeverComesMayHaveHappened() throws Exception {
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.create(Kind.CUSTOMER, CHANGE))
                                .isInstanceOf(TemporaryFailure.class)
                                .hasMessageContaining("is not known"),
                ScriptedServer.nothing(),
                ScriptedServer.nothing(),
                ScriptedServer.nothing());
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void wrongFieldsAreToldByName() throws Exception {
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.create(Kind.ACCOUNT, CHANGE))
                                .isInstanceOf(Conflict.class)
                                .hasMessage(
                                        "login: is needed; addresses/0: is there twice; a/b: x"),
                ScriptedServer.of(
                        422,
                        "application/problem+json; charset=utf-8",
                        "{\"detail\":\"some fields are wrong\",\"errors\":["
                                + "{\"pointer\":\"/login\",\"detail\":\"is needed\"},7,"
                                + "{\"pointer\":\"/addresses/0\",\"detail\":\"is there twice\"},"
                                + "{\"pointer\":\"/a~1b\",\"detail\":\"x\"}]}"));
    }

    @Test
    void answersWithoutEndEnd() throws Exception {
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.all(Kind.CUSTOMER))
                                .isInstanceOf(TemporaryFailure.class)
                                .hasMessageContaining("broke off"),
                ScriptedServer.endless(),
                ScriptedServer.endless(),
                ScriptedServer.endless());
    }

    @Test
    void answersThatHaltAreGivenUp() throws Exception {
        with(
                Duration.ofMillis(300),
                clerk ->
                        assertThatThrownBy(() -> clerk.all(Kind.CUSTOMER))
                                .isInstanceOf(TemporaryFailure.class)
                                .hasMessageContaining("has not answered wholly"),
                ScriptedServer.halting(),
                ScriptedServer.halting(),
                ScriptedServer.halting());
    }

    @Test
    void aListThatLeadsInACircleIsNotFollowed() throws Exception {
        ScriptedServer.Answer page =
                ScriptedServer.json("{\"items\":[" + ONE + "],\"next\":\"again\"}");
        List<String> requests =
                with(clerk -> assertThat(clerk.all(Kind.CUSTOMER)).hasSize(2), page, page);
        assertThat(requests.get(0)).startsWith("GET /v1/customers?limit=500 ");
        assertThat(requests.get(1)).startsWith("GET /v1/customers?limit=500&cursor=again ");
    }

    @Test
    void keysStandInPathsAsTheyAre() throws Exception {
        List<String> requests =
                with(
                        clerk -> clerk.find(Kind.ALIAS, "\"a/b ?#\u00e9\"@c.example"),
                        ScriptedServer.problem(404, "there is no such alias"));
        assertThat(requests.getFirst())
                .startsWith("GET /v1/aliases/%22a%2Fb%20%3F%23%C3%A9%22%40c.example ");
    }

    @Test
    void whatIsNotThisApiIsNotBelieved() throws Exception {
        record Case(ScriptedServer.Answer answer, String told) {}
        for (Case each :
                List.of(
                        new Case(
                                ScriptedServer.of(
                                        302, "text/html", "", "Location: http://127.0.0.1:1/"),
                                "a redirection (302)"),
                        new Case(
                                ScriptedServer.of(404, "text/html", "<h1>Not here</h1>"),
                                "status 404"),
                        new Case(
                                ScriptedServer.of(200, "text/html", "<h1>Hello</h1>"),
                                "not a JSON object"),
                        new Case(
                                ScriptedServer.json("{\"customerId\":\"c-1\""),
                                "not a JSON object"),
                        new Case(ScriptedServer.json(ONE + "{}"), "not a JSON object"),
                        new Case(ScriptedServer.json("[" + ONE + "]"), "not a JSON object"),
                        new Case(ScriptedServer.json("[".repeat(100_000)), "not a JSON object"),
                        new Case(
                                ScriptedServer.json("{\"a\":" + "[".repeat(50_000) + "}"),
                                "not a JSON object"),
                        new Case(ScriptedServer.json("{\"a\":1,\"a\":2}"), "not a JSON object"),
                        new Case(
                                ScriptedServer.json("{\"a\":" + "9".repeat(30) + "}"),
                                "not a JSON object"),
                        new Case(ScriptedServer.json("{}"), "none of customers"),
                        new Case(ScriptedServer.json("{\"customerId\":7}"), "none of customers"),
                        new Case(
                                ScriptedServer.json(
                                        "{\"customerId\":\"c-1\",\"name\":\"\\u001b[2J\"}"),
                                "none of customers"),
                        new Case(
                                ScriptedServer.json(
                                        "{\"customerId\":\"c-1\",\"attributes\":{\"a\":[1]}}"),
                                "none of customers"))) {
            with(
                    clerk ->
                            assertThatThrownBy(() -> clerk.find(Kind.CUSTOMER, "c-1"))
                                    .as(each.told())
                                    .isInstanceOf(PermanentFailure.class)
                                    .hasMessageContaining("does not speak the provisioning API")
                                    .hasMessageContaining(each.told()),
                    each.answer());
        }
        for (String page :
                List.of(
                        "{}",
                        "{\"items\":7}",
                        "{\"items\":[7]}",
                        "{\"items\":[],\"next\":7}",
                        "{\"items\":[{\"name\":{}}]}")) {
            with(
                    clerk ->
                            assertThatThrownBy(() -> clerk.all(Kind.CUSTOMER))
                                    .as(page)
                                    .isInstanceOf(PermanentFailure.class),
                    ScriptedServer.json(page));
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void serversTextsDoNotReachTheTerminalWhenTheyMoveItsCursor() throws Exception {
        with(
                clerk ->
                        assertThatThrownBy(() -> clerk.found(Kind.CUSTOMER, "c-1"))
                                .isInstanceOf(Conflict.class)
                                .satisfies(told ->
                                        assertThat(told.getMessage()).doesNotContain("\u001b")),
                ScriptedServer.problem(403, "\\u001b]0;owned\\u0007"));
    }
}
