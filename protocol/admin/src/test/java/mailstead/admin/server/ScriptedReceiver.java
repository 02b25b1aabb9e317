package mailstead.admin.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/** A billing system on a port of this machine that behaves as it is told. */
final class ScriptedReceiver implements AutoCloseable {

    /** What it does with a request. */
    enum Mood {
        TAKE("HTTP/1.1 204 No Content\r\n\r\n"),
        FAIL("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
        BUSY("HTTP/1.1 503 Busy\r\nRetry-After: 1200\r\n\r\n"),
        GONE("HTTP/1.1 410 Gone\r\n\r\n"),
        REDIRECT("HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\n\r\n"),
        NONSENSE("* OK IMAP4rev2 ready\r\n"),
        /** Ends the connection without an answer, having read the request. */
        CLOSE(""),
        /** Waits for the other side to give up. */
        HANG(""),
        /** One octet of a head after the other, and never its end. */
        TRICKLE(""),
        /** Answers, and then sends for as long as anybody reads. */
        ENDLESS("HTTP/1.1 200 OK\r\n\r\n");

        private final String answer;

        Mood(String answer) {
            this.answer = answer;
        }
    }

    /** One request. */
    record Received(Map<String, String> fields, String body) {

        String field(String name) {
            return fields.getOrDefault(name, "");
        }

        JsonNode json() {
            return Office.JSON.readTree(body);
        }

        /** The audit record's number. */
        long number() {
            return json().at("/data/number").asLong();
        }

        /** As a receiver checks it. */
        boolean isSignedWith(String secret) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            Base64.getDecoder().decode(secret.replace("whsec_", "")),
                            "HmacSHA256"));
            String signed = field("webhook-id") + "." + field("webhook-timestamp") + "." + body;
            String expected =
                    "v1,"
                            + Base64.getEncoder()
                                    .encodeToString(
                                            mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            return field("webhook-signature").equals(expected);
        }
    }

    final AtomicReference<Mood> mood = new AtomicReference<>(Mood.TAKE);
    private final ServerSocket server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    ScriptedReceiver() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/hook?token=t";
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    List<Long> numbers() {
        return received().stream().map(Received::number).toList();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // It is closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Mood now = mood.get();
            received.add(read(socket.getInputStream()));
            OutputStream output = socket.getOutputStream();
            output.write(now.answer.getBytes(StandardCharsets.US_ASCII));
            switch (now) {
                case HANG -> closing.await();
                case TRICKLE -> {
                    output.write("HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII));
                    trickle(output);
                }
                case ENDLESS -> {
                    while (true) {
                        output.write(new byte[65_536]);
                    }
                }
                case TAKE, FAIL, BUSY, GONE, REDIRECT, NONSENSE, CLOSE -> {}
            }
        } catch (SocketException _) {
            // The other side has gone.
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void trickle(OutputStream output) throws IOException, InterruptedException {
        while (!closing.await(20, TimeUnit.MILLISECONDS)) {
            output.write('x');
        }
    }

    private static Received read(InputStream raw) throws IOException {
        InputStream input = new BufferedInputStream(raw);
        List<String> lines = new ArrayList<>();
        String line = line(input);
        while (!line.isEmpty() && lines.size() < 100) {
            lines.add(line);
            line = line(input);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("request", lines.isEmpty() ? "" : lines.getFirst());
        for (String each : lines.stream().skip(1).toList()) {
            String[] parts = each.split(": ", 2);
            fields.put(parts[0].toLowerCase(Locale.ROOT), parts.length > 1 ? parts[1] : "");
        }
        int length = Integer.parseInt(fields.getOrDefault("content-length", "0"));
        return new Received(fields, new String(input.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
            line.append((char) octet);
        }
        return line.toString().replace("\r", "");
    }

    /** Numbers that came more than once. */
    List<Long> duplicates() {
        List<Long> numbers = numbers();
        return numbers.stream()
                .filter(each -> count(numbers.stream(), each) > 1)
                .distinct()
                .toList();
    }

    private static long count(Stream<Long> numbers, long wanted) {
        return numbers.filter(each -> each == wanted).count();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
    }
}
