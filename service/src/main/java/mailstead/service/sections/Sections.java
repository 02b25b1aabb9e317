package mailstead.service.sections;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.Span;
import mailstead.mail.mime.TransferEncoding;
import mailstead.service.mailbox.MessageSource;

/** Finds pieces of one folder's messages. Confined to its session. */
public final class Sections {

    /** A header from which fields are chosen is held; of a longer one only so much is. */
    private static final int HEADER_OCTETS_MAX = 1024 * 1024;

    private final MessageSource source;

    public Sections(MessageSource source) {
        this.source = source;
    }

    /** Empty if the message has no such part, or the part no such header. */
    public Optional<Excerpt> excerpt(Message message, Section section) throws MailException {
        Digest digest = source.digest(message);
        if (section instanceof Section.HeaderFields fields) {
            return fields(message, digest, fields);
        }
        return span(digest, section).map(span -> new Excerpt.Stretch(source, message, span));
    }

    private static Optional<Span> span(Digest digest, Section section) {
        Optional<Part> part = digest.structure().part(section.part());
        return switch (section) {
            case Section.Whole whole ->
                    whole.part().isEmpty()
                            ? Optional.of(new Span(0, digest.octets()))
                            : part.map(Part::body);
            case Section.Header _, Section.HeaderFields _ ->
                    message(digest, section).map(Part::header);
            case Section.Text _ -> message(digest, section).map(Part::body);
            case Section.Mime mime ->
                    mime.part().isEmpty() ? Optional.empty() : part.map(Part::header);
        };
    }

    /** The message, or the one that a part consists of. */
    private static Optional<Part> message(Digest digest, Section section) {
        if (section.part().isEmpty()) {
            return Optional.of(digest.structure().root());
        }
        return digest.structure()
                .part(section.part())
                .flatMap(part ->
                        part instanceof Part.Message inner
                                ? Optional.of(inner.root())
                                : Optional.empty());
    }

    private Optional<Excerpt> fields(Message message, Digest digest, Section.HeaderFields wanted)
            throws MailException {
        boolean isRemembered =
                wanted.part().isEmpty() && !wanted.isNot() && digest.covers(wanted.names());
        Optional<Headers> headers =
                isRemembered ? Optional.of(digest.headers()) : header(message, digest, wanted);
        return headers.map(all -> new Excerpt.Held(chosen(all, wanted).octets()));
    }

    private static Headers chosen(Headers all, Section.HeaderFields wanted) {
        return wanted.isNot() ? all.without(wanted.names()) : all.only(wanted.names());
    }

    private Optional<Headers> header(Message message, Digest digest, Section section)
            throws MailException {
        Optional<Span> span = span(digest, section);
        if (span.isEmpty()) {
            return Optional.empty();
        }
        Excerpt excerpt = new Excerpt.Stretch(source, message, span.get());
        try (InputStream stream = excerpt.open(0, HEADER_OCTETS_MAX)) {
            return Optional.of(Headers.parse(stream.readAllBytes()));
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "a message cannot be read just now", e);
        }
    }

    /**
     * A part's content without its transfer encoding (RFC 9051 section 6.4.5). A part that consists
     * of parts or of a message has none, and neither has the message as a whole.
     *
     * @param offset into the decoded octets, 0 or more
     * @param count at most so many of them
     */
    public Binary binary(Message message, List<Integer> numbers, long offset, long count)
            throws MailException {
        Digest digest = source.digest(message);
        Optional<Part> found = digest.structure().part(numbers);
        if (found.isEmpty()) {
            return new Binary.NoSuchPart();
        }
        Part part = found.get();
        boolean isLeaf = !numbers.isEmpty() && part instanceof Part.Leaf;
        TransferEncoding encoding =
                isLeaf ? part.content().transferEncoding() : TransferEncoding.IDENTITY;
        return switch (encoding) {
            case UNKNOWN -> new Binary.UnknownEncoding();
            case IDENTITY -> {
                Span span = numbers.isEmpty() ? new Span(0, digest.octets()) : part.body();
                Excerpt excerpt = new Excerpt.Stretch(source, message, span);
                boolean isBinary = part.content().encoding().equalsIgnoreCase("binary");
                yield new Binary.Decoded(new AsItIs(excerpt, offset, count, isBinary));
            }
            case BASE64, QUOTED_PRINTABLE, UUENCODE ->
                    new Binary.Decoded(DecodedPart.of(source, message, part, offset, count));
        };
    }

    /** Of a part that is not encoded. */
    private record AsItIs(Excerpt excerpt, long offset, long count, boolean mayHaveNul)
            implements Binary.Content {

        @Override
        public long octets() {
            return excerpt.octets(offset, count);
        }

        @Override
        public InputStream open() throws MailException {
            return excerpt.open(offset, count);
        }
    }
}
