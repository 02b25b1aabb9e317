package mailstead.mail.mime;

/**
 * A half-open range of octets of a message in wire form. Immutable.
 *
 * @param start offset of the first octet, from 0
 * @param end offset after the last octet, not below {@code start}
 */
public record Span(long start, long end) {

    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: " + start + " to " + end);
        }
    }

    public long length() {
        return end - start;
    }
}
