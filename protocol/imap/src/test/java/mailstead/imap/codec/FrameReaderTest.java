package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mailstead.imap.codec.AppendMessage.Part.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderTest {

    private static final Limits SMALL = new Limits(100, 50, 200, 20, 1_000, 3);

    private static Dialogue small() {
        return new Dialogue(SMALL, EnumSet.allOf(Leniency.class), Set.of());
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Test
    void readsACommandOfOneLine() {
        Dialogue.Outcome outcome = Dialogue.strict().feed("a1 NOOP\r\na2 NOOP");
        assertThat(outcome.tagged()).isEqualTo(new Tagged("a1", new Command.Noop()));
        assertThat(text(outcome.rest())).isEqualTo("a2 NOOP\r\n");
    }

    @Test
    void asksForLiteralsThatAreSynchronizing() {
        Dialogue.Outcome outcome = Dialogue.strict().feed("a1 LOGIN {4}\r\nfred {5+}\r\na b\r\n");
        Command.Login login = (Command.Login) outcome.command();
        assertThat(login.user()).isEqualTo("fred");
        assertThat(text(login.password())).isEqualTo("a b\r\n");
        assertThat(outcome.continuations()).isEqualTo(1);
    }

    @Test
    void streamsMessages() {
        Dialogue.Outcome outcome =
                Dialogue.strict()
                        .feed(
                                "a1 APPEND {5}\r\nINBOX (\\Seen) {4}\r\nabcd (foo) \" 7-Feb-1994"
                                        + " 21:52:25 -0800\" ~{3+}\r\nx\0z");
        Command.Append append = (Command.Append) outcome.command();
        assertThat(append.mailbox()).isEqualTo(MailboxName.INBOX);
        assertThat(append.messages()).hasSize(2);
        assertThat(append.messages().get(0).parts()).containsExactly(new Literal(4, true, false));
        assertThat(append.messages().get(1).parts()).containsExactly(new Literal(3, false, true));
        assertThat(append.messages().get(1).internalDate().orElseThrow())
                .isEqualTo("1994-02-08T05:52:25Z");
        assertThat(outcome.messages().stream().map(FrameReaderTest::text))
                .containsExactly("abcd", "x\0z");
        assertThat(outcome.continuations()).isEqualTo(2);
        Command.Append first = (Command.Append) outcome.announced().getFirst().soFar().command();
        assertThat(first.messages()).isEqualTo(append.messages().subList(0, 1));
    }

    @Test
    void streamsThePartsOfCatenate() {
        Dialogue.Outcome outcome =
                Dialogue.strict(Extension.UTF8_ACCEPT)
                        .feed(
                                "a1 APPEND Drafts CATENATE (URL \"/x;UID=1\" TEXT {2+}\r\nab URL"
                                        + " {8}\r\n/y;UID=2 UTF8 (~{3}\r\ncde) TEXT {0}\r\n)");
        Command.Append append = (Command.Append) outcome.command();
        assertThat(append.messages())
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.form()).isEqualTo(AppendMessage.Form.CATENATE);
                    assertThat(message.parts())
                            .containsExactly(
                                    new AppendMessage.Part.Url("/x;UID=1"),
                                    new Literal(2, false, false),
                                    new AppendMessage.Part.Url("/y;UID=2"),
                                    new Literal(3, true, true),
                                    new Literal(0, true, false));
                });
        assertThat(outcome.messages().stream().map(FrameReaderTest::text))
                .containsExactly("ab", "cde", "");
    }

    @Test
    void readsTheUtf8Form() {
        Dialogue.Outcome outcome =
                Dialogue.strict(Extension.UTF8_ACCEPT).feed("a1 APPEND x UTF8 (~{2+}\r\nab)");
        assertThat(((Command.Append) outcome.command()).messages().getFirst().form())
                .isEqualTo(AppendMessage.Form.UTF8);
        assertThat(Dialogue.strict().feed("a1 APPEND x UTF8 (~{2+}\r\nab)").command())
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void readsReplace() {
        Dialogue.Outcome outcome =
                Dialogue.strict().feed("a1 UID REPLACE 7 Drafts (\\Draft) {3+}\r\nabc");
        Command.Replace replace = (Command.Replace) outcome.command();
        assertThat(replace.numbering()).isEqualTo(Numbering.UID);
        assertThat(replace.replacement().parts()).containsExactly(new Literal(3, false, false));
        assertThat(Dialogue.strict().command("a1 REPLACE * x {3+}\r\nabc"))
                .isInstanceOf(Command.Replace.class);
        for (String set : List.of("1:2", "1,2", "$", "0")) {
            assertThat(Dialogue.strict().command("a1 REPLACE " + set + " x {3+}\r\nabc"))
                    .isInstanceOf(Command.Malformed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1 NONSENSE {5+}\r\na2 NO {3+}\r\nOP\r there",
                "{5+}\r\n12345",
                "a1 APPEND {5+}\r\n12345 {3+}\r\nabc{2+}\r\n12",
                "a1 APPEND x (\\Foo) {5+}\r\n12345",
                "a1 LOGIN a\"b {5+}\r\n12345 c",
                "a1 LOGIN \"x {5+}\r\n12345\" {1+}\r\nz",
                "a1 APPEND x UTF8 (~{5+}\r\n12345)",
                "a1 SEARCH TEXT ~{5+}\r\n12345"
            })
    void skipsWhatAMalformedCommandBringsUnasked(String text) {
        Dialogue.Outcome outcome = Dialogue.strict().feed(text + "\r\na3 NOOP");
        assertThat(outcome.command()).isInstanceOf(Command.Malformed.class);
        assertThat(text(outcome.rest())).isEqualTo("a3 NOOP\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a1 APPEND x (\\Foo) {5}", "{5}", "a1 LOGIN {9999999999}", "a1 LOGIN {51}"})
    void doesNotAskForTheLiteralsOfAMalformedCommand(String line) {
        Dialogue.Outcome outcome = small().feed(line + "\r\na2 NOOP");
        assertThat(outcome.command()).isInstanceOf(Command.Malformed.class);
        assertThat(outcome.continuations()).isZero();
        assertThat(text(outcome.rest())).isEqualTo("a2 NOOP\r\n");
    }

    @Test
    void givesUpBeforeMoreThanItCaresToSkip() {
        for (String size : List.of("1001", "99999999999999999999999999", "9223372036854775807")) {
            Dialogue.Outcome outcome = small().feed("a1 LOGIN {" + size + "+}");
            assertThat(outcome.last().orElseThrow()).isInstanceOf(Step.Hopeless.class);
        }
        String twice = "a1 LOGIN {600+}\r\n" + "x".repeat(600) + " {600+}\r\n";
        assertThat(small().feed(twice).last().orElseThrow()).isInstanceOf(Step.Hopeless.class);
    }

    @Test
    void bindsWhatAClientSendsUnasked() {
        assertThat(small().command("a1 LOGIN {20+}\r\n" + "x".repeat(20) + " y"))
                .isInstanceOf(Command.Login.class);
        assertThat(small().command("a1 LOGIN {21+}\r\n" + "x".repeat(21) + " y"))
                .isInstanceOf(Command.Malformed.class);
        assertThat(small().command("a1 LOGIN {21}\r\n" + "x".repeat(21) + " y"))
                .isInstanceOf(Command.Login.class);
        assertThat(small().command("a1 APPEND x {21+}\r\n" + "x".repeat(21)))
                .isInstanceOf(Command.Malformed.class);
        assertThat(small().command("a1 APPEND x {999}\r\n" + "x".repeat(999)))
                .isInstanceOf(Command.Append.class);
    }

    @Test
    void announcesMessagesOfAnySize() {
        Dialogue.Outcome outcome = small().feed("a1 APPEND x {99999999999999999999999999}");
        assertThat(outcome.last()).isEmpty();
        assertThat(outcome.announced().getFirst().literal().octets()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void holdsNoMoreThanItsLimits() {
        assertThat(small().command("a1 LOGIN " + "x".repeat(92)))
                .isInstanceOf(Command.Malformed.class);
        String line = "a1 SEARCH TEXT " + "x".repeat(70) + " TEXT {20+}\r\n";
        String more = "y".repeat(20) + " TEXT {20+}\r\n";
        Dialogue.Outcome outcome =
                small().feed(line + more + more + more + "y".repeat(20) + "\r\na2 NOOP");
        assertThat(outcome.command()).isInstanceOf(Command.Malformed.class);
        assertThat(text(outcome.rest())).isEqualTo("a2 NOOP\r\n");
    }

    @Test
    void bindsTheNumberOfLiterals() {
        StringBuilder text = new StringBuilder("a1 ID (\"x\" NIL");
        for (int i = 0; i <= FrameReader.LITERALS_MAX; i++) {
            text.append(" {1+}\r\nk NIL");
        }
        Dialogue.Outcome outcome = Dialogue.strict().feed(text + ")\r\na2 NOOP");
        assertThat(outcome.command()).isInstanceOf(Command.Malformed.class);
        assertThat(text(outcome.rest())).isEqualTo("a2 NOOP\r\n");
    }

    @Test
    void bindsTheNumberOfMessages() {
        String message = " {1+}\r\nk";
        assertThat(small().command("a1 APPEND x" + message.repeat(3)))
                .isInstanceOf(Command.Append.class);
        Dialogue.Outcome outcome = small().feed("a1 APPEND x" + message.repeat(5) + "\r\na2 NOOP");
        assertThat(outcome.command()).isInstanceOf(Command.Malformed.class);
        assertThat(text(outcome.rest())).isEqualTo("a2 NOOP\r\n");
    }

    @Test
    void givesUpOnLinesThatNobodyHasSeen() {
        FrameReader frame = new FrameReader(SMALL, Set.of(), Set.of());
        assertThat(frame.lineTooLong())
                .isEqualTo(
                        new Step.Hopeless(
                                new Tagged("*", new Command.Malformed("the command is too long"))));
    }

    @Test
    void knowsTheEndOfIdle() {
        for (String line : List.of("DONE", "done", "Done ", " dOnE")) {
            assertThat(FrameReader.isDone(line.getBytes(StandardCharsets.UTF_8))).isTrue();
        }
        for (String line : List.of("", "a DONE", "DON", "DONE x", "ＤＯＮＥ")) {
            assertThat(FrameReader.isDone(line.getBytes(StandardCharsets.UTF_8))).isFalse();
        }
    }
}
