package mailstead.node.config;

import java.nio.file.Path;

/** Where the users are. */
public sealed interface DirectoryConfig {

    /**
     * @param file absolute
     */
    record Sqlite(Path file) implements DirectoryConfig {}
}
