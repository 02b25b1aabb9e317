package mailstead.node.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestMessageTest {

    private final TestMessage message = new TestMessage("c3n17", 5);

    @Test
    void isKnownByItsSubject() {
        assertThat(TestMessage.of(message.octets())).contains(message);
        byte[] header = "Subject: torture c3n17 5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(TestMessage.of(header)).contains(message);
        assertThat(TestMessage.of("Subject: other\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void isWholeOnlyWhole() {
        byte[] octets = message.octets();
        byte[] traced = new byte[octets.length + 8];
        System.arraycopy("X: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, traced, 0, 8);
        System.arraycopy(octets, 0, traced, 8, octets.length);
        assertThat(message.isWhole(octets)).isTrue();
        assertThat(message.isWhole(traced)).isTrue();
        assertThat(message.isWhole(Arrays.copyOf(octets, octets.length - 1))).isFalse();
        octets[octets.length / 2] ^= 1;
        assertThat(message.isWhole(octets)).isFalse();
    }
}
