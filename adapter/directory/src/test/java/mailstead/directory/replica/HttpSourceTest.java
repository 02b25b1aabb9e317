package mailstead.directory.replica;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that answer, trickle, hang, lie about lengths. */
final class HttpSourceTest {

    private ServerSocket server;
    private HttpSource source;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        source =
                new HttpSource(
                        URI.create("http://127.0.0.1:" + server.getLocalPort() + "/top"),
                        Optional.of(() -> "sesame"),
                        SSLContext.getDefault(),
                        task -> Thread.ofVirtual().start(task));
    }

    @AfterEach
    void end() throws IOException {
        source.close();
        server.close();
    }

    private interface Answer {
        void on(OutputStream out) throws Exception;
    }

    private void answer(Answer answer) {
        Thread.ofVirtual()
                .start(() -> {
                    try (Socket socket = server.accept()) {
                        request.complete(head(socket.getInputStream()));
                        answer.on(socket.getOutputStream());
                    } catch (Exception _) {
                        // The client went away, which is what it is tested for.
                    }
                });
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        return text.toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

    private String read(long octetsMax, Duration within) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        source.read("generation-1/manifest", octetsMax, within, octets::write);
        return octets.toString(US_ASCII);
    }

    @Test
    void asksForWhatItNeeds() throws Exception {
        answer(out -> write(out, OK + "Content-Length: 5\r\n\r\nhello"));
        assertThat(read(5, Duration.ofSeconds(20))).isEqualTo("hello");
        assertThat(request.get(20, TimeUnit.SECONDS))
                .startsWith("GET /top/generation-1/manifest HTTP/1.1\r\n")
                .contains("Authorization: Bearer sesame\r\n");
    }

    @Test
    void asksForAHeadWithItsNonce() throws Exception {
        answer(out -> write(out, OK + "Content-Length: 4\r\n\r\nhead"));
        assertThat(source.head("0123456789abcdef")).asString(US_ASCII).isEqualTo("head");
        assertThat(request.get(20, TimeUnit.SECONDS))
                .startsWith("GET /top/head?nonce=0123456789abcdef HTTP/1.1\r\n");
    }

    @Test
    void takesNoMoreThanItWants() throws Exception {
        answer(out -> write(out, OK + "\r\n" + "x".repeat(100_000)));
        assertThatThrownBy(() -> read(99_999, Duration.ofSeconds(20)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer");
    }

    @Test
    void endsWithAServerThatTrickles() throws Exception {
        answer(out -> {
            write(out, OK + "Content-Length: 100000000\r\n\r\n");
            while (true) {
                write(out, "x");
                TimeUnit.MILLISECONDS.timedJoin(Thread.currentThread(), 50);
            }
        });
        assertThatThrownBy(() -> read(100_000_000, Duration.ofMillis(400)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("slowly");
    }

    @Test
    void endsWithAServerThatSaysNothing() throws Exception {
        answer(out -> TimeUnit.SECONDS.timedJoin(Thread.currentThread(), 20));
        assertThatThrownBy(() -> read(100, Duration.ofMillis(300)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in time");
    }

    @Test
    void noticesThatItBreaksOff() throws Exception {
        answer(out -> write(out, OK + "Content-Length: 100\r\n\r\nshort"));
        assertThatThrownBy(() -> read(100, Duration.ofSeconds(20))).isInstanceOf(IOException.class);
    }

    @Test
    void followsNobodyAndTakesNoErrorsForContent() throws Exception {
        answer(out ->
                write(
                        out,
                        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nConnection: close\r\n"
                                + "Content-Length: 2\r\n\r\nno"));
        assertThatThrownBy(() -> read(100, Duration.ofSeconds(20)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("302");
    }

    @Test
    void nobodyThereIsAFailureAtOnce() throws Exception {
        server.close();
        assertThatThrownBy(() -> source.head("0123456789abcdef"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("head: ")
                .hasMessageNotContaining("0123456789abcdef");
    }
}
