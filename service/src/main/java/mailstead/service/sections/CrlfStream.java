package mailstead.service.sections;

import java.io.IOException;
import java.io.InputStream;

/**
 * Text whose lines all end with CRLF: an LF without CR before it gets one. Confined to its user.
 */
final class CrlfStream extends InputStream {

    private static final int READ_OCTETS = 8 * 1024;

    private final InputStream inner;
    private final byte[] in = new byte[READ_OCTETS];
    private final byte[] out = new byte[2 * READ_OCTETS];
    private int at;
    private int end;
    private byte last;

    CrlfStream(InputStream inner) {
        this.inner = inner;
    }

    @Override
    public int read() throws IOException {
        return fill() ? out[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(out, at, octets, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == end) {
            int count = inner.read(in);
            if (count < 0) {
                return false;
            }
            at = 0;
            end = 0;
            for (int i = 0; i < count; i++) {
                if (in[i] == '\n' && last != '\r') {
                    out[end++] = '\r';
                }
                out[end++] = in[i];
                last = in[i];
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
