package mailstead.admin.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import mailstead.service.webhook.Receiver;
import mailstead.wire.Networks;

/**
 * A receiver over HTTP (RFC 9110, RFC 9112). Shared.
 *
 * <p>Whoever names a URL must not reach through us what he could not reach himself: the addresses
 * of its host are looked up once, compared with what is allowed, and connected to as they are, so
 * that a name cannot mean something else a moment later. (The JDK's own client looks names up by
 * itself.) Redirects are answers like others. One deadline holds for everything, however steadily
 * octets trickle; of the answer only its head is read.
 */
public final class HttpReceiver implements Receiver, AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final int ADDRESSES_MAX = 3;

    private final Networks allowed;
    private final SSLContext tls;
    private final Duration deadline;
    private final Executor background;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param allowed networks that may be told too, though they are not public; there also without
     *     TLS
     * @param tls whom to believe
     * @param background runs look-ups of names, and the end of what takes too long
     */
    public HttpReceiver(Networks allowed, SSLContext tls, Duration deadline, Executor background) {
        this.allowed = allowed;
        this.tls = tls;
        this.deadline = deadline;
        this.background = background;
    }

    @Override
    public Answer post(URI url, Map<String, String> fields, byte[] body) {
        long end = System.nanoTime() + deadline.toNanos();
        try {
            List<InetAddress> addresses = permitted(url, end);
            return post(url, addresses, head(url, fields, body.length), body, end);
        } catch (UnknownHostException unknown) {
            return new Answer.None("its host cannot be resolved");
        } catch (IOException failure) {
            String why =
                    System.nanoTime() >= end
                            ? "no answer within " + deadline.toSeconds() + " s"
                            : String.valueOf(failure.getMessage());
            return new Answer.None(why);
        }
    }

    private List<InetAddress> permitted(URI url, long end) throws IOException {
        boolean isHttps = "https".equals(url.getScheme());
        List<InetAddress> all = resolve(host(url), end);
        List<InetAddress> permitted =
                all.stream()
                        .filter(each -> allowed.contains(each) || isHttps && PublicAddress.is(each))
                        .limit(ADDRESSES_MAX)
                        .toList();
        if (permitted.isEmpty()) {
            throw new IOException(
                    all.getFirst().getHostAddress()
                            + (isHttps ? " is not a public address" : " is not told without TLS")
                            + ", and not in admin.webhook-networks");
        }
        return permitted;
    }

    /** On another thread, since a look-up cannot be ended. */
    private List<InetAddress> resolve(String host, long end) throws IOException {
        CompletableFuture<List<InetAddress>> found =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return Arrays.asList(InetAddress.getAllByName(host));
                            } catch (UnknownHostException unknown) {
                                throw new CompletionException(unknown);
                            }
                        },
                        background);
        try {
            return found.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException unknown) {
            throw new UnknownHostException(host);
        } catch (TimeoutException slow) {
            throw new IOException("its host cannot be resolved in time", slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private Answer post(URI url, List<InetAddress> addresses, byte[] head, byte[] body, long end)
            throws IOException {
        try (Socket socket = connected(addresses, port(url), end)) {
            CompletableFuture<Void> alarm =
                    CompletableFuture.runAsync(
                            () -> close(socket),
                            CompletableFuture.delayedExecutor(
                                    end - System.nanoTime(), TimeUnit.NANOSECONDS, background));
            try (Socket talk = url.getScheme().equals("https") ? secured(socket, url) : socket) {
                OutputStream output = talk.getOutputStream();
                output.write(head);
                output.write(body);
                output.flush();
                InputStream input = new BufferedInputStream(talk.getInputStream());
                return AnswerHead.read(input);
            } finally {
                open.remove(socket);
                alarm.cancel(true);
            }
        }
    }

    private Socket connected(List<InetAddress> addresses, int port, long end) throws IOException {
        IOException failure = new IOException("no time is left to connect");
        for (InetAddress address : addresses) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left > 0) {
                Socket socket = new Socket();
                open.add(socket);
                if (closed) {
                    close(socket);
                }
                try {
                    socket.connect(
                            new InetSocketAddress(address, port),
                            Math.toIntExact(Math.min(left, CONNECT_WITHIN.toMillis())));
                    return socket;
                } catch (IOException cannot) {
                    open.remove(socket);
                    close(socket);
                    failure = cannot;
                }
            }
        }
        throw failure;
    }

    /** The certificate must be the host's (RFC 9110 section 4.3.4). */
    private SSLSocket secured(Socket socket, URI url) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, host(url), port(url), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static byte[] head(URI url, Map<String, String> fields, int octets) {
        String path =
                url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        StringBuilder head = new StringBuilder();
        head.append("POST ").append(path).append(query).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
        head.append("User-Agent: Mailstead\r\n");
        head.append("Connection: close\r\n");
        head.append("Content-Length: ").append(octets).append("\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String host(URI url) {
        String host = String.valueOf(url.getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    /** Ends what is under way, and lets nothing begin. */
    @Override
    public void close() {
        closed = true;
        open.forEach(HttpReceiver::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more.
        }
    }
}
