package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class DigestCodecTest {

    private static final byte[] MESSAGE =
            Messages.wire(
                    """
                    Subject: everything
                    From: a@b
                    Content-Type: multipart/mixed; boundary=b; x*=utf-8'en'%41

                    --b
                    Content-Type: image/png; name="x y"
                    Content-Disposition: attachment; filename=x; size=1
                    Content-Transfer-Encoding: base64
                    Content-ID: <1@2>
                    Content-Description: words
                    Content-MD5: abc=
                    Content-Language: de, en
                    Content-Location: x

                    AAAA
                    --b
                    Content-Type: message/rfc822

                    Subject: inside

                    text
                    --b--
                    """);

    @Test
    void decodesWhatItEncodes() throws IOException {
        Digest digest = DigestTest.read(MESSAGE);
        byte[] encoded = DigestCodec.encode(digest);
        assertThat(DigestCodec.decode(encoded)).contains(digest);
        assertThat(encoded.length).isLessThan(500);
    }

    @Test
    void decodesWhatItEncodesWhateverTheMessage() throws IOException {
        RandomGenerator random = new SplittableRandom(13);
        for (int round = 0; round < 2_000; round++) {
            Digest digest = DigestTest.read(StructureParserTest.randomMessage(random));
            assertThat(DigestCodec.decode(DigestCodec.encode(digest))).contains(digest);
        }
    }

    /** Caches outlive programs: another form of the same digest needs another version. */
    @Test
    void hasAFormThatChangesWithItsVersionOnly() throws IOException {
        byte[] encoded = DigestCodec.encode(DigestTest.read(MESSAGE));
        CRC32C checksum = new CRC32C();
        checksum.update(encoded);
        assertThat(encoded[0]).as("version").isEqualTo((byte) 1);
        assertThat(checksum.getValue()).as("checksum of version 1").isEqualTo(1_241_733_383L);
        assertThat(Digest.FIELDS.hashCode()).as("fields of version 1").isEqualTo(-1_038_242_268);
    }

    @Test
    void givesTheFieldsAlone() throws IOException {
        Digest digest = DigestTest.read(MESSAGE);
        assertThat(DigestCodec.decodeFields(DigestCodec.encode(digest))).hasValue(digest.fields());
        assertThat(DigestCodec.decodeFields(octets("no digest at all"))).isEmpty();
    }

    @Test
    void findsThatSomethingIsMissingOrTooMuch() throws IOException {
        byte[] encoded = DigestCodec.encode(DigestTest.read(MESSAGE));
        for (int length = 0; length < encoded.length; length++) {
            assertThat(DigestCodec.decode(Arrays.copyOf(encoded, length)))
                    .as("%d", length)
                    .isEmpty();
        }
        assertThat(DigestCodec.decode(Arrays.copyOf(encoded, encoded.length + 1))).isEmpty();
    }

    @Test
    void noDamageMakesItThrow() throws IOException {
        RandomGenerator random = new SplittableRandom(14);
        byte[] encoded = DigestCodec.encode(DigestTest.read(MESSAGE));
        for (int round = 0; round < 50_000; round++) {
            byte[] damaged = encoded.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(DigestCodec.decode(damaged)).isNotNull();
            assertThat(DigestCodec.decodeFields(damaged)).isNotNull();
        }
        assertThat(DigestCodec.decode(octets("\u0001\u0001"))).isEmpty();
        assertThat(DigestCodec.decode(octets("no digest at all"))).isEmpty();
    }
}
