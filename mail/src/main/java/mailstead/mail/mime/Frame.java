package mailstead.mail.mime;

import java.util.ArrayList;
import java.util.List;

/** A part whose end has not come yet. Confined to its {@link PartStack}. */
final class Frame {

    enum Kind {
        /** Its header is not complete yet. */
        HEADER,
        LEAF,
        MULTIPART,
        MESSAGE
    }

    private static final byte[] NO_BOUNDARY = new byte[0];

    private final long headerStart;
    private final ContentType byDefault;
    private final List<HeaderField> kept = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private RawText headerEnd = RawText.EMPTY;
    private ContentFields content;
    private Kind kind = Kind.HEADER;
    private long bodyStart;
    private long linesBefore;
    private byte[] boundary = NO_BOUNDARY;
    private Headers headersInside = Headers.NONE;

    /**
     * @param byDefault its type unless it says otherwise
     */
    Frame(long headerStart, ContentType byDefault) {
        this.headerStart = headerStart;
        this.byDefault = byDefault;
        this.content = ContentFields.of(byDefault);
    }

    Kind kind() {
        return kind;
    }

    long headerStart() {
        return headerStart;
    }

    ContentFields content() {
        return content;
    }

    /** Of a multipart that is still open; else of no length. */
    byte[] boundary() {
        return boundary;
    }

    int keptCount() {
        return kept.size();
    }

    void keep(HeaderField field) {
        kept.add(field);
    }

    /** Those of the kept fields that have one of these names. */
    Headers kept(List<String> names) {
        return new Headers(kept, headerEnd).only(names);
    }

    /** What type a part directly inside is unless it says otherwise. */
    ContentType defaultInside() {
        return content.type().is("multipart", "digest")
                ? ContentType.DEFAULT_IN_DIGEST
                : ContentType.DEFAULT;
    }

    /** What its kept Content-fields say. */
    ContentFields readContent() {
        return ContentFieldsReader.read(new Headers(kept, headerEnd), byDefault);
    }

    /**
     * @param blankLine octets of the header's end
     * @param linesBefore line ends of the message before its body
     */
    void beginBody(
            Kind kind, ContentFields content, RawText blankLine, long bodyStart, long linesBefore) {
        this.kind = kind;
        this.content = content;
        this.headerEnd = blankLine;
        this.bodyStart = bodyStart;
        this.linesBefore = linesBefore;
        if (kind == Kind.MULTIPART) {
            boundary = boundary(content.type());
        }
    }

    private static byte[] boundary(ContentType type) {
        byte[] octets =
                type.parameters()
                        .first("boundary")
                        .map(Frame::plainValue)
                        .orElse(RawText.EMPTY)
                        .octets();
        return withoutBlanks(octets, octets.length) == 0 ? NO_BOUNDARY : octets;
    }

    /** Length of the first {@code length} octets without white space at their end. */
    static int withoutBlanks(byte[] octets, int length) {
        int shorter = length;
        while (shorter > 0 && Ascii.isBlank(octets[shorter - 1])) {
            shorter--;
        }
        return shorter;
    }

    private static RawText plainValue(Parameter parameter) {
        return parameter.extended() ? RawText.of(parameter.text()) : parameter.value();
    }

    /** No part begins any more: the closing boundary has come, or a limit. */
    void endParts() {
        boundary = NO_BOUNDARY;
    }

    void add(Part part, Frame inside) {
        parts.add(part);
        if (kind == Kind.MESSAGE) {
            headersInside = inside.kept(Envelope.FIELDS);
        }
    }

    /**
     * @param end offset after the last octet
     * @param lines line ends of the message before {@code end}
     */
    Part close(long end, long lines) {
        long bodyEnd = Math.max(bodyStart, end);
        long bodyLines = Math.clamp(lines - linesBefore, 0, bodyEnd - bodyStart);
        Part.Place place = new Part.Place(headerStart, bodyStart, bodyEnd, bodyLines);
        return switch (kind) {
            case HEADER, LEAF -> new Part.Leaf(place, content);
            case MULTIPART ->
                    parts.isEmpty()
                            ? new Part.Leaf(place, content.withType(ContentType.DEFAULT))
                            : new Part.Multipart(place, content, parts);
            case MESSAGE -> new Part.Message(place, content, headersInside, parts.getFirst());
        };
    }
}
