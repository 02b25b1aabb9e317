package mailstead.directory.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Names;

/**
 * A publisher that is asked over HTTPS. Shared. Every wait is bounded: a server that hangs or sends
 * a few octets now and then is a failure. Redirects are none of what is expected.
 */
public final class HttpSource implements Source {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

    /** Shorter than what a look-up waits for a proof. */
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(2);

    private static final int OK = 200;

    private final String top;
    private final Optional<Token> token;
    private final HttpClient client;

    /** A secret that is kept elsewhere. */
    @FunctionalInterface
    public interface Token {
        String read() throws IOException;
    }

    /**
     * @param top the address below which the files lie
     * @param token asked for each request, so that it can be changed without a restart; empty where
     *     the server wants none
     * @param tls whom to believe
     * @param background runs the client's tasks
     */
    public HttpSource(URI top, Optional<Token> token, SSLContext tls, Executor background) {
        String text = top.toString();
        this.top = text.endsWith("/") ? text : text + "/";
        this.token = token;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_WITHIN)
                        .sslContext(tls)
                        .executor(background)
                        .build();
    }

    @Override
    public byte[] head(String nonce) throws IOException {
        long deadline = System.nanoTime() + HEAD_WITHIN.toNanos();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        get(Names.HEAD, "?nonce=" + nonce, Head.OCTETS_MAX, deadline, octets::write);
        return octets.toByteArray();
    }

    @Override
    public boolean isAsked() {
        return true;
    }

    @Override
    public void read(String path, long octetsMax, Duration within, Sink sink) throws IOException {
        get(path, "", octetsMax, System.nanoTime() + within.toNanos(), sink);
    }

    private void get(String path, String query, long octetsMax, long deadline, Sink sink)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(top + path + query))
                        .header("Cache-Control", "no-cache");
        if (token.isPresent()) {
            request.header("Authorization", "Bearer " + token.get().read());
        }
        CompletableFuture<HttpResponse<Pieces>> answer =
                client.sendAsync(request.build(), _ -> new Pieces());
        boolean whole = false;
        try {
            HttpResponse<Pieces> response =
                    answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            try {
                if (response.statusCode() != OK) {
                    throw new IOException(
                            "the publisher answers " + response.statusCode() + " for " + path);
                }
                response.body().drain(octetsMax, deadline, sink);
                whole = true;
            } finally {
                if (!whole) {
                    response.body().cancel();
                }
            }
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new IOException(path + ": " + cause, cause);
        } catch (TimeoutException slow) {
            throw new IOException(path + ": the publisher does not answer in time", slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            if (!whole) {
                answer.cancel(true);
            }
        }
    }

    @Override
    public String toString() {
        return top;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
