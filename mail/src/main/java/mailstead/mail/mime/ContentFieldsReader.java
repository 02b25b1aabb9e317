package mailstead.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes {@link ContentFields} of a part's header; of a field that is there twice the first counts.
 */
final class ContentFieldsReader {

    /** All names begin with this. */
    static final String PREFIX = "Content-";

    static final List<String> FIELDS =
            List.of(
                    "Content-Type",
                    "Content-Transfer-Encoding",
                    "Content-Disposition",
                    "Content-ID",
                    "Content-Description",
                    "Content-Language",
                    "Content-Location",
                    "Content-MD5");

    /** Languages of one part; those after them are ignored. */
    private static final int LANGUAGES_MAX = 32;

    /** Longest description, id or location; the rest is cut off. */
    private static final int TEXT_OCTETS_MAX = 8_192;

    private ContentFieldsReader() {}

    /**
     * @param byDefault what the part is if it does not say, or not so that we understand it
     */
    static ContentFields read(Headers headers, ContentType byDefault) {
        return new ContentFields(
                headers.value("Content-Type")
                        .map(value -> contentType(value, byDefault))
                        .orElse(byDefault),
                headers.value("Content-Disposition").map(ContentFieldsReader::disposition),
                encoding(headers),
                text(headers, "Content-ID"),
                text(headers, "Content-Description"),
                text(headers, "Content-MD5"),
                languages(headers),
                text(headers, "Content-Location"));
    }

    private static ContentType contentType(RawText value, ContentType byDefault) {
        ParameterReader reader = new ParameterReader(value);
        String type = reader.token();
        String subtype = reader.skip('/') ? reader.token() : "";
        Parameters parameters = reader.parameters();
        if (!type.isEmpty() && !subtype.isEmpty()) {
            return new ContentType(type, subtype, parameters);
        }
        if (Ascii.equalsFolded(type, "multipart")) {
            return new ContentType(type, "mixed", parameters);
        }
        // RFC 2045 section 5.2: what has a broken Content-Type is plain text.
        return parameters.list().isEmpty()
                ? byDefault
                : new ContentType(byDefault.type(), byDefault.subtype(), parameters);
    }

    /** One that is broken is an attachment (RFC 2183 section 2.8). */
    private static Disposition disposition(RawText value) {
        ParameterReader reader = new ParameterReader(value);
        String type = reader.token();
        return new Disposition(type.isEmpty() ? "attachment" : type, reader.parameters());
    }

    private static String encoding(Headers headers) {
        String encoding =
                headers.value("Content-Transfer-Encoding")
                        .map(value -> new ParameterReader(value).token())
                        .orElse("");
        return encoding.isEmpty() ? ContentFields.DEFAULT_ENCODING : encoding;
    }

    private static List<String> languages(Headers headers) {
        List<String> languages = new ArrayList<>();
        headers.value("Content-Language")
                .ifPresent(value -> {
                    ParameterReader reader = new ParameterReader(value);
                    String language = reader.token();
                    while (!language.isEmpty() && languages.size() < LANGUAGES_MAX) {
                        languages.add(language);
                        language = reader.skip(',') ? reader.token() : "";
                    }
                });
        return languages;
    }

    private static Optional<RawText> text(Headers headers, String name) {
        return headers.value(name)
                .map(value ->
                        value.length() <= TEXT_OCTETS_MAX
                                ? value
                                : RawText.of(value.array(), 0, TEXT_OCTETS_MAX));
    }
}
