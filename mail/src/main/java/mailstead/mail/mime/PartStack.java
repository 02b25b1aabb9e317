package mailstead.mail.mime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The parts whose end has not come yet, each inside the one below it, the message itself the
 * lowest. Decides what the lines that {@link StructureParser} finds mean, and keeps the limits:
 * what goes beyond one is not an error, the rest is an opaque leaf. Confined to its parser.
 */
final class PartStack {

    /** Octets of one header in which we look for fields; those after them are passed over. */
    static final int HEADER_OCTETS_MAX = 1024 * 1024;

    /** Octets of the fields that are kept of the message's own header. */
    static final int KEPT_OCTETS_MAX = 256 * 1024;

    /** Fields that are kept of one header. */
    static final int KEPT_FIELDS_MAX = 1_000;

    /**
     * Octets of the fields that are kept of all other headers; then the rest is one opaque leaf.
     */
    static final int TREE_OCTETS_MAX = 512 * 1024;

    /** Text leaves of which the beginning is kept, for a preview. */
    static final int SAMPLES_MAX = 4;

    private static final int PLAIN_SAMPLE_OCTETS_MAX = 8 * 1024;

    /** Longer, for the styles that come before the first word. */
    private static final int HTML_SAMPLE_OCTETS_MAX = 64 * 1024;

    /** The two hyphens before a boundary; and two after it and one octet more. */
    private static final int AROUND_BOUNDARY = 5;

    private static final List<String> FIELDS_OF_PART = ContentFieldsReader.FIELDS;

    /** The beginning of a text leaf's body, still in its transfer encoding. */
    record Sample(ContentFields content, RawText octets) {}

    private enum Delimiter {
        NONE,
        OPENING,
        CLOSING
    }

    private final List<String> fieldsOfRoot;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Frame root = new Frame(0, ContentType.DEFAULT);
    private int partCount;
    private int rootOctets;
    private int treeOctets;
    private boolean fieldsComplete = true;
    private int longestBoundary;

    private final List<Sample> samples = new ArrayList<>();
    private Octets sample = new Octets(0);

    /**
     * @param fieldsOfRoot names of the message's own fields to keep
     */
    PartStack(List<String> fieldsOfRoot) {
        this.fieldsOfRoot = List.copyOf(fieldsOfRoot);
        push(root);
    }

    private void push(Frame frame) {
        frames.push(frame);
        partCount++;
    }

    boolean isInHeader() {
        return frames.element().kind() == Frame.Kind.HEADER;
    }

    /** Whether there are boundaries to look for. */
    boolean hasBoundaries() {
        return longestBoundary > 0;
    }

    /** How much of a line decides whether it is a boundary. */
    int delimiterOctetsMax() {
        return longestBoundary + AROUND_BOUNDARY;
    }

    // Fields

    /**
     * A field of the innermost header is complete.
     *
     * @param start its offset in the message
     */
    void field(Octets field, long start) {
        Frame frame = frames.element();
        int nameLength = HeaderField.nameLength(field.array(), 0, field.length());
        if (nameLength == 0 || !isWanted(frame, field.array(), nameLength)) {
            return;
        }
        long offset = start - frame.headerStart();
        boolean fits =
                offset < HEADER_OCTETS_MAX
                        && frame.keptCount() < KEPT_FIELDS_MAX
                        && take(frame, field.length());
        if (fits) {
            frame.keep(new HeaderField((int) offset, field.toRawText()));
        }
        fieldsComplete &= frame != root || fits && !field.isOverflown();
    }

    private boolean isWanted(Frame frame, byte[] octets, int nameLength) {
        if (isAmong(FIELDS_OF_PART, octets, nameLength)) {
            return true;
        }
        return frame == root
                ? isAmong(fieldsOfRoot, octets, nameLength)
                : isInMessage() && isAmong(Envelope.FIELDS, octets, nameLength);
    }

    /** Whether the innermost header is that of a message inside the message. */
    private boolean isInMessage() {
        Iterator<Frame> outwards = frames.iterator();
        outwards.next();
        return outwards.next().kind() == Frame.Kind.MESSAGE;
    }

    private static boolean isAmong(List<String> names, byte[] octets, int nameLength) {
        for (String name : names) {
            if (HeaderField.isName(name, octets, nameLength)) {
                return true;
            }
        }
        return false;
    }

    private boolean take(Frame frame, int octets) {
        if (frame == root) {
            boolean fits = octets <= KEPT_OCTETS_MAX - rootOctets;
            rootOctets += fits ? octets : 0;
            return fits;
        }
        treeOctets = Math.min(TREE_OCTETS_MAX, treeOctets + octets);
        return treeOctets < TREE_OCTETS_MAX;
    }

    /** Of the message's own header: those fields that were to be kept. */
    Headers headers() {
        return root.kept(fieldsOfRoot);
    }

    /** Whether {@link #headers} has all of them and whole. */
    boolean fieldsComplete() {
        return fieldsComplete;
    }

    // Parts

    /** The innermost header is complete: now it is known what its body is. */
    void endHeader(RawText blankLine, long bodyStart, long linesBefore) {
        Frame frame = frames.element();
        ContentFields content = frame.readContent();
        Frame.Kind kind = kind(content.type());
        boolean isTooDeep = kind != Frame.Kind.LEAF && frames.size() > Structure.DEPTH_MAX;
        boolean isTooMuch = kind == Frame.Kind.MESSAGE && isFull();
        if (isTooDeep || isTooMuch) {
            kind = Frame.Kind.LEAF;
            content = content.withType(ContentType.OPAQUE);
        }
        frame.beginBody(kind, content, blankLine, bodyStart, linesBefore);
        switch (kind) {
            case MESSAGE -> push(new Frame(bodyStart, ContentType.DEFAULT));
            case MULTIPART -> longestBoundary = Math.max(longestBoundary, frame.boundary().length);
            case LEAF, HEADER -> beginSample(content);
        }
    }

    private static Frame.Kind kind(ContentType type) {
        return type.isMultipart()
                ? Frame.Kind.MULTIPART
                : type.isMessage() ? Frame.Kind.MESSAGE : Frame.Kind.LEAF;
    }

    private boolean isFull() {
        return partCount >= Structure.PARTS_MAX - 1 || treeOctets >= TREE_OCTETS_MAX;
    }

    /**
     * Takes a line if it is a boundary of a multipart that is open.
     *
     * @param line its first octets, at least {@link #delimiterOctetsMax} if it has as many
     * @param start its offset in the message
     * @param end offset after its line end
     * @param lineEndBefore octets of the line end before it, which belongs to the boundary
     * @param lines line ends before it
     */
    boolean delimit(Octets line, long start, long end, int lineEndBefore, long lines) {
        if (line.length() < 2 || line.array()[0] != '-' || line.array()[1] != '-') {
            return false;
        }
        for (Frame frame : frames) {
            Delimiter found = match(line, frame.boundary());
            if (found != Delimiter.NONE) {
                while (isInHeader()) {
                    endHeader(RawText.EMPTY, start, lines);
                }
                closeInside(frame, start - lineEndBefore, lines - 1);
                if (found == Delimiter.OPENING) {
                    open(frame, end, lines + 1);
                } else {
                    frame.endParts();
                }
                longestBoundary =
                        frames.stream().mapToInt(open -> open.boundary().length).max().orElse(0);
                return true;
            }
        }
        return false;
    }

    /**
     * A boundary does not end with white space (RFC 2046 section 5.1.1); if it does nevertheless,
     * it may have been lost on the way, but then all of it.
     */
    private static Delimiter match(Octets line, byte[] boundary) {
        Delimiter exact = match(line, boundary, boundary.length, PartStack::isEndOrSpace);
        int shorter = Frame.withoutBlanks(boundary, boundary.length);
        return exact == Delimiter.NONE && shorter < boundary.length
                ? match(line, boundary, shorter, PartStack::isEnd)
                : exact;
    }

    private static Delimiter match(
            Octets line, byte[] boundary, int length, BiPredicate<Octets, Integer> ends) {
        byte[] octets = line.array();
        int after = 2 + length;
        if (length == 0
                || line.length() < after
                || !Arrays.equals(octets, 2, after, boundary, 0, length)) {
            return Delimiter.NONE;
        }
        if (ends.test(line, after)) {
            return Delimiter.OPENING;
        }
        boolean isClosing =
                line.length() >= after + 2
                        && octets[after] == '-'
                        && octets[after + 1] == '-'
                        && ends.test(line, after + 2);
        return isClosing ? Delimiter.CLOSING : Delimiter.NONE;
    }

    private static boolean isEnd(Octets line, int at) {
        return at >= line.length() || Ascii.isLineEnd(line.array()[at]);
    }

    private static boolean isEndOrSpace(Octets line, int at) {
        return isEnd(line, at) || Ascii.isBlank(line.array()[at]);
    }

    private void open(Frame multipart, long start, long linesBefore) {
        if (isFull()) {
            frames.forEach(Frame::endParts);
            Frame rest = new Frame(start, ContentType.OPAQUE);
            rest.beginBody(
                    Frame.Kind.LEAF,
                    ContentFields.of(ContentType.OPAQUE),
                    RawText.EMPTY,
                    start,
                    linesBefore);
            push(rest);
        } else {
            push(new Frame(start, multipart.defaultInside()));
        }
    }

    private void closeInside(Frame outer, long end, long lines) {
        while (frames.element() != outer) {
            closeInnermost(end, lines);
        }
    }

    private Part closeInnermost(long end, long lines) {
        Frame frame = frames.pop();
        Part part = frame.close(end, lines);
        endSample(part);
        if (!frames.isEmpty()) {
            frames.element().add(part, frame);
        }
        return part;
    }

    /**
     * The message has ended.
     *
     * @param octets its size
     * @param lines all its line ends
     */
    Structure end(long octets, long lines) {
        while (isInHeader()) {
            endHeader(RawText.EMPTY, octets, lines);
        }
        closeInside(root, octets, lines);
        return new Structure(closeInnermost(octets, lines));
    }

    // Samples

    private void beginSample(ContentFields content) {
        boolean isShown = content.disposition().filter(Disposition::isAttachment).isEmpty();
        if (isShown && samples.size() < SAMPLES_MAX && content.type().is("text", "plain")) {
            sample = new Octets(PLAIN_SAMPLE_OCTETS_MAX);
        } else if (isShown && samples.size() < SAMPLES_MAX && content.type().is("text", "html")) {
            sample = new Octets(HTML_SAMPLE_OCTETS_MAX);
        }
    }

    /** Octets of the innermost body, a boundary that ends it perhaps among them. */
    void sample(byte[] octets, int from, int to) {
        sample.add(octets, from, to);
    }

    private void endSample(Part part) {
        if (!sample.isEmpty()) {
            sample.truncate((int) Math.min(sample.length(), part.body().length()));
            samples.add(new Sample(part.content(), sample.toRawText()));
        }
        sample = new Octets(0);
    }

    /** The beginnings of the first texts, in their order. */
    List<Sample> samples() {
        return List.copyOf(samples);
    }
}
