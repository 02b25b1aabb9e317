package mailstead.mail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/**
 * The characters of a stream whose charset is {@link GuessedText guessed}. Confined to its user.
 */
final class GuessedReader extends Reader {

    private static final int READ_OCTETS = 8 * 1024;

    private final InputStream octets;
    private final byte[] buffer = new byte[READ_OCTETS];
    private int at;
    private int end;
    private boolean ended;

    /** The second half of a pair, if there was no room for it. */
    private int heldBack = -1;

    GuessedReader(InputStream octets) {
        this.octets = octets;
    }

    @Override
    public int read(char[] characters, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int to = offset + length;
        int i = offset;
        if (heldBack >= 0) {
            characters[i++] = (char) heldBack;
            heldBack = -1;
        }
        while (i < to && (i == offset || at < end) && fill()) {
            int sequence = GuessedText.sequenceLength(buffer, at, end);
            int codePoint = GuessedText.codePoint(buffer, at, sequence);
            at += sequence;
            if (Character.isBmpCodePoint(codePoint)) {
                characters[i++] = (char) codePoint;
            } else {
                characters[i++] = Character.highSurrogate(codePoint);
                char low = Character.lowSurrogate(codePoint);
                if (i < to) {
                    characters[i++] = low;
                } else {
                    heldBack = low;
                }
            }
        }
        return i == offset ? -1 : i - offset;
    }

    /** Makes sure that a whole character is there, if the stream has one; false at its end. */
    private boolean fill() throws IOException {
        while (!ended
                && end - at < GuessedText.SEQUENCE_OCTETS_MAX
                && (at == end || buffer[at] < 0)) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
            int count = octets.read(buffer, end, buffer.length - end);
            ended = count < 0;
            end += Math.max(count, 0);
        }
        return at < end;
    }

    @Override
    public void close() throws IOException {
        octets.close();
    }
}
