package mailstead.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one message is called by others (RFC 5322 section 3.6.4). Immutable; equal when they name
 * the same message: white space and quotes that need not be there are gone (RFC 5256 section 3).
 *
 * @param value without angle brackets, 1 to {@link #OCTETS_MAX} characters
 */
public record MessageId(String value) {

    /** Longer ones are passed over. */
    public static final int OCTETS_MAX = 1_000;

    /**
     * Ids of one field; of more the first and the last ones count, which are the thread's beginning
     * and the nearest ancestors.
     */
    public static final int IDS_MAX = 1_000;

    public MessageId {
        if (value.isEmpty() || value.length() > OCTETS_MAX) {
            throw new IllegalArgumentException("not the length of a message's id");
        }
    }

    /** The id in a Message-ID field's value, if there is one. */
    public static Optional<MessageId> parse(RawText value) {
        return parseList(value).stream().findFirst();
    }

    /**
     * The ids in the value of a References or In-Reply-To field, in their order, which is from the
     * oldest to the parent; other text there is passed over.
     */
    public static List<MessageId> parseList(RawText value) {
        List<MessageId> ids = new ArrayList<>();
        byte[] octets = value.array();
        int at = 0;
        while (at < octets.length) {
            int start = indexOf(octets, '<', at);
            int end = start < 0 ? -1 : indexOf(octets, '>', start);
            if (end < 0) {
                break;
            }
            parse(octets, lastIndexOf(octets, '<', start, end) + 1, end).ifPresent(ids::add);
            if (ids.size() > IDS_MAX) {
                ids.remove(1);
            }
            at = end + 1;
        }
        return List.copyOf(ids);
    }

    /**
     * The ids of a message's ancestors, the parent last: those of References, or the first of
     * In-Reply-To where there are none (RFC 5256 section 3, REFERENCES step 1).
     */
    public static List<MessageId> ancestors(Headers headers) {
        List<MessageId> references =
                headers.value("References").map(MessageId::parseList).orElse(List.of());
        return references.isEmpty()
                ? headers.value("In-Reply-To").flatMap(MessageId::parse).stream().toList()
                : references;
    }

    private static Optional<MessageId> parse(byte[] octets, int from, int to) {
        if (to - from > OCTETS_MAX) {
            return Optional.empty();
        }
        Octets plain = new Octets(OCTETS_MAX);
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            int c = octets[i];
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\' && i + 1 < to) {
                plain.add(octets[++i]);
            } else if (quoted || !(Ascii.isBlank(c) || Ascii.isLineEnd(c))) {
                plain.add(c);
            }
        }
        return plain.isEmpty()
                ? Optional.empty()
                : Optional.of(new MessageId(plain.toRawText().text()));
    }

    private static int indexOf(byte[] octets, int wanted, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] octets, int wanted, int from, int to) {
        int i = to - 1;
        while (i > from && octets[i] != wanted) {
            i--;
        }
        return i;
    }
}
