package mailstead.imap.server;

import java.util.Optional;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode;

/** How a command ended. Its untagged responses have been sent. Immutable. */
sealed interface Answer {

    /** The session adds the tag. */
    record Ended(Response.Condition condition, Optional<ResponseCode> code, String text)
            implements Answer {}

    /** OK, and then TLS begins. */
    record BeforeTls(String text) implements Answer {}

    /** OK, and then compression begins. */
    record BeforeCompression(String text) implements Answer {}

    static Answer ok(String text) {
        return new Ended(Response.Condition.OK, Optional.empty(), text);
    }

    static Answer ok(ResponseCode code, String text) {
        return new Ended(Response.Condition.OK, Optional.of(code), text);
    }

    static Answer no(String text) {
        return new Ended(Response.Condition.NO, Optional.empty(), text);
    }

    static Answer no(ResponseCode code, String text) {
        return new Ended(Response.Condition.NO, Optional.of(code), text);
    }

    static Answer bad(String text) {
        return new Ended(Response.Condition.BAD, Optional.empty(), text);
    }

    static Answer bad(ResponseCode code, String text) {
        return new Ended(Response.Condition.BAD, Optional.of(code), text);
    }

    default boolean isGood() {
        return switch (this) {
            case Ended ended -> ended.condition() == Response.Condition.OK;
            case BeforeTls _, BeforeCompression _ -> true;
        };
    }
}
