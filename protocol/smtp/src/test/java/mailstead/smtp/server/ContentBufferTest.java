package mailstead.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mailstead.mail.ByteSize;
import org.junit.jupiter.api.Test;

final class ContentBufferTest {

    private static final int EACH_MAX = 64 * 1024;

    private final ContentMemory shared = new ContentMemory(new ByteSize(100_000));
    private int areasOpened;
    private int areasClosed;

    private ContentBuffer buffer(long expected) {
        Overflow overflow =
                () -> {
                    areasOpened++;
                    return new MemoryArea(() -> areasClosed++);
                };
        return new ContentBuffer(overflow, shared, EACH_MAX, expected);
    }

    @Test
    void manyMessagesTogetherHoldNoMoreThanTheirShareAndLoseNothing() throws Exception {
        Random random = new Random(7);
        List<ContentBuffer> buffers = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] content = new byte[30_000];
            random.nextBytes(content);
            ContentBuffer buffer = buffer(i % 2 == 0 ? 0 : content.length);
            for (int at = 0; at < content.length; at += 1000) {
                buffer.append(ByteBuffer.wrap(content, at, 1000));
            }
            buffers.add(buffer);
            contents.add(content);
        }
        assertThat(areasOpened).isBetween(1, 9);
        for (int i = 0; i < buffers.size(); i++) {
            assertThat(buffers.get(i).size()).isEqualTo(30_000);
            try (InputStream in = buffers.get(i).open()) {
                assertThat(in.readAllBytes()).isEqualTo(contents.get(i));
            }
        }
        buffers.forEach(ContentBuffer::close);
        buffers.forEach(ContentBuffer::close);
        assertThat(areasClosed).isEqualTo(areasOpened);
        assertThat(shared.take(100_000)).isTrue();
        assertThat(shared.take(1)).isFalse();
    }

    @Test
    void aDeclaredSizeIsNotReservedBeyondWhatMayBeHeld() {
        try (ContentBuffer _ = buffer(50_000_000)) {
            assertThat(shared.take(100_000)).isTrue();
        }
    }
}
