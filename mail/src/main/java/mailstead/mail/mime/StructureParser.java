package mailstead.mail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Finds the parts of a message in one pass over its octets in wire form, fed in pieces of any size;
 * never holds more of it than one header field. Confined to its user; good for one message.
 *
 * <p>A line ends with CRLF or LF; a lone CR is an octet like others. A header ends with an empty
 * line, whatever else is in it. A boundary is a line that begins with two hyphens and the boundary
 * of a multipart that is still open, and ends there or goes on with white space (RFC 2046 section
 * 5.1.1); so one boundary may be the beginning of another. The innermost multipart is asked first,
 * and an outer one's boundary ends all that is inside.
 *
 * <p>Here the octets are cut into lines, and {@link PartStack} knows what the lines mean. In a body
 * only those lines matter that begin with a hyphen, and only while a multipart is open.
 */
public final class StructureParser {

    /** Octets of one header field that are read; the rest is cut off. */
    static final int FIELD_OCTETS_MAX = 128 * 1024;

    private static final int READ_OCTETS = 16 * 1024;

    private final PartStack parts;

    /** Number of octets before those at hand, and of line ends among them. */
    private long position;

    private long lines;

    /**
     * Offset of the line at hand if its beginning matters, and length of the line end before it.
     */
    private long lineStart;

    private int lineEndBefore;

    /** In a body: whether the next octet begins a line. */
    private boolean atLineStart;

    /** In a body: whether the line at hand began with a hyphen. */
    private boolean inCandidate;

    private byte lastOctet;

    /** One octet longer than a field, so that a line that is cut off overflows the field too. */
    private final Octets line = new Octets(FIELD_OCTETS_MAX + 1);

    private final Octets field = new Octets(FIELD_OCTETS_MAX);
    private long fieldStart;

    public StructureParser() {
        this(List.of());
    }

    /**
     * @param fieldsOfRoot names of the message's own fields to keep
     */
    StructureParser(List<String> fieldsOfRoot) {
        parts = new PartStack(fieldsOfRoot);
    }

    /** Reads a message to its end. */
    public static Structure parse(InputStream wireForm) throws IOException {
        return new StructureParser().read(wireForm);
    }

    Structure read(InputStream wireForm) throws IOException {
        byte[] buffer = new byte[READ_OCTETS];
        int count = wireForm.read(buffer);
        while (count >= 0) {
            feed(buffer, 0, count);
            count = wireForm.read(buffer);
        }
        return finish();
    }

    /** Takes the next octets, from {@code from} up to {@code to}. */
    public void feed(byte[] octets, int from, int to) {
        int i = from;
        while (i < to) {
            int next = parts.isInHeader() ? header(octets, i, to) : body(octets, i, to);
            position += next - i;
            lastOctet = octets[next - 1];
            i = next;
        }
    }

    /** The message has ended; to be called once. */
    public Structure finish() {
        if (parts.isInHeader()) {
            if (!line.isEmpty()) {
                headerLine(position);
            }
            endField();
        } else if (inCandidate) {
            parts.delimit(line, lineStart, position, lineEndBefore, lines);
        }
        return parts.end(position, lines);
    }

    /** After the end: what was found besides the structure. */
    PartStack parts() {
        return parts;
    }

    /** Takes one line or what there is of it; returns the index after it. */
    private int header(byte[] octets, int from, int to) {
        int end = afterLine(octets, from, to);
        line.add(octets, from, end);
        if (octets[end - 1] == '\n') {
            headerLine(position + (end - from));
            endLine(octets, from, end);
        }
        return end;
    }

    private void headerLine(long end) {
        if (isBlankLine()) {
            endField();
            parts.endHeader(line.toRawText(), end, lines + 1);
            return;
        }
        boolean continues = Ascii.isBlank(line.array()[0]) && !field.isEmpty();
        if (!continues) {
            endField();
            if (parts.delimit(line, lineStart, end, lineEndBefore, lines)) {
                return;
            }
            fieldStart = lineStart;
        }
        field.add(line.array(), 0, line.length());
    }

    private boolean isBlankLine() {
        byte[] octets = line.array();
        return line.length() == 1 && octets[0] == '\n'
                || line.length() == 2 && octets[0] == '\r' && octets[1] == '\n';
    }

    private void endField() {
        if (!field.isEmpty()) {
            parts.field(field, fieldStart);
            field.clear();
        }
    }

    /** Takes octets up to where a boundary may begin; returns the index after them. */
    private int body(byte[] octets, int from, int to) {
        boolean mayBegin = atLineStart && parts.hasBoundaries() && octets[from] == '-';
        if (inCandidate || mayBegin) {
            return candidate(octets, from, to);
        }
        atLineStart = false;
        int end = parts.hasBoundaries() ? upToCandidate(octets, from, to) : to;
        if (!parts.hasBoundaries()) {
            lines += lineEnds(octets, from, to);
        }
        parts.sample(octets, from, end);
        return end;
    }

    private int upToCandidate(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n') {
                if (i + 1 == to || octets[i + 1] == '-') {
                    endLine(octets, from, i + 1);
                    return i + 1;
                }
                lines++;
            }
        }
        return to;
    }

    private static int lineEnds(byte[] octets, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += octets[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** Takes a line that may be a boundary, or what there is of it; returns the index after it. */
    private int candidate(byte[] octets, int from, int to) {
        inCandidate = true;
        int end = afterLine(octets, from, to);
        int room = Math.max(0, parts.delimiterOctetsMax() - line.length());
        line.add(octets, from, Math.min(end, from + room));
        parts.sample(octets, from, end);
        if (octets[end - 1] == '\n') {
            inCandidate = false;
            parts.delimit(line, lineStart, position + (end - from), lineEndBefore, lines);
            endLine(octets, from, end);
        }
        return end;
    }

    private static int afterLine(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && octets[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, to);
    }

    /** A line has ended with the octet before {@code end}, and another begins. */
    private void endLine(byte[] octets, int from, int end) {
        int before = end - 2 >= from ? octets[end - 2] : lastOctet;
        lineEndBefore = before == '\r' ? 2 : 1;
        lineStart = position + (end - from);
        lines++;
        atLineStart = true;
        line.clear();
    }
}
