package mailstead.node.client;

import java.io.IOException;

/** The server answered otherwise than the dialogue expects. */
public final class UnexpectedReply extends IOException {

    private static final long serialVersionUID = 1L;

    UnexpectedReply(String expected, String got) {
        super("expected " + expected + ", got: " + got);
    }
}
