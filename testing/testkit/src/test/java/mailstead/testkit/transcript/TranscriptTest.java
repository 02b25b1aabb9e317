package mailstead.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import mailstead.wire.Connection;
import mailstead.wire.Frame;
import mailstead.wire.Protocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TranscriptTest {

    private static final int LINE_OCTETS_MAX = 40;

    /** Says back what it hears, and a few things on request. */
    private static final class Parrot implements Protocol {

        private volatile @Nullable Connection napping;

        @Override
        public String name() {
            return "parrot";
        }

        @Override
        public void serve(Connection connection) throws IOException {
            say(connection, "hello from parrot");
            connection.limitIdle(Duration.ofMinutes(2));
            while (true) {
                try {
                    switch (connection.readCommand(LINE_OCTETS_MAX)) {
                        case Frame.TooLong() -> say(connection, "too long");
                        case Frame.EndOfInput() -> {
                            return;
                        }
                        case Frame.Line(byte[] octets, boolean canonical) -> {
                            String text = new String(octets, StandardCharsets.UTF_8);
                            switch (text) {
                                case "bug" -> throw new IllegalStateException("a bug");
                                case "tls" ->
                                        connection.startTls(
                                                "go\r\n".getBytes(StandardCharsets.US_ASCII));
                                case "nap" -> {
                                    say(connection, "napping");
                                    napping = connection;
                                    say(
                                            connection,
                                            connection.await(Duration.ofSeconds(50)).toString());
                                }
                                case "wake" -> {
                                    Objects.requireNonNull(napping).wake();
                                    say(connection, "woken");
                                }
                                case "compress" ->
                                        connection.startCompression(
                                                "go\r\n".getBytes(StandardCharsets.US_ASCII));
                                case "cut" -> {
                                    connection.send("half".getBytes(StandardCharsets.US_ASCII));
                                    connection.flush();
                                    return;
                                }
                                case "forget" -> {
                                    connection.send("lost\r\n".getBytes(StandardCharsets.US_ASCII));
                                    return;
                                }
                                default ->
                                        say(
                                                connection,
                                                (connection.security().isEncrypted()
                                                                ? "secret "
                                                                : "")
                                                        + text
                                                        + (canonical ? "" : " (bare)"));
                            }
                        }
                    }
                } catch (Connection.TimedOut _) {
                    say(connection, "bored");
                    connection.flush();
                    return;
                } catch (Connection.Draining _) {
                    say(connection, "closing time");
                    connection.flush();
                    return;
                }
            }
        }

        private static void say(Connection connection, String text) throws IOException {
            connection.send((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void refuse(Connection connection, Refusal why) {}
    }

    private static void play(String text) {
        for (Pacing pacing :
                new Pacing[] {Pacing.WHOLE, Pacing.SINGLE, Pacing.random(new Random(1), 7)}) {
            MemoryStage stage = new MemoryStage(new Parrot());
            stage.setPacing(pacing);
            Transcript.parse("test.txt", text).play(stage, Directives.standard());
            stage.close();
        }
    }

    @Test
    void playsTwoClientsWithHolesAndPipelining() {
        play(
                """
                # two clients
                S: hello from <who>
                C: I am <who>, <unknown>
                C: two
                S: I am parrot, <unknown>
                S: two
                S2: hello from <who>
                C2: x
                S2: x
                @C1 silent
                C: bye
                S: bye
                @eof
                @closed
                """);
    }

    @Test
    void knowsTlsTimeAndRawOctets() {
        play(
                """
                S: hello from <p>
                C: tls
                S: go
                @tls
                @send a\\x62c\\n
                S: secret abc (bare)
                @fill 50 x
                @send \\r\\n
                S: too long
                @clock +119s
                @silent
                @clock +1s
                S: bored
                @closed
                @C2 tls
                S2: hello from parrot
                C2: x
                S2: secret x
                @timeout
                S2: bored
                @closed
                S3: hello from parrot
                @drain
                S3: closing time
                @closed
                S4: hello from parrot
                C4: cut
                @cut
                S5: hello from parrot
                @reset
                @cut
                """);
    }

    @Test
    void knowsWaitsThatAnotherSessionEnds() {
        play(
                """
                S: hello from <p>
                C: nap
                S: napping
                @silent
                S2: hello from <p>
                C2: wake
                S: WOKEN
                S2: woken
                C: nap
                S: napping
                C: up
                S: INPUT
                S: up
                C: nap
                S: napping
                @clock +49s
                @silent
                @clock +1s
                S: ELAPSED
                C: compress
                S: go
                @compress
                C: nap
                S: napping
                @drain
                S: closing time
                @closed
                """);
    }

    @Test
    void complainsWithTheLine() {
        assertFails("S: hello from <p>\nC: x\nS: y\n", "test.txt:3: expected: y\nbut received: x");
        assertFails("S: hello from <p>\nC: x\n", "still had: x");
        assertFails("S: hello from <p>\nS: more\n", "but the server waits for us");
        assertFails("S: hello from <p>\nC: forget\nS: lost\n", "but the server closed");
        assertFails("S: hello from <p>\nC: tls\nC: x\nS: go\n", "but the server closed");
        assertFails(
                "S: hello from <p>\nC: bug\nS: x\n",
                "the session ended by java.lang.IllegalStateException: a bug");
        assertFails("S: hello from <p>\nC: x <p>\nS: x <p> <p>\n", "expected: x parrot parrot");
    }

    private static void assertFails(String text, String message) {
        MemoryStage stage = new MemoryStage(new Parrot());
        assertThatThrownBy(
                        () -> Transcript.parse("test.txt", text).play(stage, Directives.standard()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesUnknownLinesAndDirectives() {
        assertThatThrownBy(() -> Transcript.parse("test.txt", "X: y"))
                .hasMessageContaining("test.txt:1: not a transcript's line: X: y");
        Transcript unknown = Transcript.parse("test.txt", "@dance");
        assertThatThrownBy(() -> unknown.playsOverSockets(Directives.standard()))
                .hasMessageContaining("test.txt:1: unknown directive @dance");
        assertThat(Transcript.parse("x", "@tls").playsOverSockets(Directives.standard())).isTrue();
        assertThat(Transcript.parse("x", "@drain").playsOverSockets(Directives.standard()))
                .isFalse();
    }
}
