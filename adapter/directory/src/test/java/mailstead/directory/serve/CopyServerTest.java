package mailstead.directory.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import mailstead.directory.replica.HttpSource;
import mailstead.fs.FileSystem;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class CopyServerTest {

    private static final String NONCE = HexFormat.of().formatHex(new byte[16]);

    private final MemoryFileSystem files = new MemoryFileSystem();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Optional<String> token = Optional.of("secret\n");
    private volatile boolean isCentreAway;
    private CopyServer server;

    @BeforeEach
    void open() throws Exception {
        files.mkdir("/copies", 0755);
        files.mkdir("/copies/generation-1", 0755);
        files.mkdir("/copies/generation-2.new", 0755);
        write("/copies/head", "old head".getBytes(UTF_8));
        write("/copies/generation-1/accounts.0.cdb", big());
        write("/copies/generation-1/manifest", "manifest".getBytes(UTF_8));
        write("/copies/generation-1/empty", new byte[0]);
        write("/copies/generation-2.new/manifest", "x".getBytes(UTF_8));
        write("/secret", "x".getBytes(UTF_8));
        server =
                new CopyServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        () -> token.orElseThrow(() -> new IOException("gone")),
                        files,
                        "/copies",
                        (nonce, _) -> {
                            if (isCentreAway) {
                                throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "away");
                            }
                            return ("head for " + nonce).getBytes(UTF_8);
                        },
                        threads);
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
        threads.close();
    }

    private static byte[] big() {
        byte[] big = new byte[1_000_000];
        for (int i = 0; i < big.length; i++) {
            big[i] = (byte) (i * 31 >> 3);
        }
        return big;
    }

    private void write(String path, byte[] content) throws IOException {
        try (FileSystem.File file = files.create(path, 0600)) {
            file.write(content, 0, content.length);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .header("Authorization", "Bearer secret");
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private int status(String path) throws Exception {
        return send(request(path)).statusCode();
    }

    @Test
    void filesComeWhole() throws Exception {
        HttpResponse<byte[]> answer = send(request("/directory/generation-1/accounts.0.cdb"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(1_000_000);
        assertThat(answer.body()).isEqualTo(big());
        assertThat(send(request("/directory/head")).body()).isEqualTo("old head".getBytes(UTF_8));
        assertThat(send(request("/directory/generation-1/empty")).body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=5-99, 5, 100",
        "bytes=999990-, 999990, 1000000",
        "bytes=999990-2000000, 999990, 1000000",
        "bytes=-10, 999990, 1000000",
        "bytes=-2000000, 0, 1000000"
    })
    void rangesComeAsAsked(String range, int from, int to) throws Exception {
        HttpResponse<byte[]> answer =
                send(request("/directory/generation-1/accounts.0.cdb").header("Range", range));
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("Content-Range"))
                .contains("bytes " + from + "-" + (to - 1) + "/1000000");
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(big(), from, to));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "octets=0-1",
                "bytes=",
                "bytes=-",
                "bytes=5",
                "bytes=9-5",
                "bytes=0-1,4-5",
                "bytes=a-b",
                "bytes=99999999999999999999-"
            })
    void rangesThatAreNoneAreTheWhole(String range) throws Exception {
        HttpResponse<byte[]> answer =
                send(request("/directory/generation-1/accounts.0.cdb").header("Range", range));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(1_000_000);
    }

    @Test
    void rangesBeyondTheEndAreRefused() throws Exception {
        for (String range : new String[] {"bytes=1000000-", "bytes=-0"}) {
            HttpResponse<byte[]> answer =
                    send(request("/directory/generation-1/accounts.0.cdb").header("Range", range));
            assertThat(answer.statusCode()).isEqualTo(416);
            assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */1000000");
        }
    }

    @Test
    void aHeadIsMadeForTheQuestion() throws Exception {
        HttpResponse<byte[]> answer = send(request("/directory/head?nonce=" + NONCE));
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("head for " + NONCE);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        isCentreAway = true;
        assertThat(status("/directory/head?nonce=" + NONCE)).isEqualTo(503);
        assertThat(status("/directory/generation-1/manifest")).isEqualTo(200);
        for (String bad :
                new String[] {"nonce=", "nonce=short", "x=" + NONCE, "nonce=" + NONCE + "&x"}) {
            assertThat(status("/directory/head?" + bad)).as(bad).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/head",
                "/directory",
                "/directory/",
                "/directory/generation-1",
                "/directory/generation-1/",
                "/directory/generation-1/missing",
                "/directory/generation-2.new/manifest",
                "/directory/generation-2/manifest",
                "/directory/../secret",
                "/directory/generation-1/../head",
                "/directory/generation-1/..",
                "/directory/generation-1/%2e%2e/%2e%2e/secret",
                "/directory/generation-1//manifest",
                "/directory/head.new"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(status(path)).isEqualTo(404);
    }

    @Test
    void onlyGetIsAnswered() throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE", "HEAD"}) {
            assertThat(
                            send(request("/directory/head")
                                            .method(method, HttpRequest.BodyPublishers.noBody()))
                                    .statusCode())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @Test
    void onlyWhoHasTheTokenIsAnswered() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/directory/head");
        for (String field :
                new String[] {
                    "", "Bearer", "Bearer ", "Bearer secre", "Basic secret", "Bearer secret x"
                }) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (!field.isEmpty()) {
                request.header("Authorization", field);
            }
            HttpResponse<byte[]> answer = send(request);
            assertThat(answer.statusCode()).as(field).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
        }
        token = Optional.of("other");
        assertThat(status("/directory/head")).isEqualTo(401);
        token = Optional.of(" ");
        assertThat(
                        send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer "))
                                .statusCode())
                .as("an empty file lets nobody in")
                .isEqualTo(401);
        token = Optional.empty();
        assertThat(status("/directory/head")).isEqualTo(401);
    }

    @Test
    void aReplicasSourceGetsAlong() throws Exception {
        try (HttpSource source =
                new HttpSource(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/directory"),
                        Optional.of(() -> "secret"),
                        SSLContext.getDefault(),
                        threads)) {
            assertThat(new String(source.head(NONCE), UTF_8)).isEqualTo("head for " + NONCE);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            source.read(
                    "generation-1/accounts.0.cdb",
                    1_000_000,
                    Duration.ofSeconds(30),
                    octets::write);
            assertThat(octets.toByteArray()).isEqualTo(big());
        }
    }
}
