package mailstead.testkit.explore;

import java.util.List;

/** A schedule that breaks a scenario. The message tells how to run it again, and what happens. */
public final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final String replay;

    Violation(String replay, List<String> trace, Throwable cause) {
        super(
                "%s%n  replay: %s%n  %s"
                        .formatted(
                                cause.getMessage(),
                                replay,
                                String.join(System.lineSeparator() + "  ", trace)),
                cause);
        this.replay = replay;
    }

    /** For {@link Explorer#replay}. */
    public String replay() {
        return replay;
    }
}
