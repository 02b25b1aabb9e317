package mailstead.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StepsTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Steps steps = new Steps(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void countsWhatPassed() throws Exception {
        assertThat(steps.step("One", notes -> notes.say("seen\nand more"))).isTrue();
        assertThat(steps.step("Two", notes -> notes.expect(true, "anything", "it"))).isTrue();
        assertThat(steps.passed()).isEqualTo(2);
        assertThat(text())
                .isEqualTo(
                        """
                        [ 1] One
                             seen
                             and more
                        [ 2] Two
                        """);
    }

    @Test
    void tellsWhatWasExpectedAndWhatCame() throws Exception {
        boolean passed =
                steps.step(
                        "One",
                        notes -> {
                            notes.say("so far");
                            notes.expect(false, "250", "550 no");
                        });
        assertThat(passed).isFalse();
        assertThat(steps.passed()).isZero();
        assertThat(text())
                .isEqualTo(
                        """
                        [ 1] One
                             so far
                             FAILED
                             expected: 250
                             came:     550 no
                        """);
    }

    @Test
    void failsOnAnyException() throws Exception {
        assertThat(
                        steps.step(
                                "One",
                                _ -> {
                                    throw new IOException("connection refused");
                                }))
                .isFalse();
        assertThat(text()).contains("FAILED", "connection refused");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
