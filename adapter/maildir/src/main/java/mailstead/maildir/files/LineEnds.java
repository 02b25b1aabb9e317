package mailstead.maildir.files;

import java.util.Arrays;

/**
 * What the line ends of some octets are like, told chunk by chunk. A message is <em>canonical</em>
 * when every line end is CRLF and no CR or LF stands alone: only then it is stored with LF line
 * ends, because only then this can be undone. Confined to one thread.
 */
public final class LineEnds {

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private long octets;
    private long pairs;
    private long bareLfs;
    private long bareCrs;
    private boolean isAfterCr;

    public static LineEnds of(byte[] octets) {
        LineEnds ends = new LineEnds();
        ends.add(octets, 0, octets.length);
        return ends;
    }

    public void add(byte[] buffer, int offset, int length) {
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

    public boolean isCanonical() {
        return bareLfs == 0 && bareCrs == 0 && !isAfterCr;
    }

    public long octets() {
        return octets;
    }

    /** Size of a canonical message with LF line ends. */
    public long octetsWithLf() {
        return octets - pairs;
    }

    /** Size after every LF without a CR before it was given one. */
    public long octetsWithCrlf() {
        return octets + bareLfs;
    }

    /**
     * A piece of a canonical message with LF line ends: each of its CRs is followed by an LF, so
     * all CRs go. Whole lines are copied, not octets.
     */
    public static byte[] toLf(byte[] canonical, int offset, int length) {
        byte[] result = new byte[length];
        int size = 0;
        int begin = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (canonical[i] == CR) {
                System.arraycopy(canonical, begin, result, size, i - begin);
                size += i - begin;
                begin = i + 1;
            }
        }
        System.arraycopy(canonical, begin, result, size, end - begin);
        size += end - begin;
        return size == length ? result : Arrays.copyOf(result, size);
    }

    /** The same within one array; gives how many octets are left at its beginning. */
    public static int toLfInPlace(byte[] canonical, int length) {
        int size = 0;
        for (int i = 0; i < length; i++) {
            if (canonical[i] != CR) {
                canonical[size++] = canonical[i];
            }
        }
        return size;
    }

    /** Gives every LF without a CR before it one, chunk by chunk. Confined to one thread. */
    public static final class ToCrlf {

        private boolean isAfterCr;

        public ToCrlf() {
            this(false);
        }

        /** Goes on where another left off. */
        ToCrlf(boolean isAfterCr) {
            this.isAfterCr = isAfterCr;
        }

        boolean isAfterCr() {
            return isAfterCr;
        }

        public byte[] convert(byte[] buffer, int offset, int length) {
            int end = offset + length;
            byte[] result = new byte[length + bareLfs(buffer, offset, end)];
            int size = 0;
            int begin = offset;
            for (int i = offset; i < end; i++) {
                if (buffer[i] == LF && !isAfterCr(buffer, offset, i)) {
                    System.arraycopy(buffer, begin, result, size, i - begin);
                    size += i - begin;
                    result[size++] = CR;
                    begin = i;
                }
            }
            System.arraycopy(buffer, begin, result, size, end - begin);
            isAfterCr = isAfterCr(buffer, offset, end);
            return result;
        }

        private int bareLfs(byte[] buffer, int offset, int end) {
            int count = 0;
            for (int i = offset; i < end; i++) {
                if (buffer[i] == LF && !isAfterCr(buffer, offset, i)) {
                    count++;
                }
            }
            return count;
        }

        /** Also true at the beginning of a chunk, when the one before ended in CR. */
        private boolean isAfterCr(byte[] buffer, int offset, int index) {
            return index == offset ? isAfterCr : buffer[index - 1] == CR;
        }
    }
}
