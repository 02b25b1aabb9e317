package mailstead.pop3.codec;

/**
 * Finds where TOP stops (RFC 1939 section 7): after the header, the empty line that ends it, and so
 * many lines of the body. Takes the message in pieces of any size. Confined to its session.
 */
public final class TopLimit {

    private int bodyLinesLeft;
    private boolean inHeader = true;
    private boolean reached;

    /* Octets of the present line so far other than CR: 0 is an empty line. */
    private boolean lineIsEmpty = true;

    /**
     * @param bodyLines 0 or more
     */
    public TopLimit(int bodyLines) {
        this.bodyLinesLeft = bodyLines;
    }

    /** How many of these octets belong to the answer. */
    public int take(byte[] octets, int offset, int length) {
        if (reached) {
            return 0;
        }
        for (int i = offset; i < offset + length; i++) {
            if (octets[i] == '\n') {
                endLine();
                if (reached) {
                    return i + 1 - offset;
                }
            } else if (octets[i] != '\r') {
                lineIsEmpty = false;
            }
        }
        return length;
    }

    private void endLine() {
        if (!inHeader) {
            bodyLinesLeft--;
        } else if (lineIsEmpty) {
            inHeader = false;
        }
        lineIsEmpty = true;
        reached = !inHeader && bodyLinesLeft == 0;
    }

    public boolean isReached() {
        return reached;
    }
}
