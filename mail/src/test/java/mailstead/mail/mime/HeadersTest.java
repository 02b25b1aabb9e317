package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static mailstead.mail.mime.Messages.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HeadersTest {

    private static final byte[] BLOCK =
            wire(
                    """
                    From someone who keeps an mbox
                    Received: first
                    Subject : folded
                     \ttext  \s
                    received: second
                    To: a@b

                    body
                    """);

    @Test
    void keepEveryOctet() {
        Headers headers = Headers.parse(BLOCK);
        assertThat(headers.octets())
                .isEqualTo(
                        octets(
                                new String(BLOCK, StandardCharsets.ISO_8859_1)
                                        .replace("body\r\n", "")));
        assertThat(headers.fields())
                .extracting(HeaderField::name)
                .containsExactly("", "Received", "Subject", "received", "To");
        assertThat(headers.end()).isEqualTo(RawText.of("\r\n"));
        for (HeaderField field : headers.fields()) {
            assertThat(RawText.of(BLOCK, field.offset(), field.offset() + field.raw().length()))
                    .isEqualTo(field.raw());
        }
    }

    @Test
    void giveValuesRawAndUnfolded() {
        Headers headers = Headers.parse(BLOCK);
        assertThat(headers.value("SUBJECT")).contains(RawText.of("folded \ttext"));
        assertThat(headers.first("subject").map(HeaderField::rawValue))
                .contains(RawText.of(" folded\r\n \ttext   \r\n"));
        assertThat(headers.all("Received"))
                .extracting(HeaderField::value)
                .containsExactly(RawText.of("first"), RawText.of("second"));
        assertThat(headers.value("Cc")).isEmpty();
        assertThat(Headers.parse(octets("Subject:\r\n\r\n")).value("Subject"))
                .contains(RawText.EMPTY);
    }

    @Test
    void areChosenAsTheyStood() {
        Headers headers = Headers.parse(BLOCK);
        assertThat(text(headers.only(List.of("to", "RECEIVED", "Cc"))))
                .isEqualTo("Received: first\r\nreceived: second\r\nTo: a@b\r\n\r\n");
        assertThat(text(headers.without(List.of("to", "RECEIVED"))))
                .isEqualTo(
                        "From someone who keeps an mbox\r\nSubject : folded\r\n \ttext   \r\n\r\n");
        assertThat(text(headers.only(List.of()))).isEqualTo("\r\n");
        assertThat(text(headers.only(List.of("")))).isEqualTo("\r\n");
    }

    @Test
    void needNoBlankLineAndNoLineEnd() {
        Headers headers = Headers.parse(octets("A: b\nC: d"));
        assertThat(headers.fields()).hasSize(2);
        assertThat(headers.end()).isEqualTo(RawText.EMPTY);
        assertThat(text(headers.only(List.of("c")))).isEqualTo("C: d");
        assertThat(text(Headers.parse(octets("A: b\n\nC: d")))).isEqualTo("A: b\n\n");
        assertThat(Headers.parse(new byte[0])).isEqualTo(Headers.NONE);
    }

    @Test
    void haveALimit() {
        Headers headers = Headers.parse(octets("A: b\r\n".repeat(50_000)));
        assertThat(headers.fields()).hasSize(Headers.FIELDS_MAX);
        assertThat(headers.length()).isEqualTo(300_000);
    }

    @Test
    void areTheSumOfTheirFieldsWhateverTheyAre() {
        RandomGenerator random = new SplittableRandom(9);
        String alphabet = "aB: \t\r\n\n\0\u00E9-";
        for (int round = 0; round < 20_000; round++) {
            byte[] block = new byte[random.nextInt(40)];
            for (int i = 0; i < block.length; i++) {
                block[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            Headers headers = Headers.parse(block);
            assertThat(block).startsWith(headers.octets());
            if (headers.end().isEmpty()) {
                assertThat(headers.length()).isEqualTo(block.length);
            }
            headers.fields().forEach(field -> assertThat(field.value().length()).isNotNegative());
        }
    }

    @Test
    void areFoundByTheStructureParserAlike() {
        RandomGenerator random = new SplittableRandom(10);
        String[] words = {
            "Subject: x", "To : y", "\r\n", "\n", "\r\n ", "\r\n\t", ":", "junk", "\r\n\r\n"
        };
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            IntStream.range(0, random.nextInt(12))
                    .forEach(_ -> text.append(words[random.nextInt(words.length)]));
            byte[] block = octets(text.toString());
            StructureParser parser = new StructureParser(List.of("Subject", "To"));
            parser.feed(block, 0, block.length);
            parser.finish();
            assertThat(parser.parts().headers())
                    .as(text.toString())
                    .isEqualTo(Headers.parse(block).only(List.of("Subject", "To")));
        }
    }

    private static String text(Headers headers) {
        return new String(headers.octets(), StandardCharsets.ISO_8859_1);
    }
}
