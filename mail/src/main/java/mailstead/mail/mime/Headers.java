package mailstead.mail.mime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A header block, or chosen fields of one, in their order. Immutable.
 *
 * @param fields at most {@link #FIELDS_MAX}
 * @param end the blank line after the fields: {@code CRLF}, {@code LF}, or nothing where the
 *     message ends with its header
 */
public record Headers(List<HeaderField> fields, RawText end) {

    /** More fields than any honest message has; the last one holds all that follows. */
    public static final int FIELDS_MAX = 10_000;

    public static final Headers NONE = new Headers(List.of(), RawText.EMPTY);

    public Headers {
        fields = List.copyOf(fields);
        if (fields.size() > FIELDS_MAX) {
            throw new IllegalArgumentException("too many fields");
        }
    }

    /**
     * Reads a block from its first octet up to and with the blank line, or as far as the octets go.
     * Every octet before the blank line is in exactly one field.
     */
    public static Headers parse(byte[] block) {
        List<HeaderField> fields = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < block.length) {
            int next = afterLine(block, at);
            if (isBlankLine(block, at, next)) {
                add(fields, block, start, at);
                return new Headers(fields, RawText.of(block, at, next));
            }
            if (at > start && !Ascii.isBlank(block[at]) && fields.size() < FIELDS_MAX - 1) {
                add(fields, block, start, at);
                start = at;
            }
            at = next;
        }
        add(fields, block, start, block.length);
        return new Headers(fields, RawText.EMPTY);
    }

    private static void add(List<HeaderField> fields, byte[] block, int start, int end) {
        if (end > start) {
            fields.add(new HeaderField(start, RawText.of(block, start, end)));
        }
    }

    private static int afterLine(byte[] block, int from) {
        int i = from;
        while (i < block.length && block[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, block.length);
    }

    /** Only CRLF or LF; a line of spaces continues the field above it. */
    private static boolean isBlankLine(byte[] block, int from, int to) {
        return block[to - 1] == '\n' && (to - from == 1 || to - from == 2 && block[from] == '\r');
    }

    /** The first field of this name, without regard to ASCII case. */
    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.isNamed(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** All fields of this name, without regard to ASCII case. */
    public List<HeaderField> all(String name) {
        List<HeaderField> named = new ArrayList<>();
        for (HeaderField field : fields) {
            if (field.isNamed(name)) {
                named.add(field);
            }
        }
        return Collections.unmodifiableList(named);
    }

    /** {@link HeaderField#value} of the first field of this name. */
    public Optional<RawText> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /** What {@code HEADER.FIELDS} asks for (RFC 9051 section 6.4.5.1). */
    public Headers only(Collection<String> names) {
        TreeSet<String> wanted = folded(names);
        return new Headers(
                fields.stream().filter(field -> wanted.contains(field.name())).toList(), end);
    }

    /** What {@code HEADER.FIELDS.NOT} asks for (RFC 9051 section 6.4.5.1). */
    public Headers without(Collection<String> names) {
        TreeSet<String> unwanted = folded(names);
        return new Headers(
                fields.stream().filter(field -> !unwanted.contains(field.name())).toList(), end);
    }

    /** Nothing is the name of what is no field. */
    private static TreeSet<String> folded(Collection<String> names) {
        TreeSet<String> set = new TreeSet<>(Ascii.FOLDED_ORDER);
        set.addAll(names);
        set.remove("");
        return set;
    }

    /** Number of octets of {@link #octets}. */
    public int length() {
        return fields.stream().mapToInt(field -> field.raw().length()).sum() + end.length();
    }

    /** The fields as they stood in the message, one after the other, and the blank line. */
    public byte[] octets() {
        byte[] octets = new byte[length()];
        int at = 0;
        for (HeaderField field : fields) {
            field.raw().copyTo(octets, at);
            at += field.raw().length();
        }
        end.copyTo(octets, at);
        return octets;
    }
}
