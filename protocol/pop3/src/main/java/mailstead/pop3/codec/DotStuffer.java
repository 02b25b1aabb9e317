package mailstead.pop3.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a message as the lines of a multi-line answer (RFC 1939 section 3): a dot at the beginning
 * of a line is doubled, and a line with one dot ends it. Takes the message in pieces of any size
 * and passes on long runs unchanged. A line ends in CRLF and nothing else. Confined to its session.
 */
public final class DotStuffer {

    private static final byte[] DOT = {'.'};
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END_AND_END = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Sink sink;

    /* The two octets before the next one; a message begins as if a line had ended. */
    private byte last = '\n';
    private byte lastButOne = '\r';

    public DotStuffer(Sink sink) {
        this.sink = sink;
    }

    public void write(byte[] octets, int offset, int length) throws IOException {
        int end = offset + length;
        int runStart = offset;
        for (int i = offset; i < end; i++) {
            if (octets[i] == '.'
                    && before(octets, offset, i, 1) == '\n'
                    && before(octets, offset, i, 2) == '\r') {
                sink.write(octets, runStart, i - runStart);
                sink.write(DOT, 0, DOT.length);
                runStart = i;
            }
        }
        sink.write(octets, runStart, end - runStart);
        byte newLast = before(octets, offset, end, 1);
        lastButOne = before(octets, offset, end, 2);
        last = newLast;
    }

    /**
     * The octet {@code back} places before {@code index}, 1 or 2, even if it was in an earlier
     * piece.
     */
    private byte before(byte[] octets, int offset, int index, int back) {
        int place = index - back;
        if (place >= offset) {
            return octets[place];
        }
        return place == offset - 1 ? last : lastButOne;
    }

    /**
     * Writes the end. A message whose last line does not end gets a line end, which RFC 1939 cannot
     * do without.
     */
    public void finish() throws IOException {
        byte[] ending = last == '\n' && lastButOne == '\r' ? END : LINE_END_AND_END;
        sink.write(ending, 0, ending.length);
    }
}
