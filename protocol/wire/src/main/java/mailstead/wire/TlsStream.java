package mailstead.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * TLS over a channel by the JDK's engine, for straight-line blocking code. Confined to its session.
 * The buffer for incoming records is small until a large record comes, and small again at rest; the
 * one for outgoing records lives for one {@link #write} only.
 */
final class TlsStream implements OctetStream {

    private static final int RECORD_OCTETS_SMALL = 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final TimedChannel channel;

    /** Records that have arrived, from position to limit. */
    private ByteBuffer records = NOTHING;

    /** Plain octets for which a reader had no room, from position to limit. */
    private ByteBuffer surplus = NOTHING;

    TlsStream(SSLEngine engine, TimedChannel channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** The whole handshake; the caller has limited the time. */
    Security.Tls shakeHands() throws IOException {
        channel.beginWait(false);
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> runTasks();
                    case NEED_WRAP -> wrap(NOTHING);
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapHandshake();
                    case FINISHED, NOT_HANDSHAKING -> {
                        return ChannelBindings.describe(engine);
                    }
                }
            }
        } catch (SSLException e) {
            sendAlert();
            throw e;
        }
    }

    private void unwrapHandshake() throws IOException {
        SSLEngineResult result = engine.unwrap(records, NOTHING);
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                if (receiveRecords(true) < 0) {
                    throw new EOFException("closed during the TLS handshake");
                }
            }
            case CLOSED -> throw new EOFException("closed during the TLS handshake");
            case BUFFER_OVERFLOW -> throw new SSLException("data before the handshake's end");
            case OK -> {}
        }
    }

    /**
     * How many octets came: 0 only if nothing waits, -1 at the end. Many clients leave without a
     * close_notify: that is an end of input, not a failure.
     */
    private int receiveRecords(boolean waiting) throws IOException {
        if (records.capacity() == 0) {
            records = ByteBuffer.allocate(RECORD_OCTETS_SMALL).flip();
        } else if (records.limit() == records.capacity() && records.position() == 0) {
            ByteBuffer larger =
                    ByteBuffer.allocate(
                            Math.max(
                                    2 * records.capacity(),
                                    engine.getSession().getPacketBufferSize()));
            records = larger.put(records).flip();
        }
        records.compact();
        try {
            return waiting ? channel.read(records) : channel.readNow(records);
        } finally {
            records.flip();
        }
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** After a failure the engine has an alert to send, which tells the client why. */
    private void sendAlert() {
        try {
            while (!engine.isOutboundDone()
                    && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
            }
        } catch (IOException _) {
            // The failure that led here is the one to report.
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return read(into, true);
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        return read(into, false);
    }

    private int read(ByteBuffer into, boolean waiting) throws IOException {
        if (surplus.hasRemaining()) {
            return takeSurplus(into);
        }
        int before = into.position();
        while (into.position() == before) {
            SSLEngineResult result = engine.unwrap(records, into);
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    int octets = receiveRecords(waiting);
                    if (octets <= 0) {
                        return octets;
                    }
                }
                case BUFFER_OVERFLOW -> {
                    int octets = fillSurplus(waiting);
                    if (octets <= 0) {
                        return octets;
                    }
                    if (surplus.hasRemaining()) {
                        return takeSurplus(into);
                    }
                }
                case CLOSED -> {
                    return -1;
                }
                case OK -> settleHandshake();
            }
        }
        return into.position() - before;
    }

    /**
     * Opens one record that is larger than the reader's room. The engine complains about the room
     * as soon as it knows the record's length, so the rest of the record may still have to come.
     * Positive when it was opened, 0 only if nothing waits, -1 at the end of input.
     */
    private int fillSurplus(boolean waiting) throws IOException {
        ByteBuffer room = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        while (true) {
            SSLEngineResult result = engine.unwrap(records, room);
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    int octets = receiveRecords(waiting);
                    if (octets <= 0) {
                        return octets;
                    }
                }
                case BUFFER_OVERFLOW -> throw new SSLException("a record larger than TLS allows");
                case CLOSED -> {
                    return -1;
                }
                case OK -> {
                    surplus = room.flip();
                    settleHandshake();
                    return 1;
                }
            }
        }
    }

    private int takeSurplus(ByteBuffer into) {
        int octets = Math.min(into.remaining(), surplus.remaining());
        into.put(surplus.slice(surplus.position(), octets));
        surplus.position(surplus.position() + octets);
        if (!surplus.hasRemaining()) {
            surplus = NOTHING;
        }
        return octets;
    }

    /**
     * Key updates of TLS 1.3 want an answer; renegotiation of TLS 1.2 is refused: it only helps
     * attackers.
     */
    private void settleHandshake() throws IOException {
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) {
                return;
            }
            if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
                throw new SSLException("renegotiation is not supported");
            }
            switch (status) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(NOTHING);
                default -> {
                    return; // it needs input, which the next read brings
                }
            }
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        wrap(from);
    }

    /** Seals all of {@code from}, or one handshake message if it is empty, and sends it. */
    private void wrap(ByteBuffer from) throws IOException {
        ByteBuffer sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        do {
            SSLEngineResult result = engine.wrap(from, sealed);
            switch (result.getStatus()) {
                case OK -> {}
                case BUFFER_OVERFLOW -> sealed = ByteBuffer.allocate(2 * sealed.capacity());
                case BUFFER_UNDERFLOW -> throw new SSLException("cannot seal");
                case CLOSED -> {
                    if (from.hasRemaining()) {
                        throw new EOFException("TLS is closed");
                    }
                }
            }
            sealed.flip();
            if (sealed.hasRemaining()) {
                channel.write(sealed);
            }
            sealed.clear();
        } while (from.hasRemaining());
    }

    @Override
    public boolean hasInput() {
        return surplus.hasRemaining() || records.hasRemaining();
    }

    @Override
    public void rest() {
        if (!records.hasRemaining()) {
            records = NOTHING;
        }
    }

    @Override
    public void finish() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            wrap(NOTHING);
        }
    }

    @Override
    public void release() {}
}
