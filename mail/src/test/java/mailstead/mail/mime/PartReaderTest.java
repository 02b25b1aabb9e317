package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static mailstead.mail.mime.Messages.part;
import static mailstead.mail.mime.Messages.structure;
import static mailstead.mail.mime.Messages.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartReaderTest {

    private static final byte[] MESSAGE =
            wire(
                    """
                    Content-Type: multipart/mixed; boundary=b

                    --b
                    Content-Type: text/plain; charset=utf-8
                    Content-Transfer-Encoding: quoted-printable

                    gr=C3=BC=
                    n
                    --b
                    Content-Type: text/html; charset=iso-8859-1
                    Content-Transfer-Encoding: base64

                    PHA+Z3L8bjwvcD4=
                    --b
                    Content-Type: application/octet-stream

                    octets
                    --b--
                    """);

    private final Structure structure = structure(MESSAGE);

    @Test
    void givesPartsInTheirOrderOutOfOneStream() throws IOException {
        PartReader reader = new PartReader(new ByteArrayInputStream(MESSAGE));
        assertThat(reader.text(part(structure, "1")).readAllAsString()).isEqualTo("grün");
        assertThat(reader.plainText(part(structure, "2")).readAllAsString()).isEqualTo("grün");
        assertThat(reader.content(part(structure, "3")).readAllBytes()).isEqualTo(octets("octets"));
    }

    @Test
    void streamsNeedNotBeReadToTheirEnd() throws IOException {
        PartReader reader = new PartReader(new ByteArrayInputStream(MESSAGE));
        assertThat(reader.octets(structure.root().header()).read()).isEqualTo('C');
        try (Reader text = reader.text(part(structure, "2"))) {
            assertThat(text.read()).isEqualTo('<');
        }
        assertThat(reader.octets(part(structure, "3").body()).readAllBytes())
                .isEqualTo(octets("octets"));
        assertThatThrownBy(() -> reader.text(part(structure, "1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endsWhereTheMessageEndsTooEarly() throws IOException {
        byte[] cut = java.util.Arrays.copyOf(MESSAGE, MESSAGE.length - 15);
        PartReader reader = new PartReader(new ByteArrayInputStream(cut));
        assertThat(reader.content(part(structure, "3")).readAllBytes().length).isLessThan(6);
        assertThat(
                        new PartReader(new ByteArrayInputStream(new byte[0]))
                                .text(part(structure, "2"))
                                .read())
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    utf-8              | 67 72 c3 bc       | grü
                    utf-8              | 67 72 fc          | gr�
                    UTF8               | 67 72 c3 bc       | grü
                    us-ascii           | 67 72 c3 bc       | grü
                    us-ascii           | 67 72 fc          | grü
                    unknown-8bit       | 67 72 fc          | grü
                    no such charset    | 67 72 fc          | grü
                    iso-8859-1         | 93 fc 94          | “ü”
                    latin1             | 80                | €
                    iso-8859-15        | a4                | €
                    windows-1252       | 80 fc             | €ü
                    iso-8859-8-i       | e0                | א
                    koi8-r             | c1                | а
                    gb2312             | ce de             | 无
                    ks_c_5601-1987     | b0 a1             | 가
                    shift_jis          | 82 a0             | あ
                    big5               | a4 40             | 一
                    iso-2022-jp        | 1b 24 42 24 33    | こ
                    utf-16             | 00 67 00 fc       | gü
                    utf-16le           | 67 00 fc 00       | gü
                    """)
    void decodesCharsets(String charset, String hex, String expected) throws IOException {
        String[] digits = hex.split(" ", -1);
        byte[] body = new byte[digits.length];
        for (int i = 0; i < digits.length; i++) {
            body[i] = (byte) Integer.parseInt(digits[i], 16);
        }
        byte[] header = octets("Content-Type: text/plain; charset=\"" + charset + "\"\n\n");
        byte[] message = java.util.Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, message, header.length, body.length);
        PartReader reader = new PartReader(new ByteArrayInputStream(message));
        assertThat(reader.text(structure(message).root()).readAllAsString()).isEqualTo(expected);
    }

    @Test
    void noOctetsInAnyCharsetMakeItThrow() throws IOException {
        RandomGenerator random = new SplittableRandom(11);
        byte[] body = new byte[500];
        for (String charset : Charset.availableCharsets().keySet()) {
            random.nextBytes(body);
            ContentType type =
                    new ContentType(
                            "text",
                            "html",
                            new Parameters(
                                    java.util.List.of(
                                            new Parameter("charset", RawText.of(charset), false))));
            Reader text = PartReader.characters(new ByteArrayInputStream(body), type);
            assertThat(PartReader.plain(text, type).readAllAsString()).as(charset).isNotNull();
            assertThat(Charsets.decode(body, 0, body.length, charset)).as(charset).isNotNull();
        }
    }

    @Test
    void guessesAStreamAsItGuessesAText() throws IOException {
        RandomGenerator random = new SplittableRandom(12);
        String[] words = {"a", "é", "€", "😀", "\u00E9", "\u00C3", "\u00F0\u009F", "\0"};
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder("x".repeat(8_190 + random.nextInt(6)));
            for (int i = random.nextInt(20); i > 0; i--) {
                String word = words[random.nextInt(words.length)];
                text.append(
                        new String(
                                word.getBytes(
                                        random.nextBoolean()
                                                ? StandardCharsets.UTF_8
                                                : StandardCharsets.UTF_16BE),
                                StandardCharsets.ISO_8859_1));
            }
            byte[] octets = octets(text.toString());
            String streamed = new GuessedReader(new ByteArrayInputStream(octets)).readAllAsString();
            assertThat(streamed).isEqualTo(GuessedText.decode(octets));
            try (Reader oneByOne = new GuessedReader(new ByteArrayInputStream(octets))) {
                StringBuilder found = new StringBuilder();
                int c = oneByOne.read();
                while (c >= 0) {
                    found.append((char) c);
                    c = oneByOne.read();
                }
                assertThat(found.toString()).isEqualTo(streamed);
            }
        }
        assertThat(new StringReader("").read()).isEqualTo(-1);
    }
}
