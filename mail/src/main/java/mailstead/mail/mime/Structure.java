package mailstead.mail.mime;

import java.util.List;
import java.util.Optional;

/**
 * The tree of a message's parts. Immutable.
 *
 * @param root the message: its header and body
 */
public record Structure(Part root) {

    /** Levels of nesting; parts deeper inside are one opaque leaf. */
    public static final int DEPTH_MAX = 64;

    /** Parts of one message; from there on the rest of the message is one opaque leaf. */
    public static final int PARTS_MAX = 1_000;

    /** The size of the message in wire form. */
    public long octets() {
        return root.place().bodyEnd();
    }

    /**
     * The part that IMAP calls by these numbers (RFC 9051 section 6.4.5.1): {@code 2.1} is the
     * first part of the second. A message that is no multipart has one part, 1, which is its body
     * and whose MIME header is the message's own. No numbers mean the message itself.
     */
    public Optional<Part> part(List<Integer> numbers) {
        Optional<Part> found = Optional.of(root);
        boolean isRoot = true;
        for (int number : numbers) {
            boolean root = isRoot;
            found = found.flatMap(part -> root ? numbered(part, number) : inside(part, number));
            isRoot = false;
        }
        return found;
    }

    /** A part of the message of which {@code root} is header and body. */
    private static Optional<Part> numbered(Part root, int number) {
        return switch (root) {
            case Part.Multipart multipart -> child(multipart, number);
            case Part.Leaf _, Part.Message _ -> number == 1 ? Optional.of(root) : Optional.empty();
        };
    }

    private static Optional<Part> inside(Part part, int number) {
        return switch (part) {
            case Part.Multipart multipart -> child(multipart, number);
            case Part.Message message -> numbered(message.root(), number);
            case Part.Leaf _ -> Optional.empty();
        };
    }

    private static Optional<Part> child(Part.Multipart multipart, int number) {
        return number >= 1 && number <= multipart.parts().size()
                ? Optional.of(multipart.parts().get(number - 1))
                : Optional.empty();
    }
}
