package mailstead.wire;

import java.io.IOException;

/**
 * What a listener speaks. Shared; each connection gets a virtual thread that calls one of these and
 * then closes it.
 */
public interface Protocol {

    /** For events: {@code smtp}, {@code lmtp}, {@code pop3}. */
    String name();

    /** Holds the whole conversation, from the greeting on. */
    void serve(Connection connection) throws IOException;

    /**
     * Says in the protocol's words that this connection is not served, and why: one short message,
     * no reading.
     */
    void refuse(Connection connection, Refusal why) throws IOException;

    enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_FROM_YOU,
        DENIED,
        STOPPING
    }
}
