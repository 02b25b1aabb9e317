package mailstead.fs.log;

import java.io.IOException;

/**
 * The change may have been appended or not, or may still be: a call failed and what it did could
 * not be found out. A later {@link SharedLog#refresh} tells, and {@link SharedLog#settle} says it
 * in one word.
 */
public final class UnknownOutcome extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Attempt attempt;

    /** The entry that may or may not count. */
    record Attempt(int generation, long number, long nonce) {}

    UnknownOutcome(Attempt attempt, String message, Throwable cause) {
        super(message, cause);
        this.attempt = attempt;
    }

    Attempt attempt() {
        return attempt;
    }
}
