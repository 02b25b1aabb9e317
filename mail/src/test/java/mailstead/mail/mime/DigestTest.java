package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static mailstead.mail.mime.Messages.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DigestTest {

    private static final byte[] MESSAGE =
            wire(
                    """
                    Received: from somewhere
                    Date: Fri, 21 Nov 1997 09:55:06 -0600
                    From: John Doe <jdoe@machine.example>
                    TO: Mary Smith <mary@example.net>,
                     sales: a@b;
                    To: c@d
                    Subject: Saying
                      Hello
                    Subject: another
                    Message-ID: <1234@local.machine.example>
                    References: <a@b> <c@d>
                    X-Priority: 1
                    X-Other: x

                    This is a message just to say hello.
                    """);

    @Test
    void knowsWhatListingsNeed() throws IOException {
        Digest digest = read(MESSAGE);
        assertThat(digest.octets()).isEqualTo(MESSAGE.length);
        assertThat(digest.preview()).contains("This is a message just to say hello.");
        assertThat(digest.sentAt()).contains(OffsetDateTime.parse("1997-11-21T09:55:06-06:00"));
        assertThat(digest.messageId()).contains(new MessageId("1234@local.machine.example"));
        assertThat(digest.ancestors()).containsExactly(new MessageId("a@b"), new MessageId("c@d"));
        Envelope envelope = digest.envelope();
        assertThat(envelope.date()).contains(RawText.of("Fri, 21 Nov 1997 09:55:06 -0600"));
        assertThat(envelope.subject()).contains(RawText.of("Saying  Hello"));
        assertThat(envelope.from()).hasSize(1);
        assertThat(envelope.sender()).isEqualTo(envelope.from());
        assertThat(envelope.replyTo()).isEqualTo(envelope.from());
        assertThat(envelope.to()).hasSize(5);
        assertThat(envelope.cc()).isEmpty();
        assertThat(envelope.inReplyTo()).isEmpty();
        assertThat(envelope.messageId()).contains(RawText.of("<1234@local.machine.example>"));
    }

    @Test
    void tellsAbsentFieldsFromEmptyOnes() throws IOException {
        Envelope envelope =
                read(wire("Subject:\nFrom: a@b\nSender: \nReply-To: ,\nIn-Reply-To: \n\n"))
                        .envelope();
        assertThat(envelope.subject()).contains(RawText.EMPTY);
        assertThat(envelope.inReplyTo()).contains(RawText.EMPTY);
        assertThat(envelope.date()).isEmpty();
        assertThat(envelope.sender()).isEqualTo(envelope.from());
        assertThat(envelope.replyTo()).isEqualTo(envelope.from());
    }

    @Test
    void coversTheFieldsThatItKeeps() throws IOException {
        Digest digest = read(MESSAGE);
        List<String> names = List.of("subject", "TO", "Message-Id", "X-PRIORITY", "Cc");
        assertThat(digest.covers(names)).isTrue();
        assertThat(digest.headers().only(names).octets())
                .isEqualTo(Headers.parse(MESSAGE).only(names).octets());
        assertThat(digest.covers(List.of("Subject", "X-Other"))).isFalse();
        assertThat(digest.covers(List.of("Received"))).isFalse();
        assertThat(digest.covers(List.of())).isTrue();
    }

    @Test
    void coversNothingWhereAFieldIsBeyondTheLimits() throws IOException {
        assertThat(read(wire("To: " + "a@b, ".repeat(30_000) + "\n\n")).covers(List.of("Subject")))
                .isFalse();
        assertThat(read(wire("To: a@b\n".repeat(2_000) + "\n")).covers(List.of("To"))).isFalse();
        assertThat(read(wire("X: y\n".repeat(300_000) + "To: z\n\n")).covers(List.of("To")))
                .isFalse();
        String long100 = "To: " + "x".repeat(100_000) + "\n";
        assertThat(read(wire(long100.repeat(2) + "\n")).covers(List.of("To"))).isTrue();
        assertThat(read(wire(long100.repeat(3) + "\n")).covers(List.of("To"))).isFalse();
    }

    @Nested
    final class Previews {

        @ParameterizedTest
        @CsvSource(
                delimiter = '\t',
                quoteCharacter = '`',
                textBlock =
                        """
                        text/plain	Hello,\\n\\n  world!\\n	Hello, world!
                        text/plain	> quoted\\nanswer\\n-- \\nsignature\\n	answer
                        text/plain	> only quoted\\n	> only quoted
                        text/plain	a\\x00\\x01b\\xE9\\xAD	abé
                        text/html	<style>x</style><p>Hello,</p><p>&lt;world&gt;</p>	Hello, <world>
                        text/html	&zwnj;&nbsp;&#847;&#8199;&#65279;Hello	Hello
                        """)
        void areTheFirstWords(String type, String body, String expected) throws IOException {
            byte[] message =
                    wire(
                            "Content-Type: "
                                    + type
                                    + "; charset=iso-8859-1\n\n"
                                    + body.replace("\\n", "\n")
                                            .replace("\\x00", "\0")
                                            .replace("\\x01", "\1")
                                            .replace("\\xE9", "\u00E9")
                                            .replace("\\xAD", "\u00AD"));
            assertThat(read(message).preview()).contains(expected);
        }

        @Test
        void are200CharactersAtMost() throws IOException {
            assertThat(read(wire("\n" + "a b ".repeat(1_000))).preview())
                    .contains("a b ".repeat(50).strip());
            byte[] faces = "\n\n".concat("😀".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
            assertThat(read(faces).preview()).contains("😀".repeat(200));
        }

        @Test
        void areOfTheFirstTextThatHasAny() throws IOException {
            assertThat(preview("text/plain", " \n", "text/html", "<p>html</p>")).contains("html");
            assertThat(preview("text/plain", "plain", "text/html", "<p>html</p>"))
                    .contains("plain");
            assertThat(preview("text/html", "<p>html</p>", "text/plain", "footer"))
                    .contains("html");
            assertThat(preview("image/png", "png", "text/plain", "text")).contains("text");
            assertThat(
                            preview(
                                    "text/plain\nContent-Disposition: attachment",
                                    "file",
                                    "text/plain",
                                    "text"))
                    .contains("text");
            assertThat(preview("message/rfc822", "Subject: x\n\ninside", "a/b", ""))
                    .contains("inside");
            assertThat(preview("image/png", "png", "a/b", "")).isEmpty();
            assertThat(
                            preview(
                                    "text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
                                    "Z3LDvG4=",
                                    "a/b",
                                    ""))
                    .contains("grün");
        }

        private static Optional<String> preview(
                String type, String body, String type2, String body2) throws IOException {
            return read(wire(
                            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
                                    + type
                                    + "\n\n"
                                    + body
                                    + "\n--b\nContent-Type: "
                                    + type2
                                    + "\n\n"
                                    + body2
                                    + "\n--b--\n"))
                    .preview();
        }
    }

    @Test
    void isBoundedWhateverTheMessageIs() throws IOException {
        String message = "Content-Type: message/rfc822\n\nTo: " + "a@b,".repeat(30_000) + "\n";
        Digest digest = read(wire(message.repeat(64)));
        assertThat(DigestCodec.encode(digest).length).isLessThan(1024 * 1024);
        Digest parts =
                read(
                        octets(
                                "Content-Type: multipart/mixed; boundary=b\n\n"
                                        + "--b\nContent-Disposition: x; ".repeat(20_000)));
        assertThat(DigestCodec.encode(parts).length).isLessThan(100_000);
    }

    @Test
    void ofDamagedMessagesAreDigestsToo() throws IOException {
        RandomGenerator random = new SplittableRandom(16);
        for (int round = 0; round < 3_000; round++) {
            byte[] message = (round % 2 == 0 ? MESSAGE : StructureParserTest.NESTED).clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
                int at = random.nextInt(message.length);
                message[at] =
                        random.nextBoolean()
                                ? (byte) random.nextInt()
                                : message[random.nextInt(message.length)];
            }
            Digest digest = read(message);
            assertThat(digest.octets()).isEqualTo(message.length);
            assertThat(digest.headers().octets())
                    .isEqualTo(Headers.parse(message).only(Digest.FIELDS).octets());
            assertThat(digest.envelope()).isNotNull();
        }
    }

    static Digest read(byte[] message) throws IOException {
        return Digest.read(new ByteArrayInputStream(message));
    }
}
