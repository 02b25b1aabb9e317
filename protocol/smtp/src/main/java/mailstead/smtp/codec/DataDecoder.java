package mailstead.smtp.codec;

import java.nio.ByteBuffer;

/**
 * Takes the content of DATA out of the stream: removes stuffed dots and finds the end (RFC 5321
 * section 4.5.2). Only {@code CRLF . CRLF} ends a message, and only CRLF begins a line; a CR or LF
 * alone is data like any other octet (section 2.3.8). Content is handed on as views of the input,
 * without copying; how the input is cut does not matter. Confined to its session, for one message.
 *
 * <p>The CRLF before the final dot belongs to the content. {@code DOT} and {@code DOT_CR} are the
 * only states in which octets are held back: the dot, which in both of them is never content, and
 * the CR, which is if no LF follows.
 */
public final class DataDecoder {

    private static final byte[] CR_ALONE = {'\r'};

    private final ContentSink sink;
    private State state = State.LINE_START;

    public DataDecoder(ContentSink sink) {
        this.sink = sink;
    }

    private enum State {
        LINE_START,
        IN_LINE,
        /** After a CR that has been handed on. */
        CR,
        /** After a dot that began the line. */
        DOT,
        /** After {@code . CR} at the beginning of the line. */
        DOT_CR,
        END
    }

    /**
     * Consumes the input up to its end, or up to and with the end of the message.
     *
     * @return whether the message has ended
     */
    public boolean decode(ByteBuffer input) {
        int runStart = input.position();
        int i = runStart;
        int limit = input.limit();
        while (i < limit && state != State.END) {
            byte octet = input.get(i);
            switch (state) {
                case LINE_START -> {
                    if (octet == '.') {
                        handOn(input, runStart, i);
                        runStart = i + 1;
                        state = State.DOT;
                    } else {
                        state = inLine(octet);
                    }
                }
                case IN_LINE -> {
                    while (octet != '\r' && ++i < limit) {
                        octet = input.get(i);
                    }
                    if (i == limit) {
                        continue;
                    }
                    state = State.CR;
                }
                case CR -> state = octet == '\n' ? State.LINE_START : inLine(octet);
                case DOT -> {
                    if (octet == '\r') {
                        state = State.DOT_CR;
                    } else {
                        runStart = i;
                        state = State.IN_LINE;
                    }
                }
                case DOT_CR -> {
                    if (octet == '\n') {
                        runStart = i + 1;
                        state = State.END;
                    } else {
                        sink.accept(ByteBuffer.wrap(CR_ALONE).asReadOnlyBuffer());
                        runStart = i;
                        state = inLine(octet);
                    }
                }
                case END -> throw new IllegalStateException();
            }
            i++;
        }
        if (state != State.END && state != State.DOT && state != State.DOT_CR) {
            handOn(input, runStart, i);
        }
        input.position(i);
        return state == State.END;
    }

    private static State inLine(byte octet) {
        return octet == '\r' ? State.CR : State.IN_LINE;
    }

    private void handOn(ByteBuffer input, int from, int to) {
        if (to > from) {
            sink.accept(input.slice(from, to - from));
        }
    }
}
