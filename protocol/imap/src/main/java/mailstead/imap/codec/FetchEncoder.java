package mailstead.imap.codec;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/** Writes the items of FETCH (RFC 9051 section 7.5.2). Confined to its encoder. */
final class FetchEncoder {

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final WireWriter out;
    private final MimeEncoder mime;
    private final boolean isRevision2;
    private boolean isFirstItem = true;

    FetchEncoder(WireWriter out, MimeEncoder mime, boolean isRevision2) {
        this.out = out;
        this.mime = mime;
        this.isRevision2 = isRevision2;
    }

    void begin() throws IOException {
        out.octet('(');
        isFirstItem = true;
    }

    void end() throws IOException {
        out.octet(')');
    }

    /** One item; after {@link FetchData.Announced}, its octets come next. */
    void item(FetchData item) throws IOException {
        if (!isFirstItem) {
            out.space();
        }
        isFirstItem = false;
        switch (item) {
            case FetchData.Flags(var flags, boolean isRecent) -> {
                out.ascii("FLAGS ");
                out.flags(flags, isRecent && !isRevision2 ? "\\Recent" : "");
            }
            case FetchData.Uid(long uid) -> out.named("UID ", uid);
            case FetchData.InternalDate(Instant date) -> {
                out.ascii("INTERNALDATE ");
                dateTime(date);
            }
            case FetchData.Size(long octets) -> out.named("RFC822.SIZE ", octets);
            case FetchData.Envelope(var envelope) -> {
                out.ascii("ENVELOPE ");
                mime.envelope(envelope);
            }
            case FetchData.BodyStructure(var structure, boolean isExtensible) -> {
                out.ascii(isExtensible ? "BODYSTRUCTURE " : "BODY ");
                mime.structure(structure.root(), isExtensible);
            }
            case FetchData.ModSeq(long value) -> {
                out.named("MODSEQ (", value);
                out.octet(')');
            }
            case FetchData.EmailId(String id) -> out.objectId("EMAILID ", Optional.of(id));
            case FetchData.ThreadId(var id) -> out.objectId("THREADID ", id);
            case FetchData.SaveDate(var date) -> {
                out.ascii("SAVEDATE ");
                if (date.isPresent()) {
                    dateTime(date.get());
                } else {
                    out.nil();
                }
            }
            case FetchData.Preview(var text) -> {
                out.ascii("PREVIEW ");
                if (text.isPresent()) {
                    out.string(text.get());
                } else {
                    out.nil();
                }
            }
            case FetchData.BinarySize(var part, long octets) -> {
                out.ascii("BINARY.SIZE[");
                partNumbers(part);
                out.named("] ", octets);
            }
            case FetchData.Content(var content, byte[] octets) -> {
                label(content);
                if (content instanceof FetchItem.Binary) {
                    out.string8(octets);
                } else {
                    out.literal(octets);
                }
            }
            case FetchData.Announced(var content, long octets, boolean isBinary) -> {
                label(content);
                out.literalHead(octets, isBinary);
            }
            case FetchData.Missing(var content) -> {
                label(content);
                out.nil();
            }
        }
    }

    /** Octets of what was announced. */
    void stream(byte[] octets, int offset, int length) throws IOException {
        out.octets(octets, offset, length);
    }

    private void label(FetchItem.Content content) throws IOException {
        switch (content) {
            case FetchItem.Rfc822(var part) -> out.ascii(part.wireText());
            case FetchItem.Body(var section, _, var partial) -> {
                out.ascii("BODY[");
                section(section);
                out.octet(']');
                origin(partial);
            }
            case FetchItem.Binary(var part, _, var partial) -> {
                out.ascii("BINARY[");
                partNumbers(part);
                out.octet(']');
                origin(partial);
            }
        }
        out.space();
    }

    private void origin(Optional<FetchItem.Partial> partial) throws IOException {
        if (partial.isPresent()) {
            out.named("<", partial.get().offset());
            out.octet('>');
        }
    }

    private void section(Section section) throws IOException {
        partNumbers(section.part());
        if (!section.part().isEmpty() && !(section.text() instanceof Section.Text.Whole)) {
            out.octet('.');
        }
        switch (section.text()) {
            case Section.Text.Whole() -> {}
            case Section.Text.Header() -> out.ascii("HEADER");
            case Section.Text.Body() -> out.ascii("TEXT");
            case Section.Text.Mime() -> out.ascii("MIME");
            case Section.Text.HeaderFields(boolean isNot, var names) -> {
                out.ascii(isNot ? "HEADER.FIELDS.NOT (" : "HEADER.FIELDS (");
                astrings(names);
                out.octet(')');
            }
        }
    }

    private void astrings(List<String> texts) throws IOException {
        boolean isFirst = true;
        for (String text : texts) {
            if (!isFirst) {
                out.space();
            }
            isFirst = false;
            out.astring(text);
        }
    }

    private void partNumbers(List<Integer> part) throws IOException {
        for (int i = 0; i < part.size(); i++) {
            if (i > 0) {
                out.octet('.');
            }
            out.number(part.get(i));
        }
    }

    /** RFC 9051 section 9, date-time: always UTC. */
    private void dateTime(Instant instant) throws IOException {
        ZonedDateTime date = instant.atZone(ZoneOffset.UTC);
        out.octet('"');
        out.octet(date.getDayOfMonth() < 10 ? ' ' : '0' + date.getDayOfMonth() / 10);
        out.octet('0' + date.getDayOfMonth() % 10);
        out.octet('-');
        out.ascii(MONTHS[date.getMonthValue() - 1]);
        out.octet('-');
        int year = Math.clamp(date.getYear(), 0, 9_999);
        twoDigits(year / 100);
        twoDigits(year % 100);
        out.space();
        twoDigits(date.getHour());
        out.octet(':');
        twoDigits(date.getMinute());
        out.octet(':');
        twoDigits(date.getSecond());
        out.ascii(" +0000\"");
    }

    private void twoDigits(int number) throws IOException {
        out.octet('0' + number / 10);
        out.octet('0' + number % 10);
    }
}
