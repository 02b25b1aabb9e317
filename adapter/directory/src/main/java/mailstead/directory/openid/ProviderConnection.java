package mailstead.directory.openid;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * The provider over HTTPS. Shared. Everything is bounded, the whole of an exchange by one deadline;
 * redirects are none of what is expected.
 */
public final class ProviderConnection implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
    private static final int ANSWER_OCTETS_MAX = 262_144;
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration deadline;

    /**
     * @param tls whom to believe
     * @param background runs the client's tasks
     */
    public ProviderConnection(SSLContext tls, Duration deadline, Executor background) {
        this.deadline = deadline;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_WITHIN)
                        .sslContext(tls)
                        .executor(background)
                        .build();
    }

    public byte[] get(URI address) throws IOException {
        return exchange(HttpRequest.newBuilder(address).header("Accept", "application/json").GET());
    }

    /**
     * @param authorization the field's content; secret
     * @param form {@code name=value&...}, encoded
     */
    byte[] post(URI address, String authorization, String form) throws IOException {
        return exchange(
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        form, StandardCharsets.US_ASCII)));
    }

    private byte[] exchange(HttpRequest.Builder request) throws IOException {
        HttpRequest ready = request.timeout(deadline).build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        ready,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), ANSWER_OCTETS_MAX));
        try {
            HttpResponse<byte[]> response = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException(ready.uri() + " answers " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new IOException(ready.uri() + ": " + cause, cause);
        } catch (TimeoutException slow) {
            throw new IOException(ready.uri() + " does not answer in time", slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
