package mailstead.imap.codec;

/**
 * Some of a list of results (RFC 9394 section 3.1). Immutable.
 *
 * @param isFromEnd counted from the last result backwards
 * @param first 1 for the very first (or last) one, to 2^32-1
 * @param last at least {@code first}
 */
public record PartialRange(boolean isFromEnd, long first, long last) {

    public PartialRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("not a range");
        }
    }
}
