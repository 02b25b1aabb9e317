package mailstead.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What counts as "the message that was sent". */
class ExerciseTest {

    private static final String TRACE =
            "Return-Path: <golde@sender.example>\r\nReceived: from client by mx-1\r\n\twith ESMTPS\r\n";
    private static final String MESSAGE = "Subject: milk\r\n\r\nA line.\r\n";

    @Test
    void acceptsTraceFieldsBeforeTheMessage() {
        assertThat(holds(TRACE + MESSAGE)).isTrue();
        assertThat(holds((TRACE + MESSAGE).replace("\r\n", "\n"))).isTrue();
    }

    @Test
    void acceptsNothingElse() {
        assertThat(holds(MESSAGE)).isFalse();
        assertThat(holds(TRACE + MESSAGE + "\r\n")).isFalse();
        assertThat(holds(TRACE + MESSAGE.replace("milk", "Milk"))).isFalse();
        assertThat(holds(TRACE + MESSAGE.substring(1))).isFalse();
        assertThat(holds(TRACE + "\r\n" + MESSAGE)).isFalse();
        assertThat(holds("X: y\r\n" + MESSAGE)).isFalse();
    }

    private static boolean holds(String stored) {
        return Exercise.holds(
                stored.getBytes(StandardCharsets.UTF_8), MESSAGE.getBytes(StandardCharsets.UTF_8));
    }
}
