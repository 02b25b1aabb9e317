package mailstead.wire;

/** What came when a line was asked for. */
public sealed interface Frame {

    /**
     * @param octets without the line end
     * @param canonical whether the line ended in CRLF; if not, in a bare LF
     */
    record Line(byte[] octets, boolean canonical) implements Frame {}

    /** A line longer than allowed; it was skipped up to its end, never held. */
    record TooLong() implements Frame {}

    /** The client closed its side. An unfinished line before it is dropped. */
    record EndOfInput() implements Frame {}
}
