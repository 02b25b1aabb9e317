package mailstead.imap.codec;

import java.util.List;
import java.util.Optional;

/** What FETCH can ask of a message (RFC 9051 section 6.4.5 and extensions). Immutable. */
public sealed interface FetchItem {

    /** What is answered by octets of the message. */
    sealed interface Content extends FetchItem {}

    record Envelope() implements FetchItem {}

    record Flags() implements FetchItem {}

    record InternalDate() implements FetchItem {}

    record Size() implements FetchItem {}

    record Uid() implements FetchItem {}

    /**
     * @param isExtensible BODYSTRUCTURE; if not, BODY without a section
     */
    record BodyStructure(boolean isExtensible) implements FetchItem {}

    /**
     * {@code BODY[...]}.
     *
     * @param isPeek does not set {@code \Seen}
     */
    record Body(Section section, boolean isPeek, Optional<Partial> partial) implements Content {}

    /** The older names of three of them (RFC 3501 section 6.4.5), which the answer repeats. */
    record Rfc822(Rfc822Part part) implements Content {}

    enum Rfc822Part {
        /** {@code RFC822}, like {@code BODY[]}. */
        MESSAGE("RFC822"),
        /** {@code RFC822.HEADER}, like {@code BODY.PEEK[HEADER]}. */
        HEADER("RFC822.HEADER"),
        /** {@code RFC822.TEXT}, like {@code BODY[TEXT]}. */
        TEXT("RFC822.TEXT");

        private final String wireText;

        Rfc822Part(String wireText) {
            this.wireText = wireText;
        }

        public String wireText() {
            return wireText;
        }

        public Section section() {
            return switch (this) {
                case MESSAGE -> Section.MESSAGE;
                case HEADER -> Section.HEADER;
                case TEXT -> Section.TEXT;
            };
        }

        public boolean isPeek() {
            return this == HEADER;
        }
    }

    /**
     * A part's content without its transfer encoding (RFC 9051 section 6.4.5).
     *
     * @param part empty for the message itself
     */
    record Binary(List<Integer> part, boolean isPeek, Optional<Partial> partial)
            implements Content {
        public Binary {
            part = List.copyOf(part);
        }
    }

    /** How many octets {@link Binary} would give. */
    record BinarySize(List<Integer> part) implements FetchItem {
        public BinarySize {
            part = List.copyOf(part);
        }
    }

    /** RFC 7162 section 3.1.4.2. */
    record ModSeq() implements FetchItem {}

    /**
     * RFC 8970 section 4.1.
     *
     * @param isLazy only if it costs little just now
     */
    record Preview(boolean isLazy) implements FetchItem {}

    /** RFC 8474 section 5.3. */
    record EmailId() implements FetchItem {}

    /** RFC 8474 section 5.3. */
    record ThreadId() implements FetchItem {}

    /** RFC 8514 section 4.2. */
    record SaveDate() implements FetchItem {}

    /**
     * Some octets of a text.
     *
     * @param offset 0 to 2^63-1
     * @param octets at most so many, 1 to 2^63-1
     */
    record Partial(long offset, long octets) {
        public Partial {
            if (offset < 0 || octets < 1) {
                throw new IllegalArgumentException("not a partial");
            }
        }
    }
}
