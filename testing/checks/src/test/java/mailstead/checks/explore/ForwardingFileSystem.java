package mailstead.checks.explore;

import java.io.IOException;
import java.util.function.Supplier;
import mailstead.fs.DelegatingFileSystem;
import mailstead.fs.FileSystem;

/**
 * Another file system; for overriding a call or two. Is told when the log's upkeep is at work.
 * Confined to its actor.
 */
class ForwardingFileSystem extends DelegatingFileSystem {

    private boolean isInUpkeep;

    ForwardingFileSystem(FileSystem real) {
        super(real);
    }

    /**
     * @param real asked for each call
     */
    ForwardingFileSystem(Supplier<FileSystem> real) {
        super(real);
    }

    void beginUpkeep() {
        isInUpkeep = true;
    }

    /** Whatever is left to do before it ends. */
    void endUpkeep() throws IOException {
        isInUpkeep = false;
    }

    boolean isInUpkeep() {
        return isInUpkeep;
    }
}
