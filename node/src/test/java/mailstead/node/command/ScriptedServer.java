package mailstead.node.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP server that answers each connection's one request with the next answer of a list. */
final class ScriptedServer implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");

    private final ServerSocket socket;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** What comes back. */
    @FunctionalInterface
    interface Answer {
        void to(OutputStream client, InputStream from) throws IOException;
    }

    ScriptedServer(Answer... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    static Answer of(int status, String type, String body, String... fields) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 "
                        + status
                        + " X\r\nConnection: close\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + octets.length
                        + "\r\n"
                        + String.join("", List.of(fields).stream().map(f -> f + "\r\n").toList())
                        + "\r\n";
        return (client, _) -> {
            client.write(head.getBytes(StandardCharsets.US_ASCII));
            client.write(octets);
        };
    }

    static Answer json(String body) {
        return of(200, "application/json", body, "ETag: \"one\"");
    }

    static Answer problem(int status, String detail, String... fields) {
        return of(
                status,
                "application/problem+json",
                "{\"status\":" + status + ",\"detail\":\"" + detail + "\"}",
                fields);
    }

    /** Ends the connection without an answer. */
    static Answer nothing() {
        return (_, _) -> {};
    }

    /** Octets without end, in chunks that hold them. */
    static Answer endless() {
        byte[] chunk =
                ("8000\r\n" + " ".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return (client, _) -> {
            client.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            while (true) {
                client.write(chunk);
            }
        };
    }

    /** The beginning of an answer; what follows does not come as long as the client is there. */
    static Answer halting() {
        return (client, from) -> {
            client.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            client.flush();
            from.readAllBytes();
        };
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Heads and bodies, as they came. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        try {
            while (!answers.isEmpty()) {
                Answer answer = answers.removeFirst();
                try (Socket client = socket.accept()) {
                    requests.add(request(client.getInputStream()));
                    answer.to(client.getOutputStream(), client.getInputStream());
                    client.getOutputStream().flush();
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    // The client has had enough of it.
                    if (socket.isClosed()) {
                        return;
                    }
                }
            }
        } finally {
            close();
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int octet = in.read();
        while (octet >= 0 && text.indexOf("\r\n\r\n") < 0) {
            text.append((char) octet);
            if (text.indexOf("\r\n\r\n") < 0) {
                octet = in.read();
            }
        }
        Matcher length = LENGTH.matcher(text);
        if (length.find()) {
            text.append(
                    new String(
                            in.readNBytes(Integer.parseInt(length.group(1))),
                            StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException cannot) {
            throw new AssertionError(cannot);
        }
    }
}
