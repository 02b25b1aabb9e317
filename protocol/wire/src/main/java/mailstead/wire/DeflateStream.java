package mailstead.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * DEFLATE (RFC 1951) in both directions over another stream (RFC 4978 section 4). Confined to its
 * session. Each write ends at an octet, so that the client sees all of it.
 *
 * <p>zlib takes 256 KiB to compress and up to 40 KiB to expand, outside the heap. The former is
 * given back at rest: a later block that refers to nothing before it continues the stream. The
 * latter is needed as long as the client may refer to what it sent.
 */
final class DeflateStream implements OctetStream {

    /** The first steps gain most; mail is not worth three times the time for a tenth less. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    private static final int INPUT_OCTETS = 1024;
    private static final int OUTPUT_OCTETS = 8 * 1024;
    private static final byte[] NOTHING = {};

    private final OctetStream lower;
    private final Inflater inflater = new Inflater(true);
    private Optional<Deflater> deflater = Optional.empty();
    private byte[] compressed = NOTHING;

    /** Whether the last reader had no room for all there was. */
    private boolean holdsMore;

    /**
     * @param received what has come already
     */
    DeflateStream(OctetStream lower, byte[] received) {
        this.lower = lower;
        inflater.setInput(received);
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
        while (true) {
            int octets = inflate(into);
            if (octets > 0) {
                holdsMore = !into.hasRemaining();
                return octets;
            }
            holdsMore = false;
            if (inflater.finished()) {
                return -1;
            }
            if (compressed.length == 0) {
                compressed = new byte[INPUT_OCTETS];
            }
            ByteBuffer room = ByteBuffer.wrap(compressed);
            int received = waiting ? lower.read(room) : lower.readNow(room);
            if (received <= 0) {
                return received;
            }
            inflater.setInput(compressed, 0, received);
        }
    }

    private int inflate(ByteBuffer into) throws IOException {
        try {
            int octets = inflater.inflate(into);
            if (octets == 0 && inflater.needsDictionary()) {
                throw new IOException("what came needs a dictionary");
            }
            return octets;
        } catch (DataFormatException e) {
            throw new IOException("what came is not compressed as it should be", e);
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        Deflater sink = sink();
        sink.setInput(from);
        pass(sink);
    }

    private Deflater sink() {
        if (deflater.isEmpty()) {
            deflater = Optional.of(new Deflater(LEVEL, true));
        }
        return deflater.get();
    }

    private void pass(Deflater sink) throws IOException {
        byte[] room = new byte[OUTPUT_OCTETS];
        int octets;
        do {
            octets = sink.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
            if (octets > 0) {
                lower.write(ByteBuffer.wrap(room, 0, octets));
            }
        } while (octets == room.length);
    }

    @Override
    public boolean hasInput() {
        return holdsMore || !inflater.needsInput() || lower.hasInput();
    }

    @Override
    public void rest() {
        deflater.ifPresent(Deflater::end);
        deflater = Optional.empty();
        if (inflater.needsInput()) {
            compressed = NOTHING;
        }
        lower.rest();
    }

    @Override
    public void finish() throws IOException {
        Deflater sink = sink();
        sink.finish();
        pass(sink);
        lower.finish();
    }

    @Override
    public void release() {
        deflater.ifPresent(Deflater::end);
        inflater.end();
        lower.release();
    }
}
