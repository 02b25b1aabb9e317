package mailstead.service.sections;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The beginning of another stream. Confined to its user. */
final class BoundedStream extends InputStream {

    private final InputStream inner;
    private final Closeable owned;
    private long left;

    /**
     * @param owned is closed with this
     */
    BoundedStream(InputStream inner, long octets, Closeable owned) {
        this.inner = inner;
        this.left = octets;
        this.owned = owned;
    }

    @Override
    public int read() throws IOException {
        int octet = left > 0 ? inner.read() : -1;
        left -= octet < 0 ? 0 : 1;
        return octet;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length > 0 && left <= 0) {
            return -1;
        }
        int count = inner.read(octets, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        owned.close();
    }
}
