package mailstead.pop3.server;

import java.io.IOException;
import mailstead.pop3.codec.LineEncoder;
import mailstead.pop3.codec.Reply;

/** What one command is answered with. */
sealed interface Answer {

    record One(Reply reply) implements Answer {}

    /** RFC 1939 section 3, multi-line. */
    record Lines(Reply.Ok reply, Listing listing) implements Answer {}

    record Message(Reply.Ok reply, Outgoing message) implements Answer {}

    /** The answer has been given, as with STLS. */
    record None() implements Answer {}

    /** Writes the lines between the first and the one with the dot. */
    @FunctionalInterface
    interface Listing {
        void writeTo(LineEncoder lines) throws IOException;
    }

    static Answer ok(String text) {
        return new One(new Reply.Ok(text));
    }

    static Answer err(String text) {
        return new One(new Reply.Err(text));
    }
}
