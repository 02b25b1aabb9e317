package mailstead.maildir.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mailstead.fs.log.Corruption;
import org.junit.jupiter.api.Test;

class PackerTest {

    @Test
    void whatWentInComesOut() throws IOException {
        Random random = new Random(1);
        List<Long> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            numbers.add(random.nextLong() >> random.nextInt(64));
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(i % 100 == 0 ? 20_000 : 40);
            for (int j = 0; j < length; j++) {
                text.append((char) random.nextInt(i % 2 == 0 ? 128 : 65_536));
            }
            texts.add(text.toString());
        }
        byte[] octets =
                Packer.pack(packer -> {
                    for (int i = 0; i < numbers.size(); i++) {
                        packer.number(numbers.get(i));
                        packer.signed(numbers.get(i));
                        packer.text(texts.get(i));
                        packer.bool(i % 3 == 0);
                    }
                });
        Unpacker unpacker = Unpacker.of(octets);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(unpacker.number()).isEqualTo(numbers.get(i));
            assertThat(unpacker.signed()).isEqualTo(numbers.get(i));
            assertThat(unpacker.text(20_000)).isEqualTo(texts.get(i));
            assertThat(unpacker.bool()).isEqualTo(i % 3 == 0);
        }
        assertThat(unpacker.isAtEnd()).isTrue();
    }

    @Test
    void smallNumbersAreShort() {
        assertThat(Packer.pack(packer -> packer.number(127))).hasSize(1);
        assertThat(Packer.pack(packer -> packer.signed(-64))).hasSize(1);
        assertThat(Packer.pack(packer -> packer.number(128))).hasSize(2);
        assertThat(Packer.pack(packer -> packer.text("abc"))).hasSize(4);
    }

    @Test
    void namesLikeTheirNeighboursAreShort() throws IOException {
        List<String> names = new ArrayList<>(List.of("", "a", "aa", "a", "", "aaa"));
        for (int i = 0; i < 1_000; i++) {
            names.add(
                    1_800_000_000
                            + i * 7
                            + ".Q"
                            + Integer.toHexString(i)
                            + "R0123456789abcdef.mx-1");
        }
        byte[] octets =
                Packer.pack(packer -> {
                    Keys keys = new Keys();
                    names.forEach(name -> keys.write(packer, name));
                });
        assertThat(octets.length).isLessThan(15 * names.size());
        Keys keys = new Keys();
        Unpacker unpacker = Unpacker.of(octets);
        for (String name : names) {
            assertThat(keys.read(unpacker)).isEqualTo(name);
        }
    }

    @Test
    void nonsenseIsCorruptionAndTakesNoMemory() {
        byte[] hugeText = Packer.pack(packer -> packer.number(Integer.MAX_VALUE));
        assertThatThrownBy(() -> Unpacker.of(hugeText).text(Integer.MAX_VALUE))
                .isInstanceOf(Corruption.class);
        byte[] endless = new byte[20];
        java.util.Arrays.fill(endless, (byte) 0xFF);
        assertThatThrownBy(() -> Unpacker.of(endless).number()).isInstanceOf(Corruption.class);
        assertThatThrownBy(() -> Unpacker.of(new byte[0]).number()).isInstanceOf(Corruption.class);
        byte[] two = Packer.pack(packer -> packer.number(2));
        assertThatThrownBy(() -> Unpacker.of(two).bool()).isInstanceOf(Corruption.class);
        assertThatThrownBy(() -> new Keys().read(Unpacker.of(two))).isInstanceOf(Corruption.class);
    }
}
