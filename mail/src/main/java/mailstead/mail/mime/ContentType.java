package mailstead.mail.mime;

/**
 * What a part holds (RFC 2045 section 5). Immutable.
 *
 * @param type a token as it was written: {@code text}
 * @param subtype a token as it was written: {@code plain}
 */
public record ContentType(String type, String subtype, Parameters parameters) {

    /** What a part without a readable Content-Type is (RFC 2045 section 5.2). */
    public static final ContentType DEFAULT =
            new ContentType(
                    "text",
                    "plain",
                    new Parameters(
                            java.util.List.of(
                                    new Parameter("charset", RawText.of("us-ascii"), false))));

    /** What a part of a digest without a readable Content-Type is (RFC 2046 section 5.1.5). */
    public static final ContentType DEFAULT_IN_DIGEST =
            new ContentType("message", "rfc822", Parameters.NONE);

    /** What we say of a part that is beyond our limits. */
    public static final ContentType OPAQUE =
            new ContentType("application", "octet-stream", Parameters.NONE);

    public ContentType {
        if (!Ascii.isToken(type) || !Ascii.isToken(subtype)) {
            throw new IllegalArgumentException("type and subtype are tokens");
        }
    }

    /** Whether this is its type, without regard to ASCII case. */
    public boolean is(String type) {
        return Ascii.equalsFolded(this.type, type);
    }

    /** Whether these are its type and subtype, without regard to ASCII case. */
    public boolean is(String type, String subtype) {
        return is(type) && Ascii.equalsFolded(this.subtype, subtype);
    }

    public boolean isText() {
        return is("text");
    }

    public boolean isMultipart() {
        return is("multipart");
    }

    /** Whether it holds a message with header and body: message/rfc822, or RFC 6532's. */
    public boolean isMessage() {
        return is("message", "rfc822") || is("message", "global");
    }
}
