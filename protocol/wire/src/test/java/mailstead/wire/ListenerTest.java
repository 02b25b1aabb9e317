package mailstead.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.Event;
import mailstead.wire.ListenerSettings.Access;
import mailstead.wire.ListenerSettings.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who comes in, and how the house is emptied. */
@Timeout(60)
class ListenerTest {

    @Test
    void tellsWhoCameAndWent() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            assertThat(client.line()).isEqualTo("hello 127.0.0.1");
            assertThat(client.ask("QUIT")).isEqualTo("bye");
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionOpened.class))
                    .isEqualTo(new Event.SessionOpened("s1", "toy", "127.0.0.1"));
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("quit");
        }
    }

    @Test
    void limitsConnectionsAndForgetsThoseThatLeft() throws Exception {
        assertLimited(new Limits(2, 10, 10, 24, 64), "refused TOO_MANY_CONNECTIONS");
        assertLimited(new Limits(10, 2, 10, 24, 64), "refused TOO_MANY_FROM_YOU");
        assertLimited(new Limits(10, 10, 2, 24, 64), "refused TOO_MANY_FROM_YOU");
    }

    private static void assertLimited(Limits limits, String refusal) throws Exception {
        try (Door door = new Door(Door.loopback().withLimits(limits));
                Client first = door.connect();
                Client second = door.connect()) {
            first.line();
            second.line();
            for (int i = 0; i < 20; i++) {
                try (Client third = door.connect()) {
                    assertThat(third.line()).isEqualTo(refusal);
                    assertThat(third.line()).isEqualTo("<end>");
                }
            }
            assertThat(door.next(Event.ConnectionRefused.class).why()).isEqualTo("limit");
            first.ask("QUIT");
            door.next(Event.SessionClosed.class);
            assertThat(hasRoomAgain(door)).isTrue();
        }
    }

    /** The place is free a moment after the event that says so. */
    private static boolean hasRoomAgain(Door door) throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (Client client = door.connect()) {
                if (client.line().startsWith("hello")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theVeryNextConnectionObeysWhatWasChanged() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client old = door.connect()) {
            old.line();
            Access nobody = new Access(Networks.NONE, Networks.of("127.0.0.0/8"));
            door.listener.resettle(Door.loopback().withAccess(nobody), door.toy, TrafficTap.CLOSED);
            try (Client next = door.connect()) {
                assertThat(next.line()).isEqualTo("refused DENIED");
            }
            assertThat(old.ask("still")).isEqualTo("[still]");
        }
    }

    @Test
    void obeysTheAccessLists() throws Exception {
        assertThat(greeting(new Access(Networks.of("127.0.0.0/8"), Networks.NONE)))
                .startsWith("hello");
        assertThat(greeting(new Access(Networks.of("192.0.2.0/24"), Networks.NONE)))
                .isEqualTo("refused DENIED");
        assertThat(greeting(new Access(Networks.NONE, Networks.of("127.0.0.1"))))
                .isEqualTo("refused DENIED");
        assertThat(greeting(new Access(Networks.of("127.0.0.1"), Networks.of("127.0.0.0/8"))))
                .isEqualTo("refused DENIED");
    }

    private static String greeting(Access access) throws Exception {
        try (Door door = new Door(Door.loopback().withAccess(access));
                Client client = door.connect()) {
            return client.line();
        }
    }

    @Test
    void aBugEndsItsOwnSessionOnly() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client other = door.connect();
                Client client = door.connect()) {
            other.line();
            client.line();
            assertThat(client.ask("BUG")).isEqualTo("<end>");
            assertThat(door.next(Event.Bug.class).cause()).hasMessage("planted");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("bug");
            assertThat(other.ask("still")).isEqualTo("[still]");
        }
    }

    @Test
    void goesOnAcceptingAfterFailures() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        Listener.Acceptor failing =
                server -> {
                    if (failures.incrementAndGet() <= 3) {
                        throw new IOException("Too many open files");
                    }
                    return server.accept();
                };
        try (Door door = new Door(Door.loopback(), Optional.empty(), TrafficTap.CLOSED, failing);
                Client client = door.connect()) {
            assertThat(client.line()).startsWith("hello");
            assertThat(door.next(Event.Trouble.class).what()).contains("Too many open files");
            assertThat(door.events).noneMatch(Event.Trouble.class::isInstance);
        }
    }

    @Test
    void drainingInterruptsTheIdleAndWaitsForTheBusy() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client idle = door.connect();
                Client busy = door.connect()) {
            idle.line();
            busy.line();
            busy.send("HOLD\r\nnever\r\n");
            door.toy.holding.await();
            Thread drain = Thread.ofVirtual().start(() -> door.listener.drain(Door.LONG));
            assertThat(idle.line()).isEqualTo("draining");
            assertThat(idle.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("drained");
            assertThatThrownBy(door::connect).isInstanceOf(IOException.class);
            door.toy.hold.countDown();
            assertThat(busy.line()).isEqualTo("held");
            assertThat(busy.line()).isEqualTo("draining");
            drain.join();
            assertThat(door.listener.connections()).isZero();
        }
    }

    @Test
    void drainingDoesNotInterruptInsideACommand() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            client.line();
            assertThat(client.ask("SECRET")).isEqualTo("tell");
            Thread drain = Thread.ofVirtual().start(() -> door.listener.drain(Door.LONG));
            boolean closed = false;
            while (!closed) {
                try (Client late = door.connect()) {
                    Thread.onSpinWait();
                } catch (IOException _) {
                    closed = true;
                }
            }
            assertThat(client.ask("geheim")).isEqualTo("thanks");
            assertThat(client.line()).isEqualTo("draining");
            drain.join();
        }
    }

    @Test
    void drainingEndsInTime() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client busy = door.connect()) {
            busy.line();
            busy.send("SECRET\r\n").line();
            door.listener.drain(Duration.ofMillis(100));
            assertThat(busy.line()).isIn("<end>", "<reset>");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("drained");
        }
    }

    @Test
    void holdsTwoThousandAtOnce() throws Exception {
        Limits wide = new Limits(5000, 5000, 5000, 24, 64);
        List<Client> clients = new ArrayList<>();
        try (Door door = new Door(Door.loopback().withLimits(wide))) {
            for (int i = 0; i < 2000; i++) {
                clients.add(door.connect());
            }
            for (Client client : clients) {
                client.send("ping\r\n");
            }
            for (Client client : clients) {
                assertThat(client.line()).startsWith("hello");
                assertThat(client.line()).isEqualTo("[ping]");
            }
            assertThat(door.listener.connections()).isEqualTo(2000);
            door.listener.drain(Door.LONG);
            for (Client client : clients) {
                assertThat(client.line()).isEqualTo("draining");
            }
            assertThat(door.events).noneMatch(Event.Bug.class::isInstance);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aTakenAddressIsNamed() throws Exception {
        try (ServerSocketChannel taken = ServerSocketChannel.open().bind(null)) {
            java.net.InetSocketAddress address =
                    (java.net.InetSocketAddress) taken.getLocalAddress();
            assertThatThrownBy(() -> new Door(ListenerSettings.on(address)).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(address.getPort()));
        }
    }
}
