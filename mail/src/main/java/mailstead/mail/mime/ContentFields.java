package mailstead.mail.mime;

import java.util.List;
import java.util.Optional;

/**
 * The Content-fields of one part, which describe its body (RFC 2045 section 3). Immutable.
 *
 * @param encoding the transfer encoding's name as it was written, a token; {@code 7bit} without one
 * @param id Content-ID with its angle brackets
 * @param md5 RFC 1864
 * @param languages tags (RFC 3282)
 * @param location RFC 2557 section 4
 */
public record ContentFields(
        ContentType type,
        Optional<Disposition> disposition,
        String encoding,
        Optional<RawText> id,
        Optional<RawText> description,
        Optional<RawText> md5,
        List<String> languages,
        Optional<RawText> location) {

    /** RFC 2045 section 6.1. */
    public static final String DEFAULT_ENCODING = "7bit";

    public ContentFields {
        languages = List.copyOf(languages);
        if (!Ascii.isToken(encoding) || !languages.stream().allMatch(Ascii::isToken)) {
            throw new IllegalArgumentException("an encoding and a language are tokens");
        }
    }

    /** A part that says nothing but its type. */
    public static ContentFields of(ContentType type) {
        return new ContentFields(
                type,
                Optional.empty(),
                DEFAULT_ENCODING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    public ContentFields withType(ContentType other) {
        return new ContentFields(
                other, disposition, encoding, id, description, md5, languages, location);
    }

    public TransferEncoding transferEncoding() {
        return TransferEncoding.of(encoding);
    }

    /** What the part's sender calls it: the disposition's filename, else the type's name. */
    public Optional<String> fileName() {
        return disposition
                .flatMap(shown -> shown.parameters().text("filename"))
                .or(() -> type.parameters().text("name"));
    }
}
