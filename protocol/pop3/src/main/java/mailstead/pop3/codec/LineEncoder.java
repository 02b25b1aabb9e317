package mailstead.pop3.codec;

import java.io.IOException;

/**
 * Writes the lines of a multi-line answer that is not a message (RFC 1939 section 3): listings of
 * any length through a small buffer. Lines must not begin with a dot: ours begin with numbers and
 * names. Confined to its session.
 */
public final class LineEncoder {

    private static final int BUFFER_OCTETS = 8192;
    private static final int NUMBER_DIGITS_MAX = 20;

    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int length;

    public LineEncoder(Sink sink) {
        this.sink = sink;
    }

    /** One line of ASCII. */
    public void line(String text) throws IOException {
        ascii(text);
        lineEnd();
    }

    /** RFC 1939 section 5, scan listing: a message's number and its size in octets. */
    public void numbers(int message, long octets) throws IOException {
        number(message);
        octet(' ');
        number(octets);
        lineEnd();
    }

    /** RFC 1939 section 7, unique-id listing. */
    public void numberAndUid(int message, String uid) throws IOException {
        number(message);
        octet(' ');
        ascii(uid);
        lineEnd();
    }

    /** Writes the line with the terminating dot; nothing may follow. */
    public void finish() throws IOException {
        octet('.');
        lineEnd();
        sink.write(buffer, 0, length);
        length = 0;
    }

    private void number(long number) throws IOException {
        room(NUMBER_DIGITS_MAX);
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void ascii(String text) throws IOException {
        int end = text.length();
        int i = 0;
        while (i < end) {
            room(1);
            int last = Math.min(end, i + buffer.length - length);
            while (i < last) {
                buffer[length++] = (byte) text.charAt(i++);
            }
        }
    }

    private void lineEnd() throws IOException {
        octet('\r');
        octet('\n');
    }

    private void octet(int octet) throws IOException {
        room(1);
        buffer[length] = (byte) octet;
        length++;
    }

    private void room(int octets) throws IOException {
        if (buffer.length - length < octets) {
            sink.write(buffer, 0, length);
            length = 0;
        }
    }
}
