package mailstead.service.sections;

import java.util.List;

/** Which piece of a message (RFC 9051 section 6.4.5.1). Immutable. */
public sealed interface Section {

    /** Numbers from 1; none for the message itself. */
    List<Integer> part();

    /** The whole message, or a part's body as it is. */
    record Whole(List<Integer> part) implements Section {
        public Whole {
            part = List.copyOf(part);
        }
    }

    /** The header of the message, or of a message that is a part. */
    record Header(List<Integer> part) implements Section {
        public Header {
            part = List.copyOf(part);
        }
    }

    /**
     * Some fields of that header.
     *
     * @param isNot all but these
     * @param names in any ASCII case
     */
    record HeaderFields(List<Integer> part, boolean isNot, List<String> names) implements Section {
        public HeaderFields {
            part = List.copyOf(part);
            names = List.copyOf(names);
        }
    }

    /** What follows that header. */
    record Text(List<Integer> part) implements Section {
        public Text {
            part = List.copyOf(part);
        }
    }

    /** A part's own header. */
    record Mime(List<Integer> part) implements Section {
        public Mime {
            part = List.copyOf(part);
        }
    }
}
