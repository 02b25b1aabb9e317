package mailstead.fs.log;

import java.io.IOException;

/**
 * The change may have been appended or not, or may still be: a call failed, or did not come back,
 * and what it did could not be found out. A later {@link SharedLog#refresh} tells, and {@link
 * SharedLog#settle} says it in one word.
 */
public final class UnknownOutcome extends IOException {

    private static final long serialVersionUID = 1L;

    private final Attempt attempt;

    UnknownOutcome(Attempt attempt, Throwable cause) {
        this(attempt, "it is not known whether entry " + attempt.number() + " counts", cause);
    }

    UnknownOutcome(Attempt attempt, String message, Throwable cause) {
        super(message, cause);
        this.attempt = attempt;
    }

    Attempt attempt() {
        return attempt;
    }
}
