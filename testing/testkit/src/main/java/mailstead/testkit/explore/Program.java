package mailstead.testkit.explore;

import java.io.IOException;
import mailstead.fs.FileSystem;

/**
 * What one actor does: production code, in straight line. It may depend on the answers of its file
 * calls only (and on constants): two runs with equal answers do the same. It may give up with an
 * IOException if the schedule contains a fault.
 */
@FunctionalInterface
public interface Program {
    void run(FileSystem files) throws IOException;
}
