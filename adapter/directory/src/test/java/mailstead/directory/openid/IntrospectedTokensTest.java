package mailstead.directory.openid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.TokenProvider.Answer;
import mailstead.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that is asked, over real connections. */
@Timeout(60)
class IntrospectedTokensTest {

    private final FakeClock clock = new FakeClock();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private String answer = "{\"active\":true,\"username\":\"tevie\",\"scope\":\"mail\"}";
    private int status = 200;
    private HttpServer server;
    private IntrospectedTokens tokens;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/introspect", this::answer);
        server.createContext("/hang", exchange -> await());
        server.start();
        tokens = at("/introspect", Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        end.countDown();
        tokens.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void await() {
        try {
            end.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(
                    exchange.getRequestMethod()
                            + " "
                            + exchange.getRequestHeaders().getFirst("Authorization")
                            + " "
                            + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] octets = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Location", "/introspect");
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    private IntrospectedTokens at(String path, Duration deadline) throws Exception {
        return new IntrospectedTokens(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                "mail:stead",
                () -> "s&cret +ü",
                new Expectations(
                        Optional.of(Provider.ISSUER),
                        Set.of("mailstead"),
                        Set.of("mail"),
                        "username",
                        Duration.ofSeconds(60)),
                clock,
                new ProviderConnection(SSLContext.getDefault(), deadline, threads));
    }

    @Test
    void asksAsTheRfcSays() throws Exception {
        assertThat(tokens.check("mF_9.B5f-4.1JqM+/==")).isEqualTo(new Answer.Valid("tevie"));
        assertThat(asked)
                .containsExactly(
                        "POST Basic "
                                + java.util.Base64.getEncoder()
                                        .encodeToString(
                                                "mail%3Astead:s%26cret+%2B%C3%BC".getBytes(UTF_8))
                                + " token=mF_9.B5f-4.1JqM%2B%2F%3D%3D&token_type_hint=access_token");
    }

    @Test
    void believesTheProviderAndNoMore() throws Exception {
        String good = "{\"active\":true,\"username\":\"tevie\",\"scope\":\"a mail\"";
        answers(good + ",\"iss\":\"" + Provider.ISSUER + "\",\"aud\":[\"mailstead\"]}", "tevie");
        answers(good + ",\"exp\":" + (clock.instant().getEpochSecond() + 5) + "}", "tevie");
        for (String wrong :
                List.of(
                        "{\"active\":false}",
                        "{\"active\":false,\"username\":\"tevie\",\"scope\":\"mail\"}",
                        "{\"active\":true,\"scope\":\"mail\"}",
                        good + ",\"iss\":\"https://evil.example/\"}",
                        good + ",\"aud\":\"somebody-else\"}",
                        good + ",\"nbf\":99999999999}",
                        good + ",\"exp\":\"never\"}")) {
            answer = wrong;
            assertThat(tokens.check("x")).as(wrong).isEqualTo(new Answer.Invalid());
        }
        answer = "{\"active\":true,\"username\":\"tevie\",\"scope\":\"a\"}";
        assertThat(tokens.check("x")).isEqualTo(new Answer.ScopeMissing());
        answer = good + ",\"exp\":1}";
        assertThat(tokens.check("x")).isEqualTo(new Answer.Expired());
    }

    private void answers(String json, String name) throws Exception {
        answer = json;
        assertThat(tokens.check("x")).as(json).isEqualTo(new Answer.Valid(name));
    }

    @Test
    void whatIsNoAnswerIsTemporary() {
        for (String nonsense :
                List.of("", "active", "[]", "{}", "{\"active\":\"true\"}", "{\"active\":true}}")) {
            answer = nonsense;
            unavailable(tokens);
        }
        answer = "{\"active\":true,\"x\":\"" + "y".repeat(300_000) + "\"}";
        unavailable(tokens);
        answer = "{\"active\":false}";
        for (int each : new int[] {301, 400, 401, 403, 404, 429, 500, 503}) {
            status = each;
            unavailable(tokens);
        }
    }

    @Test
    void oneThatHangsOrIsGoneIsTemporary() throws Exception {
        IntrospectedTokens hanging = at("/hang", Duration.ofMillis(300));
        unavailable(hanging);
        hanging.close();
        server.stop(0);
        unavailable(tokens);
    }

    @Test
    void aTokenThatIsTooLongIsNotSentOn() throws Exception {
        assertThat(tokens.check("x".repeat(9_001))).isEqualTo(new Answer.Invalid());
        assertThat(asked).isEmpty();
    }

    private static void unavailable(IntrospectedTokens tokens) {
        assertThatExceptionOfType(TemporaryFailure.class).isThrownBy(() -> tokens.check("x"));
    }
}
