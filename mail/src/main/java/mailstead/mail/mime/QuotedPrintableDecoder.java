package mailstead.mail.mime;

/**
 * RFC 2045 section 6.7. An escape that is none stands for itself; white space at a line's end is
 * taken off (rule 3), as long as it is not absurdly much.
 */
final class QuotedPrintableDecoder implements TransferDecoder {

    /** White space held back until it is known whether the line ends; more of it is passed on. */
    private static final int BLANKS_MAX = SURPLUS_OCTETS_MAX - 8;

    private enum State {
        TEXT,
        /** After an equals sign. */
        ESCAPE,
        /** After an equals sign and a digit. */
        SECOND_DIGIT,
        /** After an equals sign and white space: the line's end should come. */
        SOFT_BREAK,
        /** After an equals sign and CR: LF should come. */
        SOFT_BREAK_CR
    }

    private final byte[] blanks = new byte[BLANKS_MAX];
    private int blankCount;
    private State state = State.TEXT;
    private int firstDigit;

    @Override
    public int decode(byte[] in, int from, int to, byte[] out) {
        int written = 0;
        int i = from;
        while (i < to) {
            byte c = in[i];
            switch (state) {
                case TEXT -> {
                    written = text(c, out, written);
                    i++;
                }
                case ESCAPE -> {
                    i++;
                    if (Ascii.hexDigit(c) >= 0) {
                        firstDigit = c;
                        state = State.SECOND_DIGIT;
                    } else if (c == '\n') {
                        state = State.TEXT;
                    } else if (c == '\r') {
                        state = State.SOFT_BREAK_CR;
                    } else if (Ascii.isBlank(c)) {
                        blanks[blankCount++] = c;
                        state = State.SOFT_BREAK;
                    } else {
                        out[written++] = '=';
                        state = State.TEXT;
                        i--;
                    }
                }
                case SECOND_DIGIT -> {
                    int second = Ascii.hexDigit(c);
                    if (second >= 0) {
                        out[written++] = (byte) (Ascii.hexDigit(firstDigit) << 4 | second);
                        i++;
                    } else {
                        out[written++] = '=';
                        out[written++] = (byte) firstDigit;
                    }
                    state = State.TEXT;
                }
                case SOFT_BREAK -> {
                    if (Ascii.isBlank(c) && blankCount < BLANKS_MAX) {
                        blanks[blankCount++] = c;
                        i++;
                    } else if (Ascii.isLineEnd(c)) {
                        blankCount = 0;
                        state = State.ESCAPE;
                    } else {
                        out[written++] = '=';
                        state = State.TEXT;
                    }
                }
                case SOFT_BREAK_CR -> {
                    if (c == '\n') {
                        i++;
                    }
                    state = State.TEXT;
                }
            }
        }
        return written;
    }

    private int text(byte c, byte[] out, int written) {
        int at = written;
        if (Ascii.isBlank(c)) {
            if (blankCount == BLANKS_MAX) {
                at = passBlanks(out, at);
            }
            blanks[blankCount++] = c;
            return at;
        }
        if (Ascii.isLineEnd(c)) {
            blankCount = 0;
        } else {
            at = passBlanks(out, at);
        }
        if (c == '=') {
            state = State.ESCAPE;
        } else {
            out[at++] = c;
        }
        return at;
    }

    private int passBlanks(byte[] out, int written) {
        System.arraycopy(blanks, 0, out, written, blankCount);
        int at = written + blankCount;
        blankCount = 0;
        return at;
    }

    @Override
    public int finish(byte[] out) {
        int written = 0;
        if (state == State.SECOND_DIGIT) {
            out[written++] = '=';
            out[written++] = (byte) firstDigit;
        }
        state = State.TEXT;
        blankCount = 0;
        return written;
    }
}
