package mailstead.smtp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataDecoderTest {

    private static final String ALPHABET = "\r\n.x";

    /**
     * @param content what came out @param rest what was left after the end; empty text when there
     *     was no end
     */
    private record Decoded(String content, boolean ended, String rest) {}

    /** The rule, as plainly as it can be said. */
    private static Decoded plainly(String input) {
        String text = "\r\n" + input;
        int end = text.indexOf("\r\n.\r\n");
        String body = end < 0 ? text : text.substring(0, end + 2);
        // An unfinished dot at the end is not content yet.
        for (String open : end < 0 ? new String[] {"\r\n.\r", "\r\n."} : new String[0]) {
            if (body.endsWith(open)) {
                body = body.substring(0, body.length() - open.length() + 2);
                break;
            }
        }
        String content = body.replace("\r\n.", "\r\n").substring(2);
        return new Decoded(content, end >= 0, end < 0 ? "" : text.substring(end + 5));
    }

    private static Decoded decode(String input, Random random, int pieceMax) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataDecoder decoder =
                new DataDecoder(piece -> {
                    assertThat(piece.hasRemaining()).isTrue();
                    while (piece.hasRemaining()) {
                        content.write(piece.get());
                    }
                });
        byte[] octets = input.getBytes(StandardCharsets.ISO_8859_1);
        int position = 0;
        boolean ended = false;
        while (position < octets.length && !ended) {
            int length = Math.min(octets.length - position, 1 + random.nextInt(pieceMax));
            // With room around it, as in a connection's buffer.
            ByteBuffer piece = ByteBuffer.allocate(length + 4).position(2);
            piece.put(octets, position, length).flip().position(2);
            ended = decoder.decode(piece);
            position += piece.position() - 2;
            assertThat(ended || !piece.hasRemaining()).isTrue();
        }
        return new Decoded(
                content.toString(StandardCharsets.ISO_8859_1),
                ended,
                ended
                        ? new String(
                                octets,
                                position,
                                octets.length - position,
                                StandardCharsets.ISO_8859_1)
                        : "");
    }

    @Test
    void agreesWithTheRuleOnEveryShortInput() {
        Random random = new Random(3);
        for (int length = 0; length <= 8; length++) {
            int count = (int) Math.pow(ALPHABET.length(), length);
            for (int n = 0; n < count; n++) {
                StringBuilder input = new StringBuilder();
                for (int i = 0, rest = n; i < length; i++, rest /= ALPHABET.length()) {
                    input.append(ALPHABET.charAt(rest % ALPHABET.length()));
                }
                Decoded expected = plainly(input.toString());
                assertThat(decode(input.toString(), random, 100))
                        .as(shown(input))
                        .isEqualTo(expected);
                assertThat(decode(input.toString(), random, 1))
                        .as(shown(input))
                        .isEqualTo(expected);
                assertThat(decode(input.toString(), random, 3))
                        .as(shown(input))
                        .isEqualTo(expected);
            }
        }
    }

    private static String shown(CharSequence input) {
        return input.toString().replace("\r", "\\r").replace("\n", "\\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\n",
                "a\n.\r\n",
                "a\r\n.\n",
                "a\r.\r",
                "a\r.\r\n",
                "a\r\n.\r",
                "a\r\n.\r\r\n",
                "a\r\n\0.\r\n",
                "\n.\r\n",
                "a\r\r\n\n.\r\n",
                "a\r\n.\0\r\n",
                "a\r\n. \r\n",
                "a\r\n..\r\n"
            })
    void nothingElseEndsAMessage(String input) {
        assertThat(decode(input, new Random(1), 1).ended()).isFalse();
    }

    @Test
    void anEmptyMessageIsOne() {
        assertThat(decode(".\r\nQUIT\r\n", new Random(1), 100))
                .isEqualTo(new Decoded("", true, "QUIT\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "'a\\r\\n',false",
        "'a\\n',true",
        "'a\\rb\\r\\n',true",
        "'\\r\\r\\n',true",
        "'a\\r',true",
        "'',false"
    })
    void traitsNoticeBareLineEnds(String escaped, boolean bare) {
        byte[] octets =
                escaped.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        ContentTraits whole = new ContentTraits();
        whole.examine(ByteBuffer.wrap(octets));
        ContentTraits single = new ContentTraits();
        for (byte octet : octets) {
            single.examine(ByteBuffer.wrap(new byte[] {octet}));
        }
        assertThat(whole.hasBareLineEnd()).isEqualTo(bare);
        assertThat(single.hasBareLineEnd()).isEqualTo(bare);
        assertThat(whole.hasNul()).isFalse();
        assertThat(whole.hasEightBit()).isFalse();
    }

    @Test
    void traitsNoticeNulAndEightBits() {
        ContentTraits traits = new ContentTraits();
        traits.examine(ByteBuffer.wrap(new byte[] {'\r', 0, (byte) 0x80}));
        assertThat(traits.hasNul()).isTrue();
        assertThat(traits.hasEightBit()).isTrue();
        assertThat(traits.hasBareLineEnd()).isTrue();
    }
}
