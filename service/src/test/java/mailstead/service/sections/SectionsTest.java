package mailstead.service.sections;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.service.search.HeldFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionsTest {

    private static final String MIXED =
            """
            From: a@x
            Subject: outer
            X-Other: 1
            Content-Type: multipart/mixed; boundary=b

            preamble
            --b
            Content-Type: text/plain
            Content-Transfer-Encoding: quoted-printable

            first=20line
            --b
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            AAECAwQ=
            --b
            Content-Type: message/rfc822

            Subject: inner
            To: b@x

            inner text
            --b
            Content-Type: image/x-odd
            Content-Transfer-Encoding: x-odd

            ?
            --b
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: binary

            zz
            --b--
            """;

    private final HeldFolder folder = new HeldFolder();
    private final Sections sections = new Sections(folder);

    private Message add(String text) {
        folder.add(text);
        return folder.state().get(folder.state().size() - 1);
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String number : text.isEmpty() ? new String[0] : text.split("\\.")) {
            numbers.add(Integer.valueOf(number));
        }
        return numbers;
    }

    private static Section section(String text) {
        int letters = 0;
        while (letters < text.length() && !Character.isLetter(text.charAt(letters))) {
            letters++;
        }
        String part = text.substring(0, letters);
        List<Integer> numbers =
                numbers(part.endsWith(".") ? part.substring(0, part.length() - 1) : part);
        String word = text.substring(letters);
        int space = word.indexOf(' ');
        List<String> names = space < 0 ? List.of() : List.of(word.substring(space + 1).split(" "));
        return switch (space < 0 ? word : word.substring(0, space)) {
            case "" -> new Section.Whole(numbers);
            case "HEADER" -> new Section.Header(numbers);
            case "TEXT" -> new Section.Text(numbers);
            case "MIME" -> new Section.Mime(numbers);
            case "FIELDS" -> new Section.HeaderFields(numbers, false, names);
            case "NOT" -> new Section.HeaderFields(numbers, true, names);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String read(InputStream stream) throws Exception {
        try (stream) {
            return new String(stream.readAllBytes(), ISO_8859_1);
        }
    }

    /** LF for CRLF, {@code none} for no such section. */
    private String content(Message message, String section) throws Exception {
        Optional<Excerpt> excerpt = sections.excerpt(message, section(section));
        if (excerpt.isEmpty()) {
            return "none";
        }
        String content = read(excerpt.get().open(0, Long.MAX_VALUE));
        assertThat(excerpt.get().octets()).isEqualTo(content.length());
        assertPartials(excerpt.get(), content);
        return content.replace("\r\n", "\n");
    }

    private static void assertPartials(Excerpt excerpt, String content) throws Exception {
        SplittableRandom random = new SplittableRandom(content.length());
        for (int round = 0; round < 20; round++) {
            int offset = random.nextInt(content.length() + 3);
            int count = random.nextInt(content.length() + 3);
            int from = Math.min(offset, content.length());
            int to = Math.min(from + count, content.length());
            assertThat(read(excerpt.open(offset, count))).isEqualTo(content.substring(from, to));
            assertThat(excerpt.octets(offset, count)).isEqualTo(to - from);
        }
    }

    @Test
    void wholeMessageAndItsHalves() throws Exception {
        Message message = add(MIXED);
        assertThat(content(message, "")).isEqualTo(MIXED);
        assertThat(content(message, "HEADER") + content(message, "TEXT")).isEqualTo(MIXED);
        assertThat(content(message, "HEADER")).endsWith("boundary=b\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1            | first=20line
                    1.MIME       | Content-Type: text/plain~Content-Transfer-Encoding: quoted-printable~~
                    2            | AAECAwQ=
                    3            | Subject: inner~To: b@x~~inner text
                    3.MIME       | Content-Type: message/rfc822~~
                    3.HEADER     | Subject: inner~To: b@x~~
                    3.TEXT       | inner text
                    3.1          | inner text
                    3.1.MIME     | Subject: inner~To: b@x~~
                    3.FIELDS to  | To: b@x~~
                    3.NOT to     | Subject: inner~~
                    FIELDS subject X-OTHER none | Subject: outer~X-Other: 1~~
                    FIELDS Subject              | Subject: outer~~
                    FIELDS none                 | ~
                    NOT From X-Other Content-Type | Subject: outer~~
                    6            | none
                    1.1          | none
                    1.HEADER     | none
                    1.TEXT       | none
                    2.NOT x      | none
                    3.2          | none
                    MIME         | none
                    """)
    void piecesOfAMixedMessage(String section, String expected) throws Exception {
        assertThat(content(add(MIXED), section)).isEqualTo(expected.replace('~', '\n'));
    }

    @Test
    void aMessageWithoutPartsHasOne() throws Exception {
        Message message = add("Subject: x\n\ntext\n");
        assertThat(content(message, "1")).isEqualTo("text\n");
        assertThat(content(message, "1.MIME")).isEqualTo("Subject: x\n\n");
        assertThat(content(message, "2")).isEqualTo("none");
    }

    @Test
    void aMessageThatIsNothingButAHeader() throws Exception {
        Message message = add("Subject: x\n");
        assertThat(content(message, "HEADER")).isEqualTo("Subject: x\n");
        assertThat(content(message, "TEXT")).isEmpty();
        assertThat(content(message, "FIELDS Subject")).isEqualTo("Subject: x\n");
    }

    @Test
    void fieldsThatAreRememberedNeedNoReading() throws Exception {
        Message message = add(MIXED);
        folder.work();
        assertThat(sections.excerpt(message, section("FIELDS From Subject Date"))).isPresent();
        assertThat(folder.work()).isEqualTo("1 digests, 0 reads");
        assertThat(sections.excerpt(message, section("FIELDS From X-Other"))).isPresent();
        assertThat(folder.work()).isEqualTo("1 digests, 1 reads");
        assertThat(sections.excerpt(message, section("1"))).isPresent();
        assertThat(folder.work()).isEqualTo("1 digests, 0 reads");
    }

    @Test
    void aMessageThatGoesMeanwhileIsGone() throws Exception {
        Message message = add(MIXED);
        Excerpt excerpt = sections.excerpt(message, section("1")).orElseThrow();
        folder.lose(0);
        assertThat(catchThrowableOfType(MailException.class, () -> excerpt.open(0, 1)).reason())
                .isEqualTo(Reason.MESSAGE_GONE);
    }

    private Binary.Content decoded(Message message, String part, long offset, long count)
            throws Exception {
        Binary binary = sections.binary(message, numbers(part), offset, count);
        assertThat(binary).isInstanceOf(Binary.Decoded.class);
        Binary.Content content = ((Binary.Decoded) binary).content();
        String octets = read(content.open());
        assertThat(content.octets()).isEqualTo(octets.length());
        assertThat(read(content.open())).isEqualTo(octets);
        return content;
    }

    private String binary(Message message, String part, long offset, long count) throws Exception {
        return read(decoded(message, part, offset, count).open());
    }

    @Test
    void contentIsDecoded() throws Exception {
        Message message = add(MIXED);
        assertThat(binary(message, "1", 0, Long.MAX_VALUE)).isEqualTo("first line");
        assertThat(binary(message, "1", 6, 2)).isEqualTo("li");
        assertThat(binary(message, "1", 10, 5)).isEmpty();
        assertThat(binary(message, "1", 99, 5)).isEmpty();
        assertThat(binary(message, "2", 0, Long.MAX_VALUE)).isEqualTo("\0\1\2\3\4");
        assertThat(decoded(message, "2", 0, 9).mayHaveNul()).isTrue();
        assertThat(decoded(message, "2", 1, 9).mayHaveNul()).isFalse();
        assertThat(decoded(message, "1", 0, 9).mayHaveNul()).isFalse();
        assertThat(decoded(message, "5", 0, 9).mayHaveNul()).isTrue();
        assertThat(binary(message, "3", 0, 14)).isEqualTo("Subject: inner");
        assertThat(binary(message, "", 0, 9)).isEqualTo("From: a@x");
    }

    @Test
    void whatCannotBeDecodedIsSaidToBe() throws Exception {
        Message message = add(MIXED);
        assertThat(sections.binary(message, List.of(4), 0, 9))
                .isInstanceOf(Binary.UnknownEncoding.class);
        assertThat(sections.binary(message, List.of(7), 0, 9))
                .isInstanceOf(Binary.NoSuchPart.class);
    }

    @Test
    void linesOfEncodedTextEndWithCrlf() throws Exception {
        String encoded = Base64.getEncoder().encodeToString("a\nb\r\nc\rd\n".getBytes(ISO_8859_1));
        String header = "Content-Transfer-Encoding: base64\nContent-Type: ";
        assertThat(binary(add(header + "text/plain\n\n" + encoded), "1", 0, 99))
                .isEqualTo("a\r\nb\r\nc\rd\r\n");
        assertThat(binary(add(header + "image/png\n\n" + encoded), "1", 0, 99))
                .isEqualTo("a\nb\r\nc\rd\n");
    }

    @Test
    void largePartsAreDecodedTwiceAndNotHeld() throws Exception {
        byte[] content = new byte[300_000];
        new SplittableRandom(3516).nextBytes(content);
        content[0] = 1;
        String text =
                "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(content);
        folder.add(text.getBytes(ISO_8859_1), Flags.NONE);
        Message message = folder.state().get(0);
        String all = new String(content, ISO_8859_1);
        assertThat(binary(message, "1", 0, Long.MAX_VALUE).equals(all)).isTrue();
        assertThat(binary(message, "1", 100_000, 150_000).equals(all.substring(100_000, 250_000)))
                .isTrue();
        assertThat(binary(message, "1", 299_990, 100)).isEqualTo(all.substring(299_990));
    }
}
