package mailstead.node.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Speaks IMAP (RFC 9051), one command after the other. Confined to one thread. */
public final class ImapClient implements Closeable {

    private static final Pattern LITERAL = Pattern.compile("~?\\{(\\d{1,9})}$");

    private final LineSocket line;
    private final Duration limit;
    private int lastTag;

    /**
     * One response of the server.
     *
     * @param text the whole of it without its CRLF; octets as Latin-1, each literal as it was
     *     announced, {@code {5}}, its octets left out
     * @param literals the literals' octets in order
     */
    public record Response(String text, List<byte[]> literals) {
        public Response {
            literals = List.copyOf(literals);
        }
    }

    /**
     * The end of a command.
     *
     * @param status {@code OK}, {@code NO} or {@code BAD}
     * @param text what follows the status
     * @param untagged everything that came before it, in order
     */
    public record Completion(String status, String text, List<Response> untagged) {
        public Completion {
            untagged = List.copyOf(untagged);
        }

        public boolean isOk() {
            return status.equals("OK");
        }

        /** The untagged responses that have this word right after the star or the number. */
        public List<Response> all(String word) {
            Pattern pattern = Pattern.compile("\\* (\\d+ )?" + Pattern.quote(word) + "( .*|$)");
            return untagged.stream()
                    .filter(response -> pattern.matcher(response.text()).matches())
                    .toList();
        }

        /** The value of a response code with a number, {@code UIDNEXT} say, wherever it came. */
        public Optional<Long> code(String name) {
            Pattern pattern = Pattern.compile("\\[" + name + " (\\d+)");
            return untagged.stream()
                    .map(Response::text)
                    .map(pattern::matcher)
                    .filter(Matcher::find)
                    .map(found -> Long.valueOf(found.group(1)))
                    .findFirst();
        }

        @Override
        public String toString() {
            return status + " " + text;
        }
    }

    /**
     * Connects and reads the greeting.
     *
     * @param limit of each wait
     */
    public ImapClient(InetSocketAddress server, Duration limit) throws IOException {
        this.limit = limit;
        this.line = new LineSocket(server, limit);
        try {
            String greeting = receive().text();
            if (!greeting.startsWith("* OK")) {
                throw new UnexpectedReply("* OK", greeting);
            }
        } catch (IOException e) {
            line.close();
            throw e;
        }
    }

    /** STARTTLS (RFC 9051 section 6.2.1). */
    public void startTls(SSLContext trust, String serverName) throws IOException {
        command("STARTTLS");
        line.startTls(trust, serverName);
    }

    /** LOGIN; name and password must need no quoting but quotes. */
    public void logIn(String name, String password) throws IOException {
        command("LOGIN \"" + name + "\" \"" + password + "\"");
    }

    /** Sends a command, which must succeed. */
    public Completion command(String text) throws IOException {
        Completion completion = attempt(text);
        if (!completion.isOk()) {
            throw new UnexpectedReply("OK to " + text, completion.toString());
        }
        return completion;
    }

    /** Sends a command and gives its end, whatever it is. */
    public Completion attempt(String text) throws IOException {
        String tag = "a" + ++lastTag;
        line.sendOctets((tag + " " + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        return completion(tag, new ArrayList<>());
    }

    /**
     * APPEND with a synchronizing literal, of eight bits (RFC 9051 section 4.3) where the message
     * has a NUL.
     *
     * @param flags with parentheses, or empty
     */
    public Completion append(String folder, String flags, byte[] message) throws IOException {
        String tag = "a" + ++lastTag;
        line.send(
                "%s APPEND \"%s\"%s %s{%d}"
                        .formatted(
                                tag,
                                folder,
                                flags.isEmpty() ? "" : " " + flags,
                                hasNul(message) ? "~" : "",
                                message.length));
        List<Response> untagged = new ArrayList<>();
        Response response = receive();
        while (response.text().startsWith("* ")) {
            untagged.add(response);
            response = receive();
        }
        if (!response.text().startsWith("+")) {
            return completion(tag, response, untagged);
        }
        line.sendOctets(message);
        line.send("");
        return completion(tag, untagged);
    }

    private static boolean hasNul(byte[] message) {
        for (byte octet : message) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    /** Begins IDLE (RFC 2177). */
    public String idle() throws IOException {
        String tag = "a" + ++lastTag;
        line.send(tag + " IDLE");
        Response response = receive();
        while (response.text().startsWith("* ")) {
            response = receive();
        }
        if (!response.text().startsWith("+")) {
            throw new UnexpectedReply("+", response.text());
        }
        return tag;
    }

    /**
     * The next untagged response that is wanted, or empty when it does not come in time. Others
     * that come meanwhile are passed over.
     */
    public Optional<Response> await(Predicate<Response> wanted, Duration within)
            throws IOException {
        long end = System.nanoTime() + within.toNanos();
        try {
            while (true) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                line.limit(Duration.ofNanos(left));
                Response response = receive();
                if (wanted.test(response)) {
                    return Optional.of(response);
                }
            }
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        } finally {
            line.limit(limit);
        }
    }

    /** Ends IDLE. */
    public Completion done(String tag) throws IOException {
        line.send("DONE");
        return completion(tag, new ArrayList<>());
    }

    public void logOut() throws IOException {
        command("LOGOUT");
        line.close();
    }

    private Completion completion(String tag, List<Response> untagged) throws IOException {
        return completion(tag, receive(), untagged);
    }

    private Completion completion(String tag, Response first, List<Response> untagged)
            throws IOException {
        Response response = first;
        while (!response.text().startsWith(tag + " ")) {
            untagged.add(response);
            response = receive();
        }
        String[] words = response.text().split(" ", 3);
        return new Completion(words[1], words.length > 2 ? words[2] : "", untagged);
    }

    private Response receive() throws IOException {
        StringBuilder text = new StringBuilder();
        List<byte[]> literals = new ArrayList<>();
        while (true) {
            String part = line.receiveLatin1();
            text.append(part);
            Matcher literal = LITERAL.matcher(part);
            if (!literal.find()) {
                return new Response(text.toString(), literals);
            }
            literals.add(line.receiveExactly(Integer.parseInt(literal.group(1))));
        }
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
