package mailstead.service.notice;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import mailstead.mail.Content;

/**
 * The part of a message that goes back with a notice about it. Immutable.
 *
 * @param octets all of it, or its header without the blank line
 * @param isWhole whether it is all of it
 */
record ReturnedMessage(byte[] octets, boolean isWhole) {

    /** More of a header does not go back. */
    static final int HEADER_OCTETS_MAX = 32 * 1024;

    /** Reads the message whole if it has no more octets than that, else its header. */
    static ReturnedMessage read(Content original, long wholeOctetsMax) throws IOException {
        boolean isWhole = original.size() <= wholeOctetsMax;
        try (InputStream in = original.open()) {
            if (isWhole) {
                return new ReturnedMessage(in.readNBytes((int) wholeOctetsMax), true);
            }
            return new ReturnedMessage(header(in.readNBytes(HEADER_OCTETS_MAX)), false);
        }
    }

    /** Whole lines up to the first empty one. */
    private static byte[] header(byte[] beginning) {
        int lineStart = 0;
        for (int i = 0; i < beginning.length; i++) {
            if (beginning[i] == '\n') {
                boolean isBlank =
                        i == lineStart || i == lineStart + 1 && beginning[lineStart] == '\r';
                if (isBlank) {
                    break;
                }
                lineStart = i + 1;
            }
        }
        return Arrays.copyOf(beginning, lineStart);
    }

    boolean isEightBit() {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
