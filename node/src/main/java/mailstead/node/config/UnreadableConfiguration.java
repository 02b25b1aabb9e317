package mailstead.node.config;

import java.io.IOException;

/** The configuration file is not there or cannot be read; the message names it. */
public final class UnreadableConfiguration extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableConfiguration(String text, Throwable cause) {
        super(text, cause);
    }
}
