package mailstead.fs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of a local disk, seen as memory: reading it takes no call and no heap, however large it
 * is. Shared. Only for files that are complete and never change: memory beyond the end of a file
 * that was cut short meanwhile is an {@code InternalError} to whoever reads it. Not for volumes,
 * since waiting for a page cannot be bounded.
 */
public final class MappedFile implements AutoCloseable {

    private final Arena arena;
    private final MemorySegment memory;

    private MappedFile(Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.memory = memory;
    }

    /**
     * @param path absolute
     */
    @SuppressWarnings("MustBeClosedChecker") // closed with what is returned, or below
    public static MappedFile open(String path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
            return new MappedFile(
                    arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    /** The whole file, until it is closed; later use is {@code IllegalStateException}. */
    public MemorySegment memory() {
        return memory;
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
