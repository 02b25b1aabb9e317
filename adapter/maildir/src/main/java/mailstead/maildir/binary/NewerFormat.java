package mailstead.maildir.binary;

import java.io.IOException;

/** Written by a newer program: not damaged, only not for us to read or to throw away. */
public final class NewerFormat extends IOException {

    private static final long serialVersionUID = 1L;

    public NewerFormat(String what) {
        super(what + " was written by a newer version of this program");
    }

    /** Whether this is why something else failed. */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NewerFormat) {
                return true;
            }
        }
        return false;
    }
}
