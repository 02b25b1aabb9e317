package mailstead.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One client connection, used by its session's thread only. Every wait is bounded: by the idle
 * limit (each wait) and by the total limit, when one is set. A wait that ends without what was
 * waited for throws {@link TimedOut}; a vanished peer is an {@code EOFException} or other {@code
 * IOException}. Output is buffered until {@link #flush}; any read that has to wait flushes first,
 * so that replies to pipelined commands leave together.
 */
public interface Connection {

    /** Unique over the cluster; stands in every event. */
    String session();

    /** The client, as the PROXY header says when there was one from a trusted network. */
    InetSocketAddress client();

    /** The address the client connected to. */
    InetSocketAddress local();

    Security security();

    /**
     * The next command line, waiting up to the idle limit. While this call waits, and only then,
     * the connection may be drained: it then throws {@link Draining}, and the session says goodbye.
     *
     * @param octetsMax the longest line accepted, line end included; the rest of a longer one is
     *     skipped
     */
    Frame readCommand(int octetsMax) throws IOException;

    /** Like {@link #readCommand}, but inside a command (a SASL response, say): never drained. */
    Frame readLine(int octetsMax) throws IOException;

    /**
     * Raw input: at least one octet, waiting for it if need be, or an empty buffer at the end of
     * input. The buffer is a view of the connection's own, valid until the next call; what the
     * caller consumes (by moving its position) is gone, the rest comes again.
     */
    ByteBuffer receive() throws IOException;

    /** Whether input is waiting that needs no further packet from the client. */
    boolean hasInput();

    /**
     * Sends what is pending and waits for input, for another thread's {@link #wake}, or so long;
     * holds next to no memory meanwhile. The idle limit counts from the last input over any number
     * of these waits. May be drained, like {@link #readCommand}.
     *
     * @return {@link Waking#INPUT} also at the end of input
     */
    Waking await(Duration atMost) throws IOException;

    /** From any thread: ends the present {@link #await}, or the next one. */
    void wake();

    /** What ended an {@link #await}. */
    enum Waking {
        INPUT,
        WOKEN,
        ELAPSED
    }

    void send(byte[] octets, int offset, int length) throws IOException;

    default void send(byte[] octets) throws IOException {
        send(octets, 0, octets.length);
    }

    void flush() throws IOException;

    /**
     * Hides what is received and sent from the traffic tap until switched off: secrets pass. Of the
     * line received just before, only the first word is shown, so a session that finds a secret in
     * a command ({@code PASS}) calls this with true and false before its next read or send.
     */
    void hideFromTap(boolean hide);

    /** Limits each later wait. */
    void limitIdle(Duration idle);

    /** Limits all waiting from now on until {@link #clearTotal}, whatever trickles in. */
    void limitTotal(Duration total);

    void clearTotal();

    /**
     * Whether STARTTLS can be offered: a certificate is there and the connection is in the clear.
     */
    boolean canStartTls();

    /**
     * Sends the go-ahead, then shakes hands under a deadline. Plaintext already received after the
     * command is an attack (RFC 3207 section 6): then {@link PlaintextAfterStartTls} is thrown, the
     * go-ahead is not sent, and the session ends the connection.
     */
    void startTls(byte[] goAhead) throws IOException;

    boolean isCompressed();

    /**
     * Sends the go-ahead; from then on both sides compress what they send (RFC 4978 section 3). Not
     * twice, and STARTTLS cannot follow.
     */
    void startCompression(byte[] goAhead) throws IOException;

    /** The client did not send, or did not take, what it should have in time. */
    final class TimedOut extends IOException {
        private static final long serialVersionUID = 1L;

        public TimedOut(String message) {
            super(message);
        }
    }

    /** The node is stopping: say goodbye and close. */
    final class Draining extends IOException {
        private static final long serialVersionUID = 1L;

        public Draining() {
            super("draining");
        }
    }

    /** Commands were pipelined behind STARTTLS in the clear. */
    final class PlaintextAfterStartTls extends IOException {
        private static final long serialVersionUID = 1L;

        public PlaintextAfterStartTls() {
            super("plaintext after STARTTLS");
        }
    }
}
