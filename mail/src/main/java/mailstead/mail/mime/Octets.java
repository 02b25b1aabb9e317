package mailstead.mail.mime;

import java.util.Arrays;

/** Octets that are being gathered, up to a bound. Confined to its user. */
final class Octets {

    private static final int FIRST_CAPACITY = 64;

    private final int max;
    private byte[] octets = new byte[FIRST_CAPACITY];
    private int length;
    private boolean overflown;

    /**
     * @param max number of octets that are kept; those after them are dropped
     */
    Octets(int max) {
        this.max = max;
    }

    void add(int octet) {
        if (length == max) {
            overflown = true;
            return;
        }
        if (length == octets.length) {
            grow(length + 1);
        }
        octets[length++] = (byte) octet;
    }

    void add(byte[] more, int from, int to) {
        int count = Math.min(to - from, max - length);
        overflown |= count < to - from;
        if (length + count > octets.length) {
            grow(length + count);
        }
        System.arraycopy(more, from, octets, length, count);
        length += count;
    }

    private void grow(int needed) {
        octets = Arrays.copyOf(octets, (int) Math.min(max, Math.max(needed, 2L * octets.length)));
    }

    void clear() {
        truncate(0);
        overflown = false;
    }

    void truncate(int shorter) {
        length = shorter;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether something was dropped since the last {@link #clear}. */
    boolean isOverflown() {
        return overflown;
    }

    int last() {
        return octets[length - 1] & 0xFF;
    }

    /** The array behind: valid up to {@link #length} and until the next call that adds. */
    byte[] array() {
        return octets;
    }

    RawText toRawText() {
        return RawText.of(octets, 0, length);
    }
}
