package mailstead.fs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of a local disk, seen as memory: reading it takes no call and no heap, however large it
 * is. Shared. Only for files that are complete and never change: memory beyond the end of a file
 * that was cut short meanwhile is an {@code InternalError} to whoever reads it. Not for volumes,
 * since waiting for a page cannot be bounded.
 */
public final class MappedFile implements FileImage, AutoCloseable {

    private static final ValueLayout.OfInt NUMBER =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    /**
     * Maps a file until it is closed; later use is {@code IllegalStateException}.
     *
     * @param path absolute
     */
    public MappedFile(String path) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
            memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return memory.byteSize();
    }

    @Override
    public long number(long at) {
        return Integer.toUnsignedLong(memory.get(NUMBER, at));
    }

    @Override
    public byte[] octets(long at, int length) {
        return memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public boolean isAt(long at, byte[] octets) {
        return memory.asSlice(at, octets.length).mismatch(MemorySegment.ofArray(octets)) < 0;
    }

    /**
     * Ends the mapping.
     *
     * @throws IllegalStateException if somebody reads it at this moment; it stays open then
     */
    @Override
    public void close() {
        arena.close();
    }
}
