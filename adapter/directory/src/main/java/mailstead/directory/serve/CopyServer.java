package mailstead.directory.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Names;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.MailException;

/**
 * Serves a publisher's folder below {@value #TOP} (RFC 9110): {@code GET} only, with a bearer token
 * (RFC 6750 section 2.1). With {@code head?nonce=...} the publisher is asked and answers for this
 * very request; everything else is a file as it lies there, whole or one range of it. Shared.
 *
 * <p>Bounds: requests must have come within {@link #REQUEST_SECONDS}, answers have gone within
 * {@link #ANSWER_SECONDS}, at most {@link #CONNECTIONS_MAX} connections; as many requests at a time
 * as the executor runs.
 */
public final class CopyServer implements AutoCloseable {

    /** What the paths of all files begin with. */
    public static final String TOP = "/directory/";

    private static final int REQUEST_SECONDS = 10;
    private static final int ANSWER_SECONDS = 3_600;
    private static final int CONNECTIONS_MAX = 1_000;

    /** Shorter than a replica waits, so that it hears a reason. */
    private static final Duration HEAD_WITHIN = Duration.ofMillis(1_800);

    private static final int BUFFER_OCTETS = 256 * 1024;
    private static final int URI_CHARACTERS_MAX = 300;
    private static final String[] TLS_VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final String NONCE = "nonce=";
    private static final String BEARER = "Bearer ";

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int UNAVAILABLE = 503;

    static {
        // The JDK reads these when its server's classes are first used.
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
        System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(ANSWER_SECONDS));
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS_MAX));
        // Heads are small, and somebody waits for each.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final FileSystem files;
    private final String folder;
    private final Heads heads;
    private final Token token;
    private final HttpServer server;

    /** Where heads for a request come from. */
    @FunctionalInterface
    public interface Heads {
        byte[] head(String nonce, Duration within) throws MailException, IOException;
    }

    /** A secret that is kept elsewhere. */
    @FunctionalInterface
    public interface Token {
        String read() throws IOException;
    }

    /** As the JDK's server wants it told. */
    private static final class Configurator extends HttpsConfigurator {

        Configurator(SSLContext tls) {
            super(tls);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters all = getSSLContext().getDefaultSSLParameters();
            all.setProtocols(TLS_VERSIONS);
            all.setUseCipherSuitesOrder(true);
            parameters.setSSLParameters(all);
        }
    }

    /**
     * Listens from now on.
     *
     * @param tls empty for connections without TLS, which are for this machine only
     * @param token asked for each request, so that it can be changed without a restart
     * @param executor runs requests; its threads wait for files and clients
     * @throws IOException if the address cannot be bound
     */
    public CopyServer(
            InetSocketAddress address,
            Optional<SSLContext> tls,
            Token token,
            FileSystem files,
            String folder,
            Heads heads,
            Executor executor)
            throws IOException {
        this.files = files;
        this.folder = folder;
        this.heads = heads;
        this.token = token;
        if (tls.isPresent()) {
            HttpsServer secured = HttpsServer.create(address, 0);
            secured.setHttpsConfigurator(new Configurator(tls.get()));
            this.server = secured;
        } else {
            this.server = HttpServer.create(address, 0);
        }
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** New connections use these certificates. */
    public void use(SSLContext tls) {
        if (server instanceof HttpsServer secured) {
            secured.setHttpsConfigurator(new Configurator(tls));
        }
    }

    /** Cuts off whoever is being answered. */
    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isAllowed(exchange)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                empty(exchange, UNAUTHORIZED);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                empty(exchange, METHOD_NOT_ALLOWED);
            } else {
                answerGet(exchange);
            }
        }
    }

    /** Without a token that can be read, nobody. */
    private boolean isAllowed(HttpExchange exchange) {
        String field = exchange.getRequestHeaders().getFirst("Authorization");
        if (field == null || !field.startsWith(BEARER)) {
            return false;
        }
        try {
            byte[] wanted = token.read().strip().getBytes(UTF_8);
            byte[] given = field.substring(BEARER.length()).strip().getBytes(UTF_8);
            return wanted.length > 0 && MessageDigest.isEqual(wanted, given);
        } catch (IOException _) {
            return false;
        }
    }

    private void answerGet(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        if (path == null || path.length() > URI_CHARACTERS_MAX || !path.startsWith(TOP)) {
            empty(exchange, NOT_FOUND);
            return;
        }
        String name = path.substring(TOP.length());
        if (name.equals(Names.HEAD) && query != null) {
            answerHead(exchange, query);
        } else if (query == null && isServed(name)) {
            answerFile(exchange, name);
        } else {
            empty(exchange, query == null ? NOT_FOUND : BAD_REQUEST);
        }
    }

    /** What the paper names, and nothing else that may lie there. */
    private static boolean isServed(String name) {
        if (name.equals(Names.HEAD)) {
            return true;
        }
        int slash = name.indexOf('/');
        return slash > 0
                && Names.generationOf(name.substring(0, slash)).isPresent()
                && Names.isFile(name.substring(slash + 1));
    }

    private void answerHead(HttpExchange exchange, String query) throws IOException {
        String nonce = query.startsWith(NONCE) ? query.substring(NONCE.length()) : "";
        if (!Head.isNonce(nonce)) {
            empty(exchange, BAD_REQUEST);
            return;
        }
        byte[] head;
        try {
            head = heads.head(nonce, HEAD_WITHIN);
        } catch (MailException | IOException _) {
            // The publisher itself tells its operator.
            exchange.getResponseHeaders().set("Retry-After", "1");
            empty(exchange, UNAVAILABLE);
            return;
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(OK, head.length);
        exchange.getResponseBody().write(head);
    }

    private void answerFile(HttpExchange exchange, String name) throws IOException {
        try (FileSystem.File file = files.open(folder + "/" + name)) {
            long size = files.stat(folder + "/" + name).size();
            Optional<String> field =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            switch (Range.of(field, size)) {
                case Range.Wish.Whole _ -> send(exchange, OK, file, new Range(0, size));
                case Range.Wish.Unsatisfiable _ -> {
                    exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
                    empty(exchange, RANGE_NOT_SATISFIABLE);
                }
                case Range.Wish.Part(Range part) -> {
                    long last = part.from() + part.length() - 1;
                    exchange.getResponseHeaders()
                            .set("Content-Range", "bytes " + part.from() + "-" + last + "/" + size);
                    file.seek(part.from());
                    send(exchange, PARTIAL, file, part);
                }
            }
        } catch (FileFailure failure) {
            empty(exchange, failure.errno() == Errno.ENOENT ? NOT_FOUND : UNAVAILABLE);
        }
    }

    /**
     * The octets from where the file is; the client hears of a file that is cut short by a broken
     * connection.
     */
    private static void send(HttpExchange exchange, int status, FileSystem.File file, Range part)
            throws IOException {
        exchange.sendResponseHeaders(status, part.length() == 0 ? -1 : part.length());
        byte[] buffer = new byte[BUFFER_OCTETS];
        long left = part.length();
        OutputStream body = exchange.getResponseBody();
        while (left > 0) {
            int got = file.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new IOException("the file is shorter than it was");
            }
            body.write(buffer, 0, got);
            left -= got;
        }
    }

    private static void empty(HttpExchange exchange, int status) throws IOException {
        if (exchange.getResponseCode() == -1) {
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
