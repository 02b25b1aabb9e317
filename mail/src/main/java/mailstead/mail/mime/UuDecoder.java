package mailstead.mail.mime;

/**
 * The encoding of Unix's uuencode: a line {@code begin mode name}, lines that each tell their
 * length, a line {@code end}. What is outside of these is passed over.
 */
final class UuDecoder implements TransferDecoder {

    /** A line holds 45 octets in 61 characters; what goes beyond this is passed over. */
    private static final int LINE_OCTETS_MAX = 128;

    private static final byte[] BEGIN = {'b', 'e', 'g', 'i', 'n', ' '};
    private static final byte[] END = {'e', 'n', 'd'};

    private final Octets line = new Octets(LINE_OCTETS_MAX);
    private boolean inside;

    @Override
    public int decode(byte[] in, int from, int to, byte[] out) {
        int written = 0;
        for (int i = from; i < to; i++) {
            if (in[i] == '\n') {
                written = endLine(out, written);
            } else if (in[i] != '\r') {
                line.add(in[i]);
            }
        }
        return written;
    }

    @Override
    public int finish(byte[] out) {
        return endLine(out, 0);
    }

    private int endLine(byte[] out, int written) {
        int at = written;
        if (!inside) {
            inside = startsWith(BEGIN);
        } else if (startsWith(END)) {
            inside = false;
        } else if (!line.isEmpty()) {
            at = decodeLine(out, written);
        }
        line.clear();
        return at;
    }

    private boolean startsWith(byte[] word) {
        return line.length() >= word.length
                && java.util.Arrays.equals(line.array(), 0, word.length, word, 0, word.length);
    }

    /** Trailing spaces, which stand for zero bits, may have been lost on the way. */
    private int decodeLine(byte[] out, int written) {
        int count = Math.min(sixBits(0), (line.length() - 1) * 3 / 4 + 2);
        int at = written;
        for (int i = 0; i < count; i++) {
            int group = 1 + i / 3 * 4;
            int bits =
                    sixBits(group) << 18
                            | sixBits(group + 1) << 12
                            | sixBits(group + 2) << 6
                            | sixBits(group + 3);
            out[at++] = (byte) (bits >> 16 - 8 * (i % 3));
        }
        return at;
    }

    private int sixBits(int index) {
        return index < line.length() ? line.array()[index] - ' ' & 0x3F : 0;
    }
}
