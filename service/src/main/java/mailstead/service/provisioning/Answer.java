package mailstead.service.provisioning;

import java.time.Duration;
import java.util.List;

/** What came of a request. */
public sealed interface Answer {

    /**
     * It was done.
     *
     * @param key of what it was done to; empty for a list
     * @param etag what the thing is now, without quotes; empty for a list and what is gone
     * @param json what to show; empty for what is gone
     * @param isRepeated whether this was answered before, and nothing was done now
     */
    record Done(Operation operation, String key, String etag, String json, boolean isRepeated)
            implements Answer {}

    /** It was not done, and nothing of it. */
    record Refused(Why why, String detail, List<Problem> problems) implements Answer {
        public Refused {
            problems = List.copyOf(problems);
        }

        static Refused of(Why why, String detail) {
            return new Refused(why, detail, List.of());
        }
    }

    /** Too much was asked. */
    record TooMany(Duration pause, String detail) implements Answer {}

    /** Why something is not done. */
    enum Why {
        /** No token, or none that we know. */
        UNKNOWN_TOKEN,
        /** The token may not do this. */
        FORBIDDEN,
        /** There is no such thing, or it is somebody else's. */
        NOT_FOUND,
        /** It contradicts what is there. */
        CONFLICT,
        /** The request with this key is being worked on. */
        KEY_BUSY,
        /** This key belonged to another request. */
        KEY_REUSED,
        /** The thing has changed since it was read. */
        PRECONDITION_FAILED,
        /** A change must say what it changes. */
        PRECONDITION_REQUIRED,
        /** Fields are wrong. */
        INVALID
    }
}
