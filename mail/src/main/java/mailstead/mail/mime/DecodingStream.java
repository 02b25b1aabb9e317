package mailstead.mail.mime;

import java.io.IOException;
import java.io.InputStream;

/** What a body holds once its transfer encoding is undone. Confined to its user. */
final class DecodingStream extends InputStream {

    private static final int READ_OCTETS = 8 * 1024;

    private final InputStream encoded;
    private final TransferDecoder decoder;
    private final byte[] in = new byte[READ_OCTETS];
    private final byte[] out = new byte[READ_OCTETS + TransferDecoder.SURPLUS_OCTETS_MAX];
    private int at;
    private int end;
    private boolean finished;

    DecodingStream(InputStream encoded, TransferDecoder decoder) {
        this.encoded = encoded;
        this.decoder = decoder;
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
        while (at == end && !finished) {
            int count = encoded.read(in);
            at = 0;
            if (count < 0) {
                finished = true;
                end = decoder.finish(out);
            } else {
                end = decoder.decode(in, 0, count, out);
            }
        }
        return at < end;
    }

    @Override
    public void close() throws IOException {
        encoded.close();
    }
}
