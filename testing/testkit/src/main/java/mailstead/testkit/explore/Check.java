package mailstead.testkit.explore;

import java.io.IOException;
import mailstead.fs.FileSystem;

/** What must hold; throws an AssertionError when it does not. */
@FunctionalInterface
public interface Check {

    /**
     * @param newcomer a client without caches, on a copy of the server: whatever it does there has
     *     no consequences
     */
    void check(FileSystem newcomer) throws IOException;
}
