package mailstead.mail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Digests as octets, for a cache that can be deleted at any time: whoever stores them adds a
 * checksum. What is not of this version or makes no sense is no digest.
 *
 * <p>Numbers are in base 128, least significant first; texts and octets have their length before
 * them; a part's places are relative to those of the part before it.
 */
public final class DigestCodec {

    /** To be changed with every change of the form, of {@link Digest#FIELDS}, or of the parser. */
    private static final int VERSION = 1;

    private static final int LEAF = 0;
    private static final int MULTIPART = 1;
    private static final int MESSAGE = 2;

    private static final int HAS_DISPOSITION = 1;
    private static final int HAS_ENCODING = 2;
    private static final int HAS_ID = 4;
    private static final int HAS_DESCRIPTION = 8;
    private static final int HAS_MD5 = 16;
    private static final int HAS_LANGUAGES = 32;
    private static final int HAS_LOCATION = 64;

    private DigestCodec() {}

    public static byte[] encode(Digest digest) {
        Writer writer = new Writer();
        writer.number(VERSION);
        writer.number(digest.fieldsComplete() ? 1 : 0);
        writer.headers(digest.headers());
        writer.number(digest.preview().isPresent() ? 1 : 0);
        digest.preview().ifPresent(writer::text);
        writer.part(digest.structure().root());
        return writer.out.toByteArray();
    }

    /** The digest that was encoded; empty for anything else. */
    public static Optional<Digest> decode(byte[] octets) {
        Reader reader = new Reader(octets);
        try {
            if (reader.number() != VERSION) {
                return Optional.empty();
            }
            boolean fieldsComplete = reader.number() == 1;
            Headers headers = reader.headers();
            Optional<String> preview =
                    reader.number() == 1 ? Optional.of(reader.text()) : Optional.empty();
            Part root = reader.part(0);
            return reader.at == octets.length
                    ? Optional.of(new Digest(new Structure(root), headers, fieldsComplete, preview))
                    : Optional.empty();
        } catch (Damage | IllegalArgumentException _) {
            // The values' own constructors know best what cannot be.
            return Optional.empty();
        }
    }

    /**
     * The fields of an encoded digest, without looking at what comes after them; empty for anything
     * else.
     */
    public static Optional<KeptFields> decodeFields(byte[] octets) {
        Reader reader = new Reader(octets);
        try {
            if (reader.number() != VERSION) {
                return Optional.empty();
            }
            boolean areComplete = reader.number() == 1;
            return Optional.of(new KeptFields(reader.headers(), areComplete));
        } catch (Damage | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The octets are no digest. */
    private static final class Damage extends Exception {
        private static final long serialVersionUID = 1;

        Damage() {
            super("no digest", null, false, false);
        }
    }

    private static final class Writer {

        final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private long place;

        void number(long value) {
            long rest = value;
            while (rest > 0x7F || rest < 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        /** Small ones of either sign are short. */
        void signed(long value) {
            number(value << 1 ^ value >> 63);
        }

        void octets(byte[] octets) {
            number(octets.length);
            out.write(octets, 0, octets.length);
        }

        void text(String text) {
            octets(text.getBytes(StandardCharsets.UTF_8));
        }

        void raw(RawText raw) {
            octets(raw.array());
        }

        void headers(Headers headers) {
            number(headers.fields().size());
            for (HeaderField field : headers.fields()) {
                number(field.offset());
                raw(field.raw());
            }
            raw(headers.end());
        }

        void part(Part part) {
            switch (part) {
                case Part.Leaf leaf -> {
                    begin(LEAF, leaf);
                    place = leaf.body().end();
                }
                case Part.Multipart multipart -> {
                    begin(MULTIPART, multipart);
                    number(multipart.parts().size());
                    multipart.parts().forEach(this::part);
                }
                case Part.Message message -> {
                    begin(MESSAGE, message);
                    headers(message.headers());
                    part(message.root());
                }
            }
        }

        private void begin(int kind, Part part) {
            number(kind);
            Part.Place at = part.place();
            signed(at.headerStart() - place);
            number(at.bodyStart() - at.headerStart());
            number(at.bodyEnd() - at.bodyStart());
            number(at.bodyLines());
            place = at.bodyStart();
            content(part.content());
        }

        private void content(ContentFields content) {
            boolean hasEncoding = !content.encoding().equals(ContentFields.DEFAULT_ENCODING);
            number(
                    (content.disposition().isPresent() ? HAS_DISPOSITION : 0)
                            | (hasEncoding ? HAS_ENCODING : 0)
                            | (content.id().isPresent() ? HAS_ID : 0)
                            | (content.description().isPresent() ? HAS_DESCRIPTION : 0)
                            | (content.md5().isPresent() ? HAS_MD5 : 0)
                            | (content.languages().isEmpty() ? 0 : HAS_LANGUAGES)
                            | (content.location().isPresent() ? HAS_LOCATION : 0));
            text(content.type().type());
            text(content.type().subtype());
            parameters(content.type().parameters());
            content.disposition()
                    .ifPresent(disposition -> {
                        text(disposition.type());
                        parameters(disposition.parameters());
                    });
            if (hasEncoding) {
                text(content.encoding());
            }
            content.id().ifPresent(this::raw);
            content.description().ifPresent(this::raw);
            content.md5().ifPresent(this::raw);
            if (!content.languages().isEmpty()) {
                number(content.languages().size());
                content.languages().forEach(this::text);
            }
            content.location().ifPresent(this::raw);
        }

        private void parameters(Parameters parameters) {
            number(parameters.list().size());
            for (Parameter parameter : parameters.list()) {
                text(parameter.name());
                number(parameter.extended() ? 1 : 0);
                raw(parameter.value());
            }
        }
    }

    private static final class Reader {

        private final byte[] octets;
        private int at;
        private long place;
        private int parts;

        Reader(byte[] octets) {
            this.octets = octets;
        }

        long number() throws Damage {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (at == octets.length) {
                    throw new Damage();
                }
                byte octet = octets[at++];
                value |= (long) (octet & 0x7F) << shift;
                if (octet >= 0) {
                    return value;
                }
            }
            throw new Damage();
        }

        long signed() throws Damage {
            long value = number();
            return value >>> 1 ^ -(value & 1);
        }

        /** A number of things that each take an octet at least. */
        int count() throws Damage {
            long count = number();
            if (count < 0 || count > octets.length - at) {
                throw new Damage();
            }
            return (int) count;
        }

        RawText raw() throws Damage {
            int length = count();
            at += length;
            return RawText.of(octets, at - length, at);
        }

        String text() throws Damage {
            int length = count();
            at += length;
            return new String(octets, at - length, length, StandardCharsets.UTF_8);
        }

        Headers headers() throws Damage {
            int count = count();
            List<HeaderField> fields = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                long offset = number();
                if (offset != (int) offset) {
                    throw new Damage();
                }
                fields.add(new HeaderField((int) offset, raw()));
            }
            return new Headers(fields, raw());
        }

        Part part(int depth) throws Damage {
            if (depth > Structure.DEPTH_MAX || ++parts > Structure.PARTS_MAX) {
                throw new Damage();
            }
            long kind = number();
            Part.Place where = place();
            ContentFields content = content();
            if (kind == LEAF) {
                place = where.bodyEnd();
                return new Part.Leaf(where, content);
            } else if (kind == MULTIPART) {
                int count = count();
                List<Part> inside = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    inside.add(part(depth + 1));
                }
                return new Part.Multipart(where, content, inside);
            } else if (kind == MESSAGE) {
                Headers headers = headers();
                return new Part.Message(where, content, headers, part(depth + 1));
            }
            throw new Damage();
        }

        private Part.Place place() throws Damage {
            long headerStart = place + signed();
            long bodyStart = headerStart + number();
            long bodyEnd = bodyStart + number();
            place = bodyStart;
            return new Part.Place(headerStart, bodyStart, bodyEnd, number());
        }

        private ContentFields content() throws Damage {
            long has = number();
            ContentType type = new ContentType(text(), text(), parameters());
            Optional<Disposition> disposition =
                    (has & HAS_DISPOSITION) == 0
                            ? Optional.empty()
                            : Optional.of(new Disposition(text(), parameters()));
            String encoding = (has & HAS_ENCODING) == 0 ? ContentFields.DEFAULT_ENCODING : text();
            Optional<RawText> id = raw(has, HAS_ID);
            Optional<RawText> description = raw(has, HAS_DESCRIPTION);
            Optional<RawText> md5 = raw(has, HAS_MD5);
            List<String> languages = new ArrayList<>();
            for (int left = (has & HAS_LANGUAGES) == 0 ? 0 : count(); left > 0; left--) {
                languages.add(text());
            }
            Optional<RawText> location = raw(has, HAS_LOCATION);
            return new ContentFields(
                    type, disposition, encoding, id, description, md5, languages, location);
        }

        private Optional<RawText> raw(long has, int flag) throws Damage {
            return (has & flag) == 0 ? Optional.empty() : Optional.of(raw());
        }

        private Parameters parameters() throws Damage {
            int count = count();
            List<Parameter> list = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = text();
                boolean extended = number() == 1;
                list.add(new Parameter(name, raw(), extended));
            }
            return new Parameters(list);
        }
    }
}
