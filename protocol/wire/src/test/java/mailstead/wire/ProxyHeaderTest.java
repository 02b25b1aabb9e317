package mailstead.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Event;
import mailstead.wire.ListenerSettings.Access;
import mailstead.wire.ListenerSettings.Deadlines;
import mailstead.wire.ListenerSettings.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY header, from trusted proxies and others. */
@Timeout(60)
class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String TCP4 =
            SIGNATURE + "2111000c" + "cb007109" + "c0000219" + "d431" + "0019";
    private static final String TCP6 =
            SIGNATURE
                    + "21210024"
                    + "20010db8000000000000000000000009"
                    + "20010db8000000000000000000000019"
                    + "d431"
                    + "0019";

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.9 192.0.2.25 54321 25, /203.0.113.9:54321",
        "PROXY TCP6 2001:db8::9 2001:db8::25 54321 25, /[2001:db8:0:0:0:0:0:9]:54321",
        "PROXY TCP4 255.255.255.255 0.0.0.0 65535 0, /255.255.255.255:65535",
        "PROXY UNKNOWN, none",
        "PROXY UNKNOWN ffff::1 ffff::2 1 2, none",
    })
    void readsVersion1(String line, String source) throws Exception {
        byte[] octets = Toy.octets(line + "\r\nEHLO");
        for (int length = 0; length < line.length() + 2; length++) {
            assertThat(ProxyHeader.parse(ByteBuffer.wrap(octets, 0, length).slice())).isEmpty();
        }
        ProxyHeader header = ProxyHeader.parse(ByteBuffer.wrap(octets)).orElseThrow();
        assertThat(header.octets()).isEqualTo(line.length() + 2);
        assertThat(header.source().map(Object::toString).orElse("none")).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({
        TCP4 + ", /203.0.113.9:54321",
        TCP6 + ", /[2001:db8:0:0:0:0:0:9]:54321",
        SIGNATURE + "20000000, none",
        SIGNATURE + "2011000c" + "cb007109c0000219d4310019, none",
        SIGNATURE + "21000000, none",
        SIGNATURE + "2111000f" + "cb007109c0000219d4310019" + "040000, /203.0.113.9:54321",
    })
    void readsVersion2(String hex, String source) throws Exception {
        byte[] octets = HexFormat.of().parseHex(hex + "45484c4f");
        int whole = octets.length - 4;
        for (int length = 0; length < whole; length++) {
            assertThat(ProxyHeader.parse(ByteBuffer.wrap(octets, 0, length).slice())).isEmpty();
        }
        ProxyHeader header = ProxyHeader.parse(ByteBuffer.wrap(octets)).orElseThrow();
        assertThat(header.octets()).isEqualTo(whole);
        assertThat(header.source().map(Object::toString).orElse("none")).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x\r\n",
                "PROXY\r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.25 54321 25\n",
                "PROXY TCP4 2001:db8::1 192.0.2.25 54321 25\r\n",
                "PROXY TCP6 203.0.113.9 192.0.2.25 54321 25\r\n",
                "PROXY TCP4 203.0.113.256 192.0.2.25 1 25\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.25 65536 25\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.25 -1 25\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.25 01 25\r\n",
                "PROXY TCP4  203.0.113.9 192.0.2.25 1 25\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.25 1 25 \r\n",
                "PROXY TCP4 mail.example 192.0.2.25 1 25\r\n",
                "PROXY UDP4 203.0.113.9 192.0.2.25 1 25\r\n",
                "proxy TCP4 203.0.113.9 192.0.2.25 1 25\r\n",
                "\r\n\r\n\0x",
                "PROXY TCP6 2001:db8::1%lo 2001:db8::2 1 25\r\n",
                "PROXY TCP6 :::: 2001:db8::2 1 25\r\n"
            })
    void refusesWhatIsNoHeader(String text) {
        assertMalformed(Toy.octets(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31110000",
                "22110000",
                "2111000b0000000000000000000000",
                "2121000c00",
                "2111ffff"
            })
    void refusesStrangeVersion2(String hex) {
        byte[] octets = HexFormat.of().parseHex(SIGNATURE + hex);
        assertMalformed(Arrays.copyOf(octets, Math.max(octets.length, 40)));
    }

    @Test
    void refusesLongHeadersWithoutWaitingForTheirEnd() {
        assertMalformed(Toy.octets("PROXY UNKNOWN " + "x".repeat(100)));
    }

    private static void assertMalformed(byte[] octets) {
        assertThatThrownBy(() -> ProxyHeader.parse(ByteBuffer.wrap(octets)))
                .isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void noOctetsMakeTheParserThrowAnythingElse() {
        Random random = new Random(2);
        byte[] valid = HexFormat.of().parseHex(TCP6);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets =
                    Arrays.copyOf(
                            random.nextBoolean() ? valid : Toy.octets("PROXY TCP6 ::1 ::2 1 2\r\n"),
                            random.nextInt(60));
            octets = octets.length == 0 ? octets : octets.clone();
            for (int j = random.nextInt(3); j > 0 && octets.length > 0; j--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            try {
                ProxyHeader.parse(ByteBuffer.wrap(octets));
            } catch (ProxyHeader.Malformed _) {
                // As it may.
            }
        }
    }

    @Test
    void theClientBehindATrustedProxyCounts() throws Exception {
        ListenerSettings settings =
                trusting()
                        .withLimits(new Limits(10, 1, 10, 24, 64))
                        .withAccess(new Access(Networks.NONE, Networks.of("198.51.100.0/24")));
        try (Door door = new Door(settings);
                Client one = door.connect();
                Client again = door.connect();
                Client other = door.connect();
                Client denied = door.connect();
                Client check = door.connect()) {
            one.send("PROXY TCP4 203.0.113.9 192.0.2.25 1 25\r\nearly\r\n");
            assertThat(one.line()).isEqualTo("hello 203.0.113.9");
            assertThat(one.line()).isEqualTo("[early]");
            again.send("PROXY TCP4 203.0.113.9 192.0.2.25 2 25\r\n");
            assertThat(again.line()).isEqualTo("refused TOO_MANY_FROM_YOU");
            other.send(HexFormat.of().parseHex(TCP6));
            assertThat(other.line()).isEqualTo("hello 2001:db8:0:0:0:0:0:9");
            denied.send("PROXY TCP4 198.51.100.1 192.0.2.25 2 25\r\n");
            assertThat(denied.line()).isEqualTo("refused DENIED");
            check.send(HexFormat.of().parseHex(SIGNATURE + "20000000"));
            assertThat(check.line()).isEqualTo("hello 127.0.0.1");
        }
    }

    @Test
    void aTrustedProxyWithoutHeaderIsClosed() throws Exception {
        Deadlines short1 =
                new Deadlines(
                        Duration.ofMillis(100), Door.LONG, Door.LONG, Door.LONG, Optional.empty());
        try (Door door = new Door(trusting().withDeadlines(short1));
                Client silent = door.connect();
                Client wrong = door.connect();
                Client half = door.connect()) {
            wrong.send("EHLO x\r\n");
            half.send("PROXY TCP4");
            assertThat(wrong.line()).isIn("<end>", "<reset>");
            assertThat(silent.line()).isEqualTo("<end>");
            assertThat(half.line()).isEqualTo("<end>");
            for (int i = 0; i < 3; i++) {
                assertThat(door.next(Event.ConnectionRefused.class).why()).isEqualTo("proxy");
            }
        }
    }

    @Test
    void othersAreNeverBelieved() throws Exception {
        try (Door door = new Door(Door.loopback().withTrustedProxies(Networks.of("192.0.2.0/24")));
                Client client = door.connect()) {
            client.send("PROXY TCP4 203.0.113.9 192.0.2.25 1 25\r\n");
            assertThat(client.line()).isEqualTo("hello 127.0.0.1");
            assertThat(client.line()).isEqualTo("[PROXY TCP4 203.0.113.9 192.0.2.25 1 25]");
        }
    }

    private static ListenerSettings trusting() {
        return Door.loopback().withTrustedProxies(Networks.of("127.0.0.1"));
    }
}
