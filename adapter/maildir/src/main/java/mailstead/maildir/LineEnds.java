package mailstead.maildir;

/**
 * What the line ends of some octets are like, told chunk by chunk. A message is <em>canonical</em>
 * when every line end is CRLF and no CR or LF stands alone: only then it is stored with LF line
 * ends, because only then this can be undone. Confined to one thread.
 */
final class LineEnds {

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private long octets;
    private long pairs;
    private long bareLfs;
    private long bareCrs;
    private boolean isAfterCr;

    static LineEnds of(byte[] octets) {
        LineEnds ends = new LineEnds();
        ends.add(octets, 0, octets.length);
        return ends;
    }

    void add(byte[] buffer, int offset, int length) {
        boolean afterCr = isAfterCr;
        for (int i = offset, end = offset + length; i < end; i++) {
            byte b = buffer[i];
            if (b > CR || b < LF) {
                if (afterCr) {
                    bareCrs++;
                    afterCr = false;
                }
            } else if (b == LF) {
                if (afterCr) {
                    pairs++;
                } else {
                    bareLfs++;
                }
                afterCr = false;
            } else {
                if (afterCr) {
                    bareCrs++;
                }
                afterCr = b == CR;
            }
        }
        isAfterCr = afterCr;
        octets += length;
    }

    boolean isCanonical() {
        return bareLfs == 0 && bareCrs == 0 && !isAfterCr;
    }

    long octets() {
        return octets;
    }

    /** Size of a canonical message with LF line ends. */
    long octetsWithLf() {
        return octets - pairs;
    }

    /** Size after every LF without a CR before it was given one. */
    long octetsWithCrlf() {
        return octets + bareLfs;
    }

    /**
     * A piece of a canonical message with LF line ends: each of its CRs is followed by an LF, so
     * all CRs go.
     */
    static byte[] toLf(byte[] canonical, int offset, int length) {
        byte[] result = new byte[length];
        int size = 0;
        for (int i = offset, end = offset + length; i < end; i++) {
            if (canonical[i] != CR) {
                result[size++] = canonical[i];
            }
        }
        return size == length ? result : java.util.Arrays.copyOf(result, size);
    }

    /** Gives every LF without a CR before it one, chunk by chunk. Confined to one thread. */
    static final class ToCrlf {

        private boolean isAfterCr;

        byte[] convert(byte[] buffer, int offset, int length) {
            int bare = 0;
            boolean afterCr = isAfterCr;
            for (int i = offset, end = offset + length; i < end; i++) {
                if (buffer[i] == LF && !afterCr) {
                    bare++;
                }
                afterCr = buffer[i] == CR;
            }
            byte[] result = new byte[length + bare];
            afterCr = isAfterCr;
            int size = 0;
            for (int i = offset, end = offset + length; i < end; i++) {
                byte b = buffer[i];
                if (b == LF && !afterCr) {
                    result[size++] = CR;
                }
                result[size++] = b;
                afterCr = b == CR;
            }
            isAfterCr = afterCr;
            return result;
        }
    }
}
