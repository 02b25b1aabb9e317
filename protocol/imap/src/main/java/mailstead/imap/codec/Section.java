package mailstead.imap.codec;

import java.util.List;

/**
 * A part of a message (RFC 9051 section 6.4.5.1). Immutable.
 *
 * @param part part numbers, each 1 or more; empty for the message itself
 */
public record Section(List<Integer> part, Text text) {

    public Section {
        part = List.copyOf(part);
    }

    /** {@code BODY[]}. */
    public static final Section MESSAGE = new Section(List.of(), new Text.Whole());

    public static final Section HEADER = new Section(List.of(), new Text.Header());
    public static final Section TEXT = new Section(List.of(), new Text.Body());

    /** What of the part. */
    public sealed interface Text {

        /** All of the message, or a part's content. */
        record Whole() implements Text {}

        /** The header of the message, or of the message within a part. */
        record Header() implements Text {}

        /**
         * Some fields of that header, or all but some.
         *
         * @param isNot all but these
         * @param names as the client wrote them, which is how the answer repeats them
         */
        record HeaderFields(boolean isNot, List<String> names) implements Text {
            public HeaderFields {
                names = List.copyOf(names);
            }
        }

        /** {@code TEXT}: the message, or the message within a part, without its header. */
        record Body() implements Text {}

        /** {@code MIME}: the header of the part itself. There is always a part. */
        record Mime() implements Text {}
    }
}
