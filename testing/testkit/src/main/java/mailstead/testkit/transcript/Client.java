package mailstead.testkit.transcript;

import java.io.IOException;

/**
 * The far end of one connection, in the hands of a test. Waits are bounded; what does not come in
 * time is an {@code AssertionError}. Confined to the test's thread.
 */
public interface Client extends AutoCloseable {

    void send(byte[] octets) throws IOException;

    /** The server's next line; see {@link Received}. */
    Received readLine() throws IOException;

    /** Shakes hands now, after the server's go-ahead. */
    void startTls() throws IOException;

    /** Compresses from now on, after the server's go-ahead (RFC 4978 section 3). */
    void startCompression() throws IOException;

    /** Says nothing more, and goes on reading. */
    void closeOutput() throws IOException;

    /** Vanishes without a word. */
    void reset() throws IOException;

    @Override
    void close() throws IOException;

    /** What came when a line was waited for. */
    sealed interface Received {
        /** A line that ended in CRLF, without it. */
        record Line(byte[] octets) implements Received {}

        /** The server closed the connection, after {@code rest}, octets without a line end. */
        record Closed(byte[] rest) implements Received {}

        /**
         * The server waits for us and has said all that it is going to say. Known in memory only.
         */
        record Nothing(byte[] rest) implements Received {}
    }
}
