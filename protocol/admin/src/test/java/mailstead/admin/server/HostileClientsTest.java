package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import mailstead.admin.server.Office.Told;
import mailstead.mail.Event;
import mailstead.wire.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who means no good, and who knows no better. */
final class HostileClientsTest {

    private static final int ANSWERED_WITHIN_MILLIS = 30_000;

    @TempDir private Path folder;

    /** What comes back until the server closes, which it must. */
    private static String talk(Office office, String request) throws IOException {
        try (Socket socket = new Socket(office.address.getAddress(), office.address.getPort())) {
            socket.setSoTimeout(ANSWERED_WITHIN_MILLIS);
            OutputStream output = socket.getOutputStream();
            output.write(request.getBytes(StandardCharsets.ISO_8859_1));
            output.flush();
            return rest(socket.getInputStream());
        }
    }

    private static String rest(InputStream input) throws IOException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            input.transferTo(told);
        } catch (SocketException _) {
            // It was reset, which ends it as well.
        }
        return told.toString(StandardCharsets.UTF_8);
    }

    private static String status(String told) {
        return told.isEmpty() ? "" : told.split(" ", 3)[1];
    }

    private static String create(String extra, String body) {
        return "POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer %s\r\nConnection: close\r\n"
                + extra
                + "\r\n"
                + body;
    }

    @Test
    void framingTricksAreRefusedAndEndTheConnection() throws Exception {
        try (Office office = new Office(folder)) {
            String body = "{\"customerId\":\"smuggled\",\"name\":\"x\"}";
            String hidden = create("Content-Length: " + body.length() + "\r\n", body);
            List<String> tricks =
                    List.of(
                            create(
                                    "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                                    "0\r\n\r\n"),
                            create("Content-Length: 5\r\nContent-Length: 0\r\n", "12345"),
                            create("Content-Length: 1, 2\r\n", "12"),
                            create("Content-Length: +5\r\n", "12345"),
                            create("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
                            create("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
                            create("Transfer-Encoding: chunked\r\n", "zz\r\n"),
                            create("X: a\r\n folded\r\nContent-Length: 0\r\n", ""),
                            create("X\r\nContent-Length: 0\r\n", ""),
                            "GET / HTTP/1.1\r\n\r\n",
                            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                            "GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n",
                            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n",
                            "EHLO spammer\r\n\r\n");
            for (String trick : tricks) {
                String told =
                        talk(
                                office,
                                trick.formatted(office.operator)
                                        + hidden.formatted(office.operator));
                assertThat(status(told)).as(trick + told).isIn("400", "411", "501", "505");
                assertThat(told.split("HTTP/1.1 ", -1)).as("one answer, then the end").hasSize(2);
                assertThat(told).contains("application/problem+json");
            }
            assertThat(office.get(office.operator, "/v1/customers/smuggled").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        try (Office office = new Office(folder)) {
            assertThat(
                            status(
                                    talk(
                                            office,
                                            create("Content-Length: 4194305\r\n", "")
                                                    .formatted(office.operator))))
                    .as("before it is sent")
                    .isEqualTo("413");
            String chunk = "ffff\r\n" + " ".repeat(0xffff) + "\r\n";
            String told =
                    talk(
                            office,
                            create("Transfer-Encoding: chunked\r\n", "").formatted(office.operator)
                                    + chunk.repeat(65)
                                    + "0\r\n\r\n");
            assertThat(status(told)).as("and when it does not say").isIn("413", "");
            assertThat(
                            status(
                                    talk(
                                            office,
                                            "GET / HTTP/1.1\r\nHost: x\r\nX: "
                                                    + "x".repeat(20_000)
                                                    + "\r\n\r\n")))
                    .isEqualTo("431");
            assertThat(
                            status(
                                    talk(
                                            office,
                                            "GET /"
                                                    + "x".repeat(20_000)
                                                    + " HTTP/1.1\r\nHost: x\r\n\r\n")))
                    .isEqualTo("414");
        }
    }

    @Test
    void whatTricklesIsCutOff() throws Exception {
        Duration idle = Duration.ofSeconds(1);
        try (Office office = new Office(folder, usual -> with(usual, idle, 100), 1000)) {
            String head = create("Content-Length: 100\r\n", "").formatted(office.operator);
            for (String begun : List.of("GET /docs HTTP/1.1\r\nHost: x\r\nX: ", head)) {
                try (Socket socket =
                        new Socket(office.address.getAddress(), office.address.getPort())) {
                    socket.setSoTimeout(50);
                    OutputStream output = socket.getOutputStream();
                    output.write(begun.getBytes(StandardCharsets.US_ASCII));
                    assertThat(isCutOffWhileTrickling(socket)).as(begun).isTrue();
                }
            }
        }
    }

    /** Sends an octet now and then, for 30 s at most. */
    private static boolean isCutOffWhileTrickling(Socket socket) throws IOException {
        for (int i = 0; i < 600; i++) {
            try {
                socket.getOutputStream().write('x');
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException _) {
                // Nothing came; on with the next octet.
            } catch (SocketException _) {
                return true;
            }
        }
        return false;
    }

    private static AdminSettings with(AdminSettings usual, Duration idle, int perAddressMax) {
        return new AdminSettings(
                usual.addresses(),
                usual.tls(),
                usual.allow(),
                usual.deny(),
                usual.backlog(),
                usual.connectionsMax(),
                perAddressMax,
                idle);
    }

    @Test
    void whoMayNotConnectIsTurnedAway() throws Exception {
        try (Office office =
                new Office(
                        folder,
                        usual ->
                                new AdminSettings(
                                        usual.addresses(),
                                        usual.tls(),
                                        Networks.of("10.0.0.0/8"),
                                        Networks.NONE,
                                        usual.backlog(),
                                        usual.connectionsMax(),
                                        usual.perAddressMax(),
                                        usual.idle()),
                        1000)) {
            assertThat(talk(office, "GET /docs HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
        }
    }

    @Test
    void oneConnectionTooManyIsClosed() throws Exception {
        try (Office office = new Office(folder, usual -> with(usual, usual.idle(), 2), 1000);
                Socket first = new Socket(office.address.getAddress(), office.address.getPort());
                Socket second = new Socket(office.address.getAddress(), office.address.getPort())) {
            // Answers show that both are counted.
            for (Socket each : List.of(first, second)) {
                each.setSoTimeout(ANSWERED_WITHIN_MILLIS);
                each.getOutputStream()
                        .write(
                                "HEAD /docs HTTP/1.1\r\nHost: x\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(each.getInputStream().read()).isEqualTo('H');
            }
            assertThat(talk(office, "GET /docs HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
        }
    }

    @Test
    void wrongTokensAreThrottledAndRightOnesNot() throws Exception {
        try (Office office = new Office(folder)) {
            assertThat(office.get(office.operator, "/v1/customers").status()).isEqualTo(200);
            Told first = office.get("mstk_wrong", "/v1/customers");
            assertThat(first.status()).isEqualTo(401);
            assertThat(first.field("WWW-Authenticate")).startsWith("Bearer");
            Told told = first;
            for (int i = 0; i < 30 && told.status() == 401; i++) {
                told = office.get("mstk_guess" + i, "/v1/customers");
            }
            assertThat(told.status()).isEqualTo(429);
            assertThat(Integer.parseInt(told.field("Retry-After"))).isBetween(1, 10);
            assertThat(office.get(office.operator, "/v1/customers").status())
                    .as("one that was right is not kept out")
                    .isEqualTo(200);
            office.clock.advance(Duration.ofSeconds(11));
            assertThat(office.get("mstk_guess", "/v1/customers").status()).isEqualTo(401);
        }
    }

    @Test
    void tokensExpireAndAreRevokedAtOnce() throws Exception {
        try (Office office = new Office(folder)) {
            String end = office.clock.instant().plusSeconds(60).toString();
            Told made =
                    office.post(
                            "/v1/tokens",
                            "{\"name\":\"x\",\"scope\":\"operator\",\"expiresAt\":\"%s\"}"
                                    .formatted(end));
            String token = made.json().get("token").asString();
            assertThat(office.get(token, "/v1/customers").status()).isEqualTo(200);
            office.clock.advance(Duration.ofSeconds(60));
            assertThat(office.get(token, "/v1/customers").status()).isEqualTo(401);
            String other = office.token("operator");
            String id =
                    office.get(office.operator, "/v1/audit?limit=1")
                            .json()
                            .get("items")
                            .get(0)
                            .get("key")
                            .asString();
            assertThat(office.get(other, "/v1/customers").status()).isEqualTo(200);
            office.send("DELETE", office.operator, "/v1/tokens/" + id, "", "If-Match", "*");
            assertThat(office.get(other, "/v1/customers").status()).isEqualTo(401);
        }
    }

    @Test
    void aTokenMayAskOnlySoOften() throws Exception {
        try (Office office = new Office(folder, usual -> usual, 3)) {
            Told told = office.get(office.operator, "/v1/customers");
            int answered = 0;
            while (told.status() == 200 && answered < 100) {
                answered++;
                told = office.get(office.operator, "/v1/customers");
            }
            assertThat(answered).isEqualTo(6);
            assertThat(told.status()).isEqualTo(429);
            office.clock.advance(Duration.ofSeconds(1));
            assertThat(office.get(office.operator, "/v1/customers").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1.5}",
                "{\"a\":99999999999999999999}",
                "{\"a\":1e400}",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":[[[[[[[[[[]]]]]]]]]]}",
                "{\"a\":\"\\ud800\",}",
                "nothing",
                "\u00ff\u00fe{\u0000}\u0000"
            })
    void whatIsNoJsonIsRefused(String body) throws Exception {
        try (Office office = new Office(folder)) {
            String told =
                    talk(
                            office,
                            create("Content-Length: " + body.length() + "\r\n", body)
                                    .formatted(office.operator));
            assertThat(status(told)).as(told).isEqualTo("400");
        }
    }

    @Test
    void noOctetsMakeItFail() throws Exception {
        try (Office office = new Office(folder)) {
            Random random = new Random(42);
            String good = "{\"customerId\":\"c%d\",\"name\":\"x\",\"attributes\":{\"a\":\"b\"}}";
            for (int i = 0; i < 300; i++) {
                byte[] octets = good.formatted(i).getBytes(StandardCharsets.UTF_8);
                for (int change = 0; change < 1 + random.nextInt(3); change++) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
                }
                String body = new String(octets, StandardCharsets.ISO_8859_1);
                String told =
                        talk(
                                office,
                                create(
                                                "Content-Length: " + octets.length + "\r\n",
                                                body.replace("%", "%%"))
                                        .formatted(office.operator));
                assertThat(status(told)).as(body).isIn("201", "400", "409", "422");
            }
            assertThat(office.events.events(Event.Bug.class)).isEmpty();
        }
    }

    @Test
    void pathsAndMethodsThatMeanNothingAreRefused() throws Exception {
        try (Office office = new Office(folder)) {
            record Case(String method, String path, int status) {}
            for (Case each :
                    List.of(
                            new Case("GET", "/", 404),
                            new Case("GET", "/v1/customers/", 404),
                            new Case("GET", "/v1/customers/..", 404),
                            new Case("GET", "/v1/customers/%2e%2e%2fx", 404),
                            new Case("GET", "/v1/customers/a%00", 400),
                            new Case("GET", "/v1/customers/%ff", 400),
                            new Case("GET", "/v1/unknown", 404),
                            new Case("PUT", "/v1/customers/x", 405),
                            new Case("TRACE", "/v1/customers", 405),
                            new Case("POST", "/docs", 405))) {
                Told told = office.send(each.method(), office.operator, each.path(), "");
                assertThat(told.status()).as(each.toString() + told).isEqualTo(each.status());
            }
            assertThat(
                            office.send(
                                            "POST",
                                            office.operator,
                                            "/v1/customers",
                                            "",
                                            "Content-Type",
                                            "text/plain")
                                    .status())
                    .isEqualTo(415);
        }
    }
}
