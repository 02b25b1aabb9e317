package mailstead.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The octets of a connection, in the clear or through TLS. Confined to its session. */
interface OctetStream {

    /**
     * Waits for at least one octet and takes what is there, up to the room in {@code into}.
     *
     * @return how many octets, or -1 at the end of input
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Like {@link #read}, but gives 0 where that would wait. Only on a channel that has awaited
     * something.
     */
    int readNow(ByteBuffer into) throws IOException;

    /** Sends all of it, waiting within the write limit. */
    void write(ByteBuffer from) throws IOException;

    /** Octets that have arrived but were not read yet, as far as we hold them. */
    boolean hasInput();

    /** Gives back memory that a connection waiting for a command does not need. */
    void rest();

    /** Says the last words of this layer, as well as it can; the channel is closed by others. */
    void finish() throws IOException;

    /** Frees what the garbage collector would free late; the stream is not used any more. */
    void release();
}
