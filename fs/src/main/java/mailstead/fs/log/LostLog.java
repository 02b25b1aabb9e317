package mailstead.fs.log;

import java.io.IOException;

/**
 * The log cannot be read any more: an entry or a snapshot that is needed is missing or corrupt, and
 * no older one reaches over the gap. Permanent: either somebody restores the files, or the owner
 * gives the log up with {@link SharedLog#recreate}. A server that does not answer is never a lost
 * log.
 */
public final class LostLog extends IOException {

    private static final long serialVersionUID = 1L;

    private final int generation;

    LostLog(int generation, String message, Throwable cause) {
        super(message, cause);
        this.generation = generation;
    }

    /** Which generation is lost. */
    public int generation() {
        return generation;
    }
}
