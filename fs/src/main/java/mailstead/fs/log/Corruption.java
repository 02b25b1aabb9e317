package mailstead.fs.log;

import java.io.IOException;

/** What was read is not what was once written. The message is for the log. */
public final class Corruption extends IOException {

    private static final long serialVersionUID = 1L;

    public Corruption(String message) {
        super(message);
    }

    public Corruption(String message, Throwable cause) {
        super(message, cause);
    }
}
