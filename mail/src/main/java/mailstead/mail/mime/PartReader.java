package mailstead.mail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Gives the contents of a message's parts out of one stream of its octets in wire form. Parts are
 * asked for in the order of their bodies; each stream is good until the next part is asked for,
 * need not be read to its end, and closing it closes nothing. Confined to its user.
 */
public final class PartReader {

    private final InputStream wireForm;
    private long position;

    /**
     * @param wireForm from the message's first octet; its owner closes it
     */
    public PartReader(InputStream wireForm) {
        this.wireForm = wireForm;
    }

    /**
     * Octets of the message as they are. Ends early where the message does.
     *
     * @throws IllegalArgumentException if octets before {@code span} were given out for its start
     */
    public InputStream octets(Span span) throws IOException {
        if (span.start() < position) {
            throw new IllegalArgumentException("parts are read in their order");
        }
        while (position < span.start()) {
            long skipped = wireForm.skip(span.start() - position);
            if (skipped <= 0) {
                if (wireForm.read() < 0) {
                    break;
                }
                skipped = 1;
            }
            position += skipped;
        }
        return new SpanStream(span.end());
    }

    /** A part's body with its transfer encoding undone; as it is if that is unknown. */
    public InputStream content(Part part) throws IOException {
        return decoded(octets(part.body()), part.content().transferEncoding());
    }

    /**
     * A part's body as characters: the charset that it declares, or a guess where it declares none,
     * an unknown one, or falsely ASCII. Wrong octets become U+FFFD.
     */
    public Reader text(Part part) throws IOException {
        return characters(content(part), part.content().type());
    }

    /** As {@link #text}, but of HTML only what people read. */
    public Reader plainText(Part part) throws IOException {
        return plain(text(part), part.content().type());
    }

    static InputStream decoded(InputStream body, TransferEncoding encoding) {
        return switch (encoding) {
            case IDENTITY, UNKNOWN -> body;
            case BASE64 -> new DecodingStream(body, new Base64Decoder());
            case QUOTED_PRINTABLE -> new DecodingStream(body, new QuotedPrintableDecoder());
            case UUENCODE -> new DecodingStream(body, new UuDecoder());
        };
    }

    static Reader characters(InputStream content, ContentType type) {
        Optional<Charset> charset = type.parameters().text("charset").flatMap(Charsets::named);
        return charset.isPresent()
                ? new InputStreamReader(content, charset.get())
                : new GuessedReader(content);
    }

    static Reader plain(Reader text, ContentType type) {
        return type.is("text", "html") ? new HtmlTextReader(text) : text;
    }

    /** What is left up to an offset. */
    private final class SpanStream extends InputStream {

        private final long end;

        SpanStream(long end) {
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            int octet = position < end ? wireForm.read() : -1;
            position += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (length > 0 && position >= end) {
                return -1;
            }
            int count = wireForm.read(octets, offset, (int) Math.min(length, end - position));
            position += Math.max(count, 0);
            return count;
        }
    }
}
