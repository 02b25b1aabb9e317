package mailstead.directory.replica;

import java.io.IOException;
import java.time.Duration;

/** Where a publisher's files can be had. Shared. */
public interface Source extends AutoCloseable {

    /** Takes what is read, as it comes. */
    @FunctionalInterface
    interface Sink {
        void put(byte[] octets, int offset, int length) throws IOException;
    }

    /**
     * The head as it is after this call, of at most {@code Head.OCTETS_MAX} octets.
     *
     * @param nonce a publisher that is asked repeats it; see {@code Head}
     */
    byte[] head(String nonce) throws IOException;

    /**
     * Whether the publisher itself is asked. If not, heads are as old as they are, and asking for
     * one more often tells nothing.
     */
    boolean isAsked();

    /**
     * Reads a file to its end.
     *
     * @param path below the source's top, {@code generation-3/manifest}
     * @param octetsMax one more is a failure
     * @param within the longest it may take, where that can be bounded: a folder's server may hang
     */
    void read(String path, long octetsMax, Duration within, Sink sink) throws IOException;

    /** For the log. */
    @Override
    String toString();

    @Override
    void close();
}
