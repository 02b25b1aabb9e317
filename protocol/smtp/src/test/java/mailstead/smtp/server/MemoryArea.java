package mailstead.smtp.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An overflow's area without a disk. */
final class MemoryArea implements Overflow.Area {

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final Runnable onClose;
    private boolean closed;

    /**
     * @param onClose run at the first close
     */
    MemoryArea(Runnable onClose) {
        this.onClose = onClose;
    }

    @Override
    public void append(ByteBuffer piece) {
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        octets.writeBytes(copy);
    }

    @Override
    public long size() {
        return octets.size();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets.toByteArray());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
