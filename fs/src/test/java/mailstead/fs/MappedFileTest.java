package mailstead.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {

    private static final byte[] CONTENT = {1, 0, 0, (byte) 0x80, 5, 6, 7};

    @TempDir private Path folder;

    @Test
    void readsAsMemoryDoes() throws IOException {
        Path path = Files.write(folder.resolve("file"), CONTENT);
        try (MappedFile mapped = new MappedFile(path.toString())) {
            for (FileImage image : new FileImage[] {mapped, FileImage.of(CONTENT)}) {
                assertThat(image.size()).isEqualTo(7);
                assertThat(image.number(0)).isEqualTo(0x8000_0001L);
                assertThat(image.number(3)).isEqualTo(0x0706_0580L);
                assertThat(image.octets(4, 3)).containsExactly(5, 6, 7);
                assertThat(image.isAt(4, new byte[] {5, 6})).isTrue();
                assertThat(image.isAt(4, new byte[] {5, 7})).isFalse();
                assertThatThrownBy(() -> image.number(4))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> image.octets(6, 2))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> image.isAt(6, new byte[2]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void noFileAndNoMore() throws IOException {
        assertThatThrownBy(() -> new MappedFile(folder.resolve("none").toString()))
                .isInstanceOf(IOException.class);
        MappedFile mapped = new MappedFile(Files.write(folder.resolve("f"), CONTENT).toString());
        mapped.close();
        assertThatThrownBy(() -> mapped.octets(0, 1)).isInstanceOf(IllegalStateException.class);
    }
}
