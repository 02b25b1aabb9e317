package mailstead.mail.mime;

import java.util.List;

/**
 * One part of a message, or the message itself: its header fields, its body, and what the body is
 * made of. Immutable.
 *
 * <p>All offsets count from the first octet of the whole message in wire form. The line end before
 * a boundary belongs to the boundary (RFC 2046 section 5.1.1), so a body does not have it.
 */
public sealed interface Part {

    /** Where it is. */
    Place place();

    /** What its Content-fields say, defaults filled in. */
    ContentFields content();

    /** From its first header field up to and with the blank line. */
    default Span header() {
        return new Span(place().headerStart(), place().bodyStart());
    }

    default Span body() {
        return new Span(place().bodyStart(), place().bodyEnd());
    }

    /**
     * Where a part lies. A part without header begins with its body; one without blank line has an
     * empty body.
     *
     * @param headerStart first octet of the header
     * @param bodyStart after the header's blank line
     * @param bodyEnd after the body's last octet
     * @param bodyLines number of line ends in the body
     */
    record Place(long headerStart, long bodyStart, long bodyEnd, long bodyLines) {

        public Place {
            if (headerStart < 0 || bodyStart < headerStart || bodyEnd < bodyStart) {
                throw new IllegalArgumentException("header and body are out of order");
            }
            if (bodyLines < 0 || bodyLines > bodyEnd - bodyStart) {
                throw new IllegalArgumentException("more lines than octets");
            }
        }
    }

    /**
     * A part that has no parts. Its type is never multipart nor that of a message: what claims to
     * be one and has no parts inside is text, and what is nested too deep is {@link
     * ContentType#OPAQUE}.
     */
    record Leaf(Place place, ContentFields content) implements Part {

        public Leaf {
            if (content.type().isMultipart() || content.type().isMessage()) {
                throw new IllegalArgumentException("a leaf has no parts");
            }
        }

        public boolean isText() {
            return content.type().isText();
        }
    }

    /**
     * @param parts at least one
     */
    record Multipart(Place place, ContentFields content, List<Part> parts) implements Part {

        public Multipart {
            parts = List.copyOf(parts);
            if (parts.isEmpty() || !content.type().isMultipart()) {
                throw new IllegalArgumentException("a multipart has parts");
            }
        }
    }

    /**
     * A message inside the message (message/rfc822 or message/global).
     *
     * @param headers its fields that {@link Envelope#FIELDS} names
     * @param root the message inside: its header and body
     */
    record Message(Place place, ContentFields content, Headers headers, Part root) implements Part {

        public Message {
            if (!content.type().isMessage()) {
                throw new IllegalArgumentException("a message is of a message's type");
            }
        }

        public Envelope envelope() {
            return Envelope.of(headers);
        }
    }
}
