package mailstead.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.MailException;
import mailstead.wire.sasl.Mechanisms;
import mailstead.wire.sasl.OneUser;
import mailstead.wire.sasl.SaslExchange;

/** A protocol that does little, but everything a connection can do. */
final class Toy implements Protocol {

    static final int LINE_MAX = 64;

    final CountDownLatch hold = new CountDownLatch(1);
    final CountDownLatch holding = new CountDownLatch(1);
    final BlockingQueue<Connection> awaiting = new LinkedBlockingQueue<>();
    final AtomicInteger commands = new AtomicInteger();

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public void refuse(Connection connection, Refusal why) throws IOException {
        say(connection, "refused " + why);
    }

    @Override
    public void serve(Connection connection) throws IOException {
        say(connection, "hello " + connection.client().getAddress().getHostAddress());
        try {
            while (answer(connection)) {
                commands.incrementAndGet();
            }
        } catch (Connection.TimedOut _) {
            say(connection, "timeout");
        } catch (Connection.Draining _) {
            say(connection, "draining");
        }
    }

    private boolean answer(Connection connection) throws IOException {
        return switch (connection.readCommand(LINE_MAX)) {
            case Frame.EndOfInput() -> false;
            case Frame.TooLong() -> say(connection, "too long");
            case Frame.Line(byte[] octets, boolean canonical) -> {
                String line = new String(octets, StandardCharsets.ISO_8859_1);
                yield command(connection, line.split(" ", -1), line, canonical);
            }
        };
    }

    private boolean command(Connection connection, String[] words, String line, boolean canonical)
            throws IOException {
        switch (words[0]) {
            case "QUIT" -> {
                say(connection, "bye");
                return false;
            }
            case "STARTTLS" -> connection.startTls(octets("go ahead\r\n"));
            case "SECURITY" -> {
                return say(
                        connection,
                        connection.security() instanceof Security.Tls tls
                                ? tls.version()
                                : "clear");
            }
            case "BUG" -> throw new IllegalStateException("planted");
            case "PASS" -> {
                connection.hideFromTap(true);
                connection.hideFromTap(false);
                return say(connection, "ok");
            }
            case "SECRET" -> {
                connection.hideFromTap(true);
                say(connection, "tell");
                connection.readLine(LINE_MAX);
                connection.hideFromTap(false);
                return say(connection, "thanks");
            }
            case "AUTH" -> {
                return say(connection, authenticate(connection, words[1]));
            }
            case "HOLD" -> hold(connection);
            case "SEND" -> {
                byte[] octets = new byte[Integer.parseInt(words[1])];
                connection.send(octets);
                connection.flush();
            }
            case "AWAIT" -> {
                awaiting.add(connection);
                Duration atMost = Duration.ofMillis(Integer.parseInt(words[1]));
                return say(connection, connection.await(atMost).toString());
            }
            case "WAIT" -> {
                while (connection.await(Duration.ofMillis(10)) != Connection.Waking.INPUT) {
                    say(connection, "ELAPSED");
                }
            }
            case "COMPRESS" -> connection.startCompression(octets("compressing\r\n"));
            case "TAKE" ->
                    take(
                            connection,
                            Integer.parseInt(words[1]),
                            words.length > 2
                                    ? Duration.ofMillis(Integer.parseInt(words[2]))
                                    : Door.LONG);
            default -> {
                return say(connection, (canonical ? "[" : "(") + line + "]");
            }
        }
        return true;
    }

    private static String authenticate(Connection connection, String mechanism) throws IOException {
        try {
            return SaslExchange.run(
                            connection,
                            Mechanisms.DEFAULT
                                    .begin(mechanism, connection.security(), true, new OneUser())
                                    .orElseThrow(),
                            Optional.empty(),
                            "+ ")
                    .toString();
        } catch (MailException e) {
            throw new IOException(e);
        }
    }

    private void hold(Connection connection) throws IOException {
        holding.countDown();
        try {
            if (!hold.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody let go");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        say(connection, "held");
    }

    private static void take(Connection connection, int octets, Duration atMost)
            throws IOException {
        connection.limitTotal(atMost);
        int left = octets;
        int sum = 0;
        while (left > 0) {
            ByteBuffer some = connection.receive();
            if (!some.hasRemaining()) {
                return;
            }
            // One octet less than there is, so that the rest must come again.
            int count = Math.min(left, Math.max(1, some.remaining() - 1));
            for (int i = 0; i < count; i++) {
                sum += some.get();
            }
            left -= count;
        }
        connection.clearTotal();
        say(connection, "sum " + sum);
    }

    private static boolean say(Connection connection, String text) throws IOException {
        connection.send(octets(text + "\r\n"));
        return true;
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
