package mailstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mailstead.mail.Event;
import mailstead.wire.ListenerSettings.Deadlines;
import mailstead.wire.ListenerSettings.TlsMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits that another thread may end. */
@Timeout(60)
class AwaitTest {

    private static final String LONG_AWAIT = "AWAIT 20000\r\n";

    private static Door door(boolean tls) throws Exception {
        return tls
                ? new Door(
                        Door.loopback().withTls(TlsMode.IMPLICIT),
                        new TlsContext(List.of(Certificates.ec("a.example"))))
                : new Door(Door.loopback());
    }

    private static Client connect(Door door, boolean tls) throws Exception {
        Client client = door.connect();
        if (tls) {
            client.startTls("");
        }
        client.line();
        return client;
    }

    private static Connection awaiting(Door door) throws InterruptedException {
        return Objects.requireNonNull(
                door.toy.awaiting.poll(Door.LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsWithInputWithAWakeAndWithTime(boolean tls) throws Exception {
        try (Door door = door(tls);
                Client client = connect(door, tls)) {
            for (int round = 0; round < 50; round++) {
                client.send(LONG_AWAIT);
                awaiting(door).wake();
                assertThat(client.line()).isEqualTo("WOKEN");
                client.send(LONG_AWAIT);
                awaiting(door);
                assertThat(client.ask("now")).isEqualTo("INPUT");
                assertThat(client.line()).isEqualTo("[now]");
            }
            assertThat(client.ask("AWAIT 20")).isEqualTo("ELAPSED");
            assertThat(client.ask("AWAIT 0")).isEqualTo("ELAPSED");
        }
    }

    @Test
    void aWakeBeforeTheWaitEndsItAtOnceAndOnlyIt() throws Exception {
        try (Door door = door(false);
                Client client = connect(door, false)) {
            client.send(LONG_AWAIT);
            Connection connection = awaiting(door);
            connection.wake();
            assertThat(client.line()).isEqualTo("WOKEN");
            connection.wake();
            connection.wake();
            assertThat(client.ask(LONG_AWAIT.strip())).isEqualTo("WOKEN");
            assertThat(client.ask("AWAIT 20")).isEqualTo("ELAPSED");
        }
    }

    @Test
    void pipelinedInputEndsItAtOnce() throws Exception {
        try (Door door = door(true);
                Client client = connect(door, true)) {
            client.send(LONG_AWAIT + "one\r\n" + LONG_AWAIT + "two\r\n");
            assertThat(client.line()).isEqualTo("INPUT");
            assertThat(client.line()).isEqualTo("[one]");
            assertThat(client.line()).isEqualTo("INPUT");
            assertThat(client.line()).isEqualTo("[two]");
        }
    }

    /** After the first wait the socket does not block any more; nothing else may change. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingElseWorksAfterwards(boolean tls) throws Exception {
        try (Door door = door(tls);
                Client client = connect(door, tls)) {
            assertThat(client.ask("AWAIT 1")).isEqualTo("ELAPSED");
            for (byte octet : Toy.octets("one\r\n")) {
                client.send(new byte[] {octet});
            }
            assertThat(client.line()).isEqualTo("[one]");
            client.send("SEND 3000000\r\nlast\r\n");
            assertThat(client.line()).hasSize(3_000_000 + "[last]".length()).endsWith("[last]");
            client.send("TAKE 300000\r\n").send(new byte[300_000]);
            assertThat(client.line()).isEqualTo("sum 0");
            client.send("QUIT\r\nunread\r\n");
            assertThat(client.line()).isEqualTo("bye");
            assertThat(client.line()).isEqualTo("<end>");
            client.close(); // what was not read is waited for
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("quit");
        }
    }

    @Test
    void halfARecordIsNoInput() throws Exception {
        try (Door door = door(true);
                Client client = Client.inPieces(door.address(), 7)) {
            client.startTls("");
            client.line();
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("AWAIT 5000\r\n").ask("x".repeat(40))).isEqualTo("INPUT");
                assertThat(client.line()).isEqualTo("[" + "x".repeat(40) + "]");
            }
        }
    }

    @Test
    void theIdleLimitRunsOnOverManyWaits() throws Exception {
        ListenerSettings impatient =
                Door.loopback().withDeadlines(Deadlines.DEFAULT.withIdle(Duration.ofSeconds(1)));
        try (Door door = new Door(impatient);
                Client client = door.connect()) {
            client.line();
            client.send("WAIT FOREVER\r\n");
            String line = client.line();
            int waits = 0;
            while (line.equals("ELAPSED")) {
                waits++;
                line = client.line();
            }
            assertThat(line).isEqualTo("timeout");
            assertThat(waits).isPositive();
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("timeout");
        }
    }

    @Test
    void aDrainedNodeEndsIt() throws Exception {
        try (Door door = door(false);
                Client client = connect(door, false)) {
            client.send(LONG_AWAIT);
            awaiting(door);
            Thread drain = Thread.ofVirtual().start(() -> door.listener.drain(Door.LONG));
            assertThat(client.line()).isEqualTo("draining");
            drain.join();
        }
    }

    @Test
    void aVanishedClientEndsIt() throws Exception {
        try (Door door = door(false)) {
            try (Client client = connect(door, false)) {
                client.send(LONG_AWAIT);
                awaiting(door);
            }
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("disconnected");
        }
    }

    @Test
    void closingTheListenerEndsIt() throws Exception {
        Door door = door(false);
        try (Client client = connect(door, false)) {
            client.send(LONG_AWAIT);
            awaiting(door);
            door.close();
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("drained");
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsNobody() throws Exception {
        ListenerSettings settings =
                Door.loopback().withDeadlines(Deadlines.DEFAULT.withWrite(Duration.ofMillis(100)));
        try (Door door = new Door(settings);
                Client client = door.connect()) {
            client.send("AWAIT 1\r\nSEND 30000000\r\n");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void compressesBothWays(boolean tls) throws Exception {
        try (Door door = door(tls);
                Client client = connect(door, tls)) {
            assertThat(client.ask("COMPRESS")).isEqualTo("compressing");
            client.startCompression();
            assertThat(client.ask("hello")).isEqualTo("[hello]");
            client.send(LONG_AWAIT);
            awaiting(door).wake();
            assertThat(client.line()).isEqualTo("WOKEN");
            for (int round = 0; round < 3; round++) {
                client.send("SEND 1000000\r\nlast\r\n");
                assertThat(client.line()).hasSize(1_000_000 + "[last]".length()).endsWith("[last]");
                client.send(LONG_AWAIT + "y".repeat(60) + "\r\n");
                assertThat(client.line()).isEqualTo("INPUT");
                assertThat(client.line()).isEqualTo("[" + "y".repeat(60) + "]");
            }
            client.send("TAKE 300000\r\n").send(new byte[300_000]);
            assertThat(client.line()).isEqualTo("sum 0");
            assertThat(client.ask("QUIT")).isEqualTo("bye");
            assertThat(client.line()).isEqualTo("<end>"); // of the deflated stream too
        }
    }

    @Test
    void whatDoesNotExpandEndsTheConnection() throws Exception {
        try (Door door = door(false);
                Client client = connect(door, false)) {
            assertThat(client.ask("COMPRESS")).isEqualTo("compressing");
            client.send(new byte[] {-1, -1, -1, -1, -1});
            assertThat(client.line()).startsWith("<");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("disconnected");
            assertThat(door.events).noneMatch(Event.Bug.class::isInstance);
        }
    }

    @Test
    void aBombIsALineThatIsTooLong() throws Exception {
        try (Door door = door(false);
                Client client = connect(door, false)) {
            assertThat(client.ask("COMPRESS")).isEqualTo("compressing");
            client.startCompression();
            client.send("z".repeat(5_000_000) + "\r\n");
            assertThat(client.line()).isEqualTo("too long");
        }
    }

    @Test
    void compressionExcludesStartTls() throws Exception {
        try (Door door =
                        new Door(
                                Door.loopback().withTls(TlsMode.STARTTLS),
                                Optional.of(new TlsContext(List.of(Certificates.ec("a.example")))),
                                TrafficTap.CLOSED,
                                java.nio.channels.ServerSocketChannel::accept);
                Client client = connect(door, false)) {
            client.send(LONG_AWAIT);
            Connection connection = awaiting(door);
            assertThat(connection.canStartTls()).isTrue();
            connection.wake();
            client.line();
            client.ask("COMPRESS");
            client.startCompression();
            assertThat(client.ask("done")).isEqualTo("[done]");
            assertThat(connection.canStartTls()).isFalse();
            assertThat(connection.isCompressed()).isTrue();
        }
    }
}
