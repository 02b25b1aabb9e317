package mailstead.fs;

import java.io.IOException;

/**
 * The volume did not do what was asked; no file call of its own explains it. The message is for the
 * log.
 */
public final class VolumeRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Calls have hung or failed repeatedly: refused at once until a probe succeeds. */
        CIRCUIT_OPEN,
        /** Too many wait already. */
        BUSY,
        /** The call took longer than its deadline. It may still happen. */
        DEADLINE,
        /** The marker file is missing or names another volume. */
        NOT_MOUNTED,
        /** This process may not act as the owner that was asked for. */
        OWNER,
        /** The volume's threads have been stopped. */
        STOPPED
    }

    private final Kind kind;

    public VolumeRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
