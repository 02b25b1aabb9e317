package mailstead.directory.cdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import mailstead.fs.FileImage;
import mailstead.fs.FileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;

final class CdbTest {

    private record Pair(byte[] key, byte[] value) {
        static Pair of(String key, String value) {
            return new Pair(key.getBytes(UTF_8), value.getBytes(UTF_8));
        }
    }

    @Test
    void octetByOctetAsDescribed() throws Exception {
        byte[] file = write(List.of(Pair.of("one", "Hello"), Pair.of("two", "Goodbye")));
        HexFormat hex = HexFormat.of();
        assertThat(Format.hash("one".getBytes(UTF_8))).isEqualTo(hashOf("one"));
        assertThat(hex.formatHex(file, 2048, 2048 + 16))
                .isEqualTo("03000000050000006f6e6548656c6c6f");
        assertThat(hex.formatHex(file, 2064, 2064 + 18))
                .isEqualTo("030000000700000074776f476f6f64627965");
        assertThat(file).hasSize(2048 + 16 + 18 + 2 * 2 * 8);
    }

    /** The description's words once more: {@code h = ((h << 5) + h) ^ c}, from 5381. */
    private static int hashOf(String key) {
        long hash = 5381;
        for (char c : key.toCharArray()) {
            hash = (hash * 33 ^ c) & 0xffff_ffffL;
        }
        return (int) hash;
    }

    @Test
    void whatWasAddedIsFoundAndNothingElse() throws Exception {
        for (int size : new int[] {0, 1, 2, 3, 10, 300, 20_000}) {
            SplittableRandom random = new SplittableRandom(size);
            Map<String, byte[]> expected = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                byte[] value = new byte[random.nextInt(i % 97 == 0 ? 9_000 : 40)];
                random.nextBytes(value);
                expected.put(key(random.nextInt(), i), value);
            }
            List<Pair> pairs =
                    expected.entrySet().stream()
                            .map(entry ->
                                    new Pair(entry.getKey().getBytes(UTF_8), entry.getValue()))
                            .toList();
            Cdb cdb = new Cdb(FileImage.of(write(pairs)));
            for (Pair pair : pairs) {
                assertThat(cdb.find(pair.key))
                        .hasValueSatisfying(value -> assertThat(value).isEqualTo(pair.value));
            }
            for (int i = 0; i < 1_000; i++) {
                String other = "other" + i;
                assertThat(cdb.find(other.getBytes(UTF_8))).isEmpty();
            }
        }
    }

    private static String key(int random, int i) {
        return i == 0 ? "" : Integer.toString(random, 36) + "@" + i;
    }

    @Test
    void theFirstOfSeveralIsFound() throws Exception {
        Cdb cdb =
                new Cdb(
                        FileImage.of(
                                write(
                                        List.of(
                                                Pair.of("a", "1"),
                                                Pair.of("b", "2"),
                                                Pair.of("a", "3")))));
        assertThat(text(cdb.find("a".getBytes(UTF_8)))).contains("1");
    }

    @Test
    void keysOfOneHashAreToldApart() throws Exception {
        // 33 * x ^ y collides for pairs such as these; the test says so itself.
        byte[] one = {1, 0};
        byte[] other = collision(one);
        assertThat(Format.hash(other)).isEqualTo(Format.hash(one));
        Cdb cdb =
                new Cdb(
                        FileImage.of(
                                write(
                                        List.of(
                                                new Pair(one, new byte[] {1}),
                                                new Pair(other, new byte[] {2})))));
        assertThat(cdb.find(one)).hasValueSatisfying(v -> assertThat(v).containsExactly(1));
        assertThat(cdb.find(other)).hasValueSatisfying(v -> assertThat(v).containsExactly(2));
    }

    private static byte[] collision(byte[] key) {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] other = {(byte) first, (byte) second};
                if (!Arrays.equals(other, key) && Format.hash(other) == Format.hash(key)) {
                    return other;
                }
            }
        }
        throw new AssertionError("no collision");
    }

    @Test
    void aFileCutShortIsDamagedOrComplete() throws Exception {
        List<Pair> pairs = List.of(Pair.of("one", "Hello"), Pair.of("two", "Goodbye"));
        byte[] file = write(pairs);
        for (int size = 0; size < file.length; size++) {
            FileImage cut = FileImage.of(Arrays.copyOf(file, size));
            assertThatThrownBy(() -> new Cdb(cut)).as("%d", size).isInstanceOf(Cdb.Damaged.class);
        }
    }

    @Test
    void noOctetsLeadBeyondTheFileOrIntoALoop() throws Exception {
        List<Pair> pairs = List.of(Pair.of("one", "Hello"), Pair.of("two", "Goodbye"));
        byte[] file = write(pairs);
        SplittableRandom random = new SplittableRandom(7);
        int damaged = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = file.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                int at = random.nextInt(changed.length);
                changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
            }
            try {
                Cdb cdb = new Cdb(FileImage.of(changed));
                for (Pair pair : pairs) {
                    cdb.find(pair.key)
                            .ifPresent(
                                    value -> assertThat(value.length).isLessThan(changed.length));
                }
            } catch (Cdb.Damaged _) {
                damaged++;
            }
        }
        assertThat(damaged).isPositive();
    }

    private static byte[] write(List<Pair> pairs) throws IOException {
        MemoryFileSystem files = new MemoryFileSystem();
        files.mkdir("/d", 0755);
        try (FileSystem.File file = files.create("/d/x.cdb", 0600)) {
            CdbWriter writer = new CdbWriter(file);
            for (Pair pair : pairs) {
                writer.add(pair.key, pair.value);
            }
            writer.finish();
            assertThat(writer.records()).isEqualTo(pairs.size());
        }
        byte[] content = new byte[(int) files.stat("/d/x.cdb").size()];
        try (FileSystem.File file = files.open("/d/x.cdb")) {
            assertThat(file.read(content, 0, content.length)).isEqualTo(content.length);
        }
        return content;
    }

    private static Optional<String> text(Optional<byte[]> value) {
        return value.map(octets -> new String(octets, UTF_8));
    }
}
