package mailstead.fs.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryCodecTest {

    private static Entry decode(byte[] octets) throws IOException {
        return EntryCodec.decode(ByteBuffer.wrap(octets), "e1");
    }

    private static Entry random(SplittableRandom random) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            byte[] payload = new byte[random.nextInt(50)];
            random.nextBytes(payload);
            payloads.add(payload);
        }
        Entry.Kind[] kinds = Entry.Kind.values();
        return new Entry(
                kinds[random.nextInt(kinds.length)],
                random.nextLong(Names.NUMBER_MAX),
                random.nextLong(),
                random.nextLong(),
                payloads);
    }

    @Test
    void whatIsDecodedIsWhatWasEncoded() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            Entry entry = random(random);
            Entry back = decode(EntryCodec.encode(entry));
            assertThat(back).usingRecursiveComparison().ignoringFields("payloads").isEqualTo(entry);
            assertThat(back.payloads()).hasSameSizeAs(entry.payloads());
            for (int p = 0; p < entry.payloads().size(); p++) {
                assertThat(back.payloads().get(p)).isEqualTo(entry.payloads().get(p));
            }
        }
    }

    @Test
    void noOtherOctetsAreAnEntry() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 300; i++) {
            byte[] whole = EntryCodec.encode(random(random));
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> decode(flipped)).isInstanceOf(Corruption.class);
            byte[] shorter = Arrays.copyOf(whole, random.nextInt(whole.length));
            assertThatThrownBy(() -> decode(shorter)).isInstanceOf(Corruption.class);
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            assertThatThrownBy(() -> decode(longer)).isInstanceOf(Corruption.class);
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThatThrownBy(() -> decode(noise)).isInstanceOf(Corruption.class);
        }
    }
}
