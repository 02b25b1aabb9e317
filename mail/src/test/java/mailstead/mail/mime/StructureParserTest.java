package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.all;
import static mailstead.mail.mime.Messages.octets;
import static mailstead.mail.mime.Messages.outline;
import static mailstead.mail.mime.Messages.part;
import static mailstead.mail.mime.Messages.structure;
import static mailstead.mail.mime.Messages.structureInPieces;
import static mailstead.mail.mime.Messages.text;
import static mailstead.mail.mime.Messages.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class StructureParserTest {

    private static final List<String> WORDS =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "--",
                    "--a",
                    "--ab",
                    "--ab--",
                    "--a--",
                    "a",
                    "b",
                    " ",
                    "\t",
                    ":",
                    ";",
                    "=",
                    "\"",
                    "\0",
                    "é",
                    "(",
                    "<",
                    "@",
                    "*0*=",
                    "''",
                    "%41",
                    "Content-Type: multipart/mixed; boundary=a\r\n",
                    "Content-Type: multipart/digest; boundary=\"ab\"\n",
                    "Content-Type: message/rfc822\r\n\r\n",
                    "Content-Type: text/html; charset*0*=utf-8''x\r\n",
                    "Content-Disposition: attachment; filename=\"x\r\n",
                    "Subject: x\r\n",
                    "\r\n\r\n",
                    "\n\n",
                    "\r\n--a\r\n",
                    "\r\n--ab\r\n",
                    "--a\r\n\r\n");

    static final byte[] NESTED =
            wire(
                    """
                    From: a@example.org
                    Subject: outer
                    Content-Type: multipart/mixed; boundary="outer"

                    preamble
                    --outer

                    first
                    --outer
                    Content-Type: multipart/alternative; boundary=inner

                    --inner
                    Content-Type: text/plain; charset=utf-8

                    second
                    line

                    --inner
                    Content-Type: text/html

                    <p>
                    --inner--
                    inner epilogue
                    --outer
                    Content-Type: message/rfc822

                    Subject: inside
                    From: Joe <joe@example.org>
                    Content-Type: multipart/mixed; boundary="outer-not"

                    --outer-not
                    Content-Type: image/png
                    Content-Transfer-Encoding: base64

                    AAAA
                    --outer-not--

                    --outer--
                    epilogue
                    """);

    @Test
    void findsTheTree() {
        assertThat(outline(structure(NESTED).root()))
                .isEqualTo(
                        "multipart/mixed(text/plain, multipart/alternative(text/plain, text/html),"
                                + " message/rfc822{multipart/mixed(image/png)})");
    }

    @Test
    void findsHeadersAndBodiesToTheOctet() {
        Structure structure = structure(NESTED);
        assertThat(structure.octets()).isEqualTo(NESTED.length);
        assertThat(header(NESTED, structure, ""))
                .startsWith("From: a@")
                .endsWith("boundary=\"outer\"\r\n\r\n");
        assertThat(body(NESTED, structure, "")).startsWith("preamble\r\n").endsWith("epilogue\r\n");
        assertThat(header(NESTED, structure, "1")).isEqualTo("\r\n");
        assertThat(body(NESTED, structure, "1")).isEqualTo("first");
        assertThat(header(NESTED, structure, "2"))
                .isEqualTo("Content-Type: multipart/alternative; boundary=inner\r\n\r\n");
        assertThat(body(NESTED, structure, "2"))
                .startsWith("--inner\r\n")
                .endsWith("--inner--\r\ninner epilogue");
        assertThat(body(NESTED, structure, "2.1")).isEqualTo("second\r\nline\r\n");
        assertThat(body(NESTED, structure, "2.2")).isEqualTo("<p>");
        assertThat(body(NESTED, structure, "3"))
                .startsWith("Subject: inside\r\n")
                .endsWith("--outer-not--\r\n");
        assertThat(header(NESTED, structure, "3.1")).startsWith("Content-Type: image/png\r\n");
        assertThat(body(NESTED, structure, "3.1")).isEqualTo("AAAA");
        Part.Message message = (Part.Message) part(structure, "3");
        assertThat(text(NESTED, message.root().header()))
                .startsWith("Subject: inside\r\n")
                .endsWith("\r\n\r\n");
        assertThat(text(NESTED, message.root().body()))
                .startsWith("--outer-not\r\n")
                .endsWith("--outer-not--\r\n");
    }

    @Test
    void countsLineEndsOfBodies() {
        Structure structure = structure(NESTED);
        assertThat(part(structure, "1").place().bodyLines()).isZero();
        assertThat(part(structure, "2.1").place().bodyLines()).isEqualTo(2);
        assertThat(part(structure, "3").place().bodyLines()).isEqualTo(10);
        for (Part part : all(structure.root()).toList()) {
            assertThat(part.place().bodyLines())
                    .isEqualTo(text(NESTED, part.body()).chars().filter(c -> c == '\n').count());
        }
    }

    @Test
    void keepsTheEnvelopeOfAMessageInside() {
        Part.Message message = (Part.Message) part(structure(NESTED), "3");
        assertThat(message.envelope().subject()).contains(RawText.of("inside"));
        assertThat(message.envelope().from())
                .containsExactly(
                        new EnvelopeAddress.Mailbox(
                                java.util.Optional.of(RawText.of("Joe")),
                                java.util.Optional.empty(),
                                RawText.of("joe"),
                                RawText.of("example.org")));
    }

    @Test
    void numbersPartsAsImapDoes() {
        Structure structure = structure(NESTED);
        assertThat(structure.part(List.of())).contains(structure.root());
        assertThat(structure.part(List.of(4))).isEmpty();
        assertThat(structure.part(List.of(0))).isEmpty();
        assertThat(structure.part(List.of(1, 1))).isEmpty();
        assertThat(structure.part(List.of(3, 1))).isPresent();
        assertThat(structure.part(List.of(3, 2))).isEmpty();
        Structure single = structure(wire("Subject: x\n\nbody\n"));
        assertThat(single.part(List.of(1))).contains(single.root());
        assertThat(single.part(List.of(2))).isEmpty();
        assertThat(single.part(List.of(1, 1))).isEmpty();
    }

    @Nested
    final class Boundaries {

        @Test
        void oneMayBeTheBeginningOfAnother() {
            byte[] message =
                    wire(
                            """
                            Content-Type: multipart/mixed; boundary=b

                            --b
                            Content-Type: multipart/mixed; boundary=b1

                            --b1

                            one
                            --b1--
                            --b

                            two
                            --b--
                            """);
            assertThat(outline(structure(message).root()))
                    .isEqualTo("multipart/mixed(multipart/mixed(text/plain), text/plain)");
            byte[] reversed =
                    wire(
                            """
                            Content-Type: multipart/mixed; boundary=b1

                            --b1
                            Content-Type: multipart/mixed; boundary=b

                            --b

                            one
                            --b1

                            two
                            --b1--
                            """);
            assertThat(outline(structure(reversed).root()))
                    .isEqualTo("multipart/mixed(multipart/mixed(text/plain), text/plain)");
        }

        @Test
        void theSameInsideEndsThePartsInsideFirst() {
            byte[] message =
                    wire(
                            """
                            Content-Type: multipart/mixed; boundary=b

                            --b
                            Content-Type: multipart/alternative; boundary=b

                            --b

                            one
                            --b--
                            --b

                            two
                            --b--
                            """);
            assertThat(outline(structure(message).root()))
                    .isEqualTo("multipart/mixed(multipart/alternative(text/plain), text/plain)");
        }

        @Test
        void ofAnOuterPartEndsInnerOnes() {
            byte[] message =
                    wire(
                            """
                            Content-Type: multipart/mixed; boundary=outer

                            --outer
                            Content-Type: multipart/mixed; boundary=inner

                            --inner
                            Content-Type: message/rfc822

                            Subject: cut
                            --outer

                            two
                            """);
            Structure structure = structure(message);
            assertThat(outline(structure.root()))
                    .isEqualTo(
                            "multipart/mixed(multipart/mixed(message/rfc822{text/plain}), text/plain)");
            assertThat(body(message, structure, "1.1")).isEqualTo("Subject: cut");
            assertThat(body(message, structure, "1.1.1")).isEmpty();
            assertThat(body(message, structure, "2")).isEqualTo("two\r\n");
            Part.Message cut = (Part.Message) part(structure, "1.1");
            assertThat(cut.envelope().subject()).contains(RawText.of("cut"));
        }

        @Test
        void missingAtTheEndIsNoLoss() {
            byte[] message =
                    wire("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n");
            assertThat(body(message, structure(message), "2")).isEqualTo("two\r\n");
        }

        @Test
        void atTheEndNeedNoLineEnd() {
            byte[] message =
                    octets(
                            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--");
            assertThat(body(message, structure(message), "1")).isEqualTo("one");
            byte[] opening =
                    octets(
                            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b");
            assertThat(body(opening, structure(opening), "1")).isEqualTo("one");
            assertThat(body(opening, structure(opening), "2")).isEmpty();
        }

        @Test
        void mayBeFollowedByWhiteSpaceAndAnything() {
            byte[] message =
                    wire(
                            "Content-Type: multipart/mixed; boundary=b\n\n--b  \n\none\n--b noise\n\ntwo\n"
                                    + "--bnoise\n--b-\n--b-- \t\nepilogue\n--b\n\nthree\n");
            Structure structure = structure(message);
            assertThat(outline(structure.root()))
                    .isEqualTo("multipart/mixed(text/plain, text/plain)");
            assertThat(body(message, structure, "2")).isEqualTo("two\r\n--bnoise\r\n--b-");
        }

        @Test
        void mayBeQuotedAndOddlySpelt() {
            for (String parameter :
                    List.of(
                            "boundary=\"b b\"",
                            "boundary = \"b\\ b\"",
                            "charset=x; BOUNDARY=\"b b  \" (comment)",
                            "boundary*=''b%20b",
                            "boundary*0=\"b \"; boundary*1=b",
                            "\tboundary=\"b b\";;")) {
                byte[] message =
                        wire(
                                "Content-Type: multipart/mixed; "
                                        + parameter
                                        + "\n\n--b b\n\none\n--b b--\n");
                assertThat(outline(structure(message).root()))
                        .as(parameter)
                        .isEqualTo("multipart/mixed(text/plain)");
            }
        }

        @Test
        void ofPartsThatAreEmpty() {
            byte[] message =
                    wire(
                            "Content-Type: multipart/mixed; boundary=b\n\n"
                                    + "--b\n--b\n\n--b\n\n\n--b\nSubject: x\n--b\nSubject: x\n\n--b--\n");
            Structure structure = structure(message);
            assertThat(part(structure, "").body().length()).isEqualTo(message.length - 45);
            for (String numbers : List.of("1", "2", "3", "4", "5")) {
                assertThat(body(message, structure, numbers)).as(numbers).isEmpty();
                assertThat(part(structure, numbers).place().bodyLines()).isZero();
            }
            assertThat(header(message, structure, "1")).isEmpty();
            assertThat(header(message, structure, "2")).isEqualTo("\r\n");
            assertThat(header(message, structure, "4")).isEqualTo("Subject: x\r\n");
            assertThat(header(message, structure, "5")).isEqualTo("Subject: x\r\n\r\n");
        }

        @Test
        void thatNeverComeLeaveText() {
            for (String type :
                    List.of(
                            "multipart/mixed; boundary=b",
                            "multipart/mixed",
                            "multipart/mixed; boundary=\"\"",
                            "multipart/mixed; boundary=\"  \"")) {
                byte[] message = wire("Content-Type: " + type + "\n\n--\n--c\nfree text\n");
                Structure structure = structure(message);
                assertThat(outline(structure.root())).as(type).isEqualTo("text/plain");
                assertThat(body(message, structure, "1")).isEqualTo("--\r\n--c\r\nfree text\r\n");
            }
        }

        @Test
        void areFoundAfterBareLineFeedsToo() {
            byte[] message =
                    octets(
                            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\r\n\n--b\n\ntwo\r--b\n--b--\n");
            Structure structure = structure(message);
            assertThat(body(message, structure, "1")).isEqualTo("one\r\n");
            assertThat(body(message, structure, "2")).isEqualTo("two\r--b");
        }

        @Test
        void areCheckedAgainstTheWholeLineOnly() {
            byte[] message =
                    wire(
                            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none --b\n -- b\n\n--b--\n");
            assertThat(body(message, structure(message), "1")).isEqualTo("one --b\r\n -- b\r\n");
        }
    }

    @Nested
    final class HeaderBlocks {

        @Test
        void endWithAnEmptyLineOnly() {
            byte[] message = wire("From me\nSubject: x\n \nnot a field\nTo: y\n\nbody\n");
            Structure structure = structure(message);
            assertThat(body(message, structure, "")).isEqualTo("body\r\n");
            Structure none = structure(wire("\nbody\n"));
            assertThat(none.root().place()).isEqualTo(new Part.Place(0, 2, 8, 1));
            Structure only = structure(wire("Subject: x\nTo: y\n"));
            assertThat(only.root().place()).isEqualTo(new Part.Place(0, 19, 19, 0));
            Structure nothing = structure(new byte[0]);
            assertThat(nothing.root().place()).isEqualTo(new Part.Place(0, 0, 0, 0));
        }

        @Test
        void withoutTypeAreTextOrInADigestAMessage() {
            byte[] message =
                    wire(
                            """
                            Content-Type: multipart/digest; boundary=b

                            --b

                            Subject: first

                            one
                            --b
                            Content-Type: text/plain

                            two
                            --b--
                            """);
            Structure structure = structure(message);
            assertThat(outline(structure.root()))
                    .isEqualTo("multipart/digest(message/rfc822{text/plain}, text/plain)");
            assertThat(((Part.Message) part(structure, "1")).envelope().subject())
                    .contains(RawText.of("first"));
        }

        @Test
        void mayHaveBrokenTypes() {
            assertThat(type("text/html")).isEqualTo("text/html");
            assertThat(type("TEXT / HTML (really)")).isEqualTo("TEXT/HTML");
            assertThat(type("text")).isEqualTo("text/plain");
            assertThat(type("")).isEqualTo("text/plain");
            assertThat(type("image/")).isEqualTo("text/plain");
            assertThat(type("/png")).isEqualTo("text/plain");
            assertThat(type("é/png")).isEqualTo("text/plain");
            assertThat(type("image/png/x")).isEqualTo("image/png");
            assertThat(type("pdf; name=x.pdf")).isEqualTo("text/plain");
        }

        @Test
        void countTheFirstOfFieldsThatAreThereTwice() {
            assertThat(outline(structure(wire("Content-Type: a/b\ncontent-type : c/d\n\n")).root()))
                    .isEqualTo("a/b");
        }

        @Test
        void giveAllThatABodyStructureTells() {
            byte[] message =
                    wire(
                            """
                            Content-Type: application/pdf; name*0*=utf-8''%e2%82; name*1*=%ac;
                             name*2=" x"; name="euro.pdf"
                            Content-Transfer-Encoding: BASE64 (as ever)
                            Content-Disposition: attachment; filename="=?utf-8?q?=e2=82=ac?="; size=5
                            Content-ID:  <1@x>
                            Content-Description: a
                              bill
                            Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
                            Content-Language: en, de-AT (Austria) , fr
                            Content-Location: http://example.org/x

                            """);
            ContentFields content = structure(message).root().content();
            assertThat(content.type().parameters().list())
                    .containsExactly(
                            new Parameter("name", RawText.of("utf-8''%e2%82%ac%20x"), true),
                            new Parameter("name", RawText.of("euro.pdf"), false));
            assertThat(content.type().parameters().text("NAME")).contains("€ x");
            assertThat(content.encoding()).isEqualTo("BASE64");
            assertThat(content.transferEncoding()).isEqualTo(TransferEncoding.BASE64);
            assertThat(content.disposition().map(Disposition::type)).contains("attachment");
            assertThat(content.fileName()).contains("€");
            assertThat(content.id()).contains(RawText.of("<1@x>"));
            assertThat(content.description()).contains(RawText.of("a  bill"));
            assertThat(content.md5()).contains(RawText.of("Q2hlY2sgSW50ZWdyaXR5IQ=="));
            assertThat(content.languages()).containsExactly("en", "de-AT", "fr");
            assertThat(content.location()).contains(RawText.of("http://example.org/x"));
        }

        private static String type(String value) {
            return outline(structure(wire("Content-Type: " + value + "\n\n")).root());
        }
    }

    @Nested
    @Timeout(20)
    final class Limits {

        @Test
        void depth() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                text.append("Content-Type: multipart/mixed; boundary=b").append(i);
                text.append("\n\n--b").append(i).append('\n');
            }
            Structure structure = structure(wire(text.toString()));
            assertThat(all(structure.root())).hasSize(Structure.DEPTH_MAX + 1);
            assertThat(outline(structure.root())).contains("(application/octet-stream)");
        }

        @Test
        void depthOfMessages() {
            byte[] message = wire("Content-Type: message/rfc822\n\n".repeat(10_000));
            Structure structure = structure(message);
            assertThat(all(structure.root())).hasSize(Structure.DEPTH_MAX + 1);
            assertThat(outline(structure.root())).contains("{application/octet-stream}");
        }

        @Test
        void depthDoesNotHideWhatFollows() {
            byte[] message =
                    wire(
                            "Content-Type: multipart/mixed; boundary=outer\n\n--outer\n"
                                    + "Content-Type: message/rfc822\n\n".repeat(1_000)
                                    + "\n--outer\n\nafter\n--outer--\n");
            assertThat(body(message, structure(message), "2")).isEqualTo("after");
        }

        @Test
        void parts() {
            byte[] message =
                    wire(
                            "Content-Type: multipart/mixed; boundary=b\n\n"
                                    + "--b\n\nx\n".repeat(100_000)
                                    + "--b--\n");
            Structure structure = structure(message);
            List<Part> parts = ((Part.Multipart) structure.root()).parts();
            assertThat(all(structure.root())).hasSize(Structure.PARTS_MAX);
            assertThat(outline(parts.get(parts.size() - 2))).isEqualTo("text/plain");
            assertThat(outline(parts.getLast())).isEqualTo("application/octet-stream");
            assertThat(parts.getLast().body().end()).isEqualTo(message.length);
        }

        @Test
        void parameters() {
            String flood =
                    String.join(
                            ";\n ",
                            IntStream.range(0, 100_000)
                                    .mapToObj(i -> "name*" + i + "*=%41")
                                    .toList());
            Structure structure = structure(wire("Content-Type: a/b; x*0*=''; " + flood + "\n\n"));
            Parameters parameters = structure.root().content().type().parameters();
            assertThat(parameters.list()).hasSize(2);
            assertThat(parameters.text("name"))
                    .hasValueSatisfying(name ->
                            assertThat(name).hasSize(Parameters.PARAMETERS_MAX - 1).matches("A+"));
        }

        @Test
        void parameterValues() {
            Structure structure =
                    structure(
                            wire(
                                    "Content-Type: a/b; x=\""
                                            + "x".repeat(200_000)
                                            + "\"; y=1\nContent-ID: "
                                            + "y".repeat(20_000)
                                            + "\n\n"));
            Parameters parameters = structure.root().content().type().parameters();
            assertThat(parameters.text("x"))
                    .hasValueSatisfying(x -> assertThat(x).hasSize(Parameter.VALUE_OCTETS_MAX));
        }

        @Test
        void octetsOfAHeader() {
            byte[] message = wire("X: y\n".repeat(300_000) + "Content-Type: text/html\n\nbody\n");
            Structure structure = structure(message);
            assertThat(outline(structure.root())).isEqualTo("text/plain");
            assertThat(body(message, structure, "")).isEqualTo("body\r\n");
        }

        @Test
        void octetsOfAllHeaders() {
            String type = "Content-Type: text/html; x=\"" + "x".repeat(8_000) + "\"\n";
            byte[] message =
                    wire(
                            "Content-Type: multipart/mixed; boundary=b\n\n"
                                    + ("--b\n" + type + "\nx\n").repeat(900));
            Structure structure = structure(message);
            assertThat(all(structure.root()).count()).isBetween(60L, 70L);
            assertThat(all(structure.root()).toList().getLast().body().end())
                    .isEqualTo(message.length);
        }
    }

    @Nested
    final class Properties {

        @Test
        void anySplitOfTheInputGivesTheSame() {
            RandomGenerator random = new SplittableRandom(1);
            for (int round = 0; round < 3_000; round++) {
                byte[] message = randomMessage(random);
                assertThat(structureInPieces(message, random))
                        .as("round %d", round)
                        .isEqualTo(structure(message));
            }
        }

        @Test
        void noOctetsMakeItThrowAndPlacesAreInOrder() {
            RandomGenerator random = new SplittableRandom(2);
            for (int round = 0; round < 3_000; round++) {
                byte[] message = randomMessage(random);
                Structure structure = structure(message);
                assertThat(structure.octets()).isEqualTo(message.length);
                long before = 0;
                for (Part part : all(structure.root()).toList()) {
                    assertThat(part.header().start()).isGreaterThanOrEqualTo(before);
                    assertThat(part.body().end()).isLessThanOrEqualTo(message.length);
                    assertThat(part.place().bodyLines())
                            .as("lines in round %d", round)
                            .isEqualTo(
                                    text(message, part.body())
                                            .chars()
                                            .filter(c -> c == '\n')
                                            .count());
                    before = part.header().start();
                }
            }
        }
    }

    static byte[] randomMessage(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(60);
        for (int i = 0; i < words; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return octets(text.toString());
    }

    private static String header(byte[] message, Structure structure, String numbers) {
        return text(message, part(structure, numbers).header());
    }

    private static String body(byte[] message, Structure structure, String numbers) {
        return text(message, part(structure, numbers).body());
    }
}
