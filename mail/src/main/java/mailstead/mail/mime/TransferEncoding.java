package mailstead.mail.mime;

/** How a body's octets were made fit for the wire (RFC 2045 section 6). */
public enum TransferEncoding {
    /** 7bit, 8bit, binary: the octets are the content. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    /** Not of MIME, but met. */
    UUENCODE,
    /** One that we cannot undo; {@code BINARY} answers {@code [UNKNOWN-CTE]} to it. */
    UNKNOWN;

    /** By its name in a header field, without regard to ASCII case. */
    public static TransferEncoding of(String name) {
        return switch (Ascii.lower(name)) {
            case "7bit", "8bit", "binary" -> IDENTITY;
            case "base64" -> BASE64;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "uuencode", "x-uuencode", "x-uue", "uue" -> UUENCODE;
            default -> UNKNOWN;
        };
    }
}
