package mailstead.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Which file a name leads to at this moment: equal for the same file (device and inode), different
 * after the name has been given to another. Lets the holder of an open file notice that it was
 * removed or replaced. Immutable.
 */
public record FileIdentity(Object key) {

    /** Asks the file system once. Empty when there is no such file, or none that can be reached. */
    public static Optional<FileIdentity> of(Path path) {
        try {
            return Optional.ofNullable(
                            Files.readAttributes(path, BasicFileAttributes.class).fileKey())
                    .map(FileIdentity::new);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
