package mailstead.fs.log;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the first state of a log comes from. Called only when there is no log, or when its owner
 * gave up a lost one; what it returns is thrown away if another host was faster.
 */
@FunctionalInterface
public interface Birth<S> {

    /**
     * The state that the new log begins with. May read files; runs on the thread of the call that
     * needed the log.
     *
     * @param salvaged the last state that could be read of a lost log before this one; empty for
     *     the first log of its folder, or when nothing could be read. Changes that were
     *     acknowledged after it may be missing: no number that might have been given out since may
     *     be given again
     */
    S genesis(Optional<S> salvaged) throws IOException;
}
