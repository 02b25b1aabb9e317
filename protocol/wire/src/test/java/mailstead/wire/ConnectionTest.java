package mailstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines, limits and the tap of one connection. */
@Timeout(60)
class ConnectionTest {

    @Test
    void everySplitOfTheInputGivesTheSameReplies() throws Exception {
        byte[] input = Toy.octets("one\r\ntwo\n\r\n" + "x".repeat(70) + "\r\na\rb\r\nQUIT\r\n");
        try (Door door = new Door(Door.loopback())) {
            for (int split = 0; split <= input.length; split++) {
                try (Client client = door.connect()) {
                    client.send(Arrays.copyOfRange(input, 0, split));
                    assertThat(client.line()).startsWith("hello");
                    client.send(Arrays.copyOfRange(input, split, input.length));
                    assertThat(client.line()).isEqualTo("[one]");
                    assertThat(client.line()).isEqualTo("(two]");
                    assertThat(client.line()).isEqualTo("[]");
                    assertThat(client.line()).isEqualTo("too long");
                    assertThat(client.line()).isEqualTo("[a\rb]");
                    assertThat(client.line()).isEqualTo("bye");
                    assertThat(client.line()).isEqualTo("<end>");
                }
            }
        }
    }

    @Test
    void octetByOctetGivesTheSameReplies() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            client.line();
            for (byte octet : Toy.octets("one\r\ntwo\n" + "x".repeat(3000) + "\n[]\r\n")) {
                client.send(new byte[] {octet});
            }
            assertThat(client.line()).isEqualTo("[one]");
            assertThat(client.line()).isEqualTo("(two]");
            assertThat(client.line()).isEqualTo("too long");
            assertThat(client.line()).isEqualTo("[[]]");
        }
    }

    @Test
    void theLongestLineFitsAndOneOctetMoreDoesNot() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            client.line();
            String longest = "y".repeat(Toy.LINE_MAX - 2);
            assertThat(client.ask(longest)).isEqualTo("[" + longest + "]");
            assertThat(client.ask(longest + "y")).isEqualTo("too long");
            assertThat(client.send(longest + "y\n").line()).isEqualTo("(" + longest + "y]");
            client.send("z".repeat(1_000_000) + "\r\nback\r\n");
            assertThat(client.line()).isEqualTo("too long");
            assertThat(client.line()).isEqualTo("[back]");
        }
    }

    @Test
    void anUnfinishedLineAtTheEndIsDropped() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            client.line();
            client.send("QUIT").endOutput();
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("disconnected");
        }
    }

    @Test
    void bulkInputComesInPiecesAndTheRestComesAgain() throws Exception {
        byte[] bulk = new byte[100_000];
        Arrays.fill(bulk, (byte) 1);
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            client.line();
            client.send("TAKE 100000\r\n").send(bulk).send("after\r\n");
            assertThat(client.line()).isEqualTo("sum 100000");
            assertThat(client.line()).isEqualTo("[after]");
        }
    }

    @Test
    void anIdleClientIsToldAndLeft() throws Exception {
        try (Door door = new Door(impatient());
                Client client = door.connect()) {
            client.line();
            assertThat(client.line()).isEqualTo("timeout");
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("timeout");
        }
    }

    @Test
    void drippingALineDoesNotStretchItsTime() throws Exception {
        try (Door door = new Door(impatient());
                Client client = door.connect()) {
            client.line();
            Thread drip = dripping(client);
            assertThat(client.line()).isEqualTo("timeout");
            drip.interrupt();
        }
    }

    @Test
    void drippingBulkEndsAtTheTotalLimit() throws Exception {
        try (Door door = new Door(Door.loopback());
                Client client = door.connect()) {
            client.line();
            client.send("TAKE 1000000 400\r\n");
            Thread drip = dripping(client);
            assertThat(client.line()).isEqualTo("timeout");
            drip.interrupt();
        }
    }

    private static Thread dripping(Client client) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (!Thread.interrupted()) {
                            client.send("x");
                            Thread.yield();
                        }
                    } catch (java.io.IOException _) {
                        // It was closed, as it should.
                    }
                });
    }

    @Test
    void aClientThatDoesNotReadHoldsNobody() throws Exception {
        ListenerSettings settings =
                Door.loopback()
                        .withDeadlines(
                                ListenerSettings.Deadlines.DEFAULT.withWrite(
                                        Duration.ofMillis(100)));
        try (Door door = new Door(settings);
                Client client = door.connect()) {
            client.send("SEND 30000000\r\n");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("timeout");
        }
    }

    @Test
    void theSessionLimitEndsABusyTalker() throws Exception {
        ListenerSettings settings =
                Door.loopback()
                        .withDeadlines(
                                new ListenerSettings.Deadlines(
                                        Door.LONG,
                                        Door.LONG,
                                        Door.LONG,
                                        Door.LONG,
                                        Optional.of(Duration.ofMillis(200))));
        try (Door door = new Door(settings);
                Client client = door.connect()) {
            String answer = client.line();
            while (!answer.equals("timeout")) {
                assertThat(answer).isNotEqualTo("<end>");
                answer = client.ask("more");
            }
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("timeout");
        }
    }

    @Test
    void secretsDoNotReachTheTap() throws Exception {
        StringBuffer seen = new StringBuffer();
        TrafficTap tap =
                new TrafficTap() {
                    @Override
                    public void received(String session, byte[] octets, int offset, int length) {
                        seen.append("C: ")
                                .append(
                                        Client.text(
                                                Arrays.copyOfRange(
                                                        octets, offset, offset + length)));
                    }

                    @Override
                    public void sent(String session, byte[] octets, int offset, int length) {
                        seen.append("S: ")
                                .append(
                                        Client.text(
                                                Arrays.copyOfRange(
                                                        octets, offset, offset + length)));
                    }
                };
        try (Door door =
                        new Door(
                                Door.loopback(),
                                Optional.empty(),
                                tap,
                                ServerSocketChannel::accept);
                Client client = door.connect()) {
            client.send("NOOP\r\nPASS geheim\r\nSECRET\r\ngeheim\r\nQUIT\r\n");
            while (!client.line().equals("<end>")) {}
            door.next(Event.SessionClosed.class);
        }
        assertThat(seen.toString().lines())
                .containsExactly(
                        "S: hello 127.0.0.1",
                        "C: NOOP",
                        "S: [NOOP]",
                        "C: PASS <hidden 8 octets>",
                        "S: ok",
                        "C: <hidden 8 octets>",
                        "S: <hidden 6 octets>",
                        "C: <hidden 8 octets>",
                        "S: thanks",
                        "C: QUIT",
                        "S: bye");
    }

    @Test
    void noOctetsHurtTheListener() throws Exception {
        Random random = new Random(20_261_123);
        try (Door door =
                new Door(
                        Door.loopback(),
                        new TlsContext(java.util.List.of(Certificates.ec("a.example"))))) {
            for (int i = 0; i < 200; i++) {
                try (Client client = door.connect()) {
                    ByteArrayOutputStream hostile = new ByteArrayOutputStream();
                    for (int j = random.nextInt(2000); j > 0; j--) {
                        int octet = random.nextInt(256);
                        hostile.write(random.nextInt(8) == 0 ? '\n' : octet);
                    }
                    client.send(hostile.toByteArray()).endOutput();
                    String line = client.line();
                    while (!line.equals("<end>")) {
                        assertThat(line).isNotEqualTo("<reset>");
                        line = client.line();
                    }
                }
            }
            assertThat(door.events).noneMatch(Event.Bug.class::isInstance);
            try (Client client = door.connect()) {
                client.line();
                assertThat(client.ask("well")).isEqualTo("[well]");
            }
        }
    }

    private static ListenerSettings impatient() {
        return Door.loopback()
                .withDeadlines(ListenerSettings.Deadlines.DEFAULT.withIdle(Duration.ofMillis(150)));
    }
}
