package mailstead.mail.mime;

/**
 * How a part wants to be shown (RFC 2183 section 2). Immutable.
 *
 * @param type a token as it was written: {@code inline}, {@code attachment}
 */
public record Disposition(String type, Parameters parameters) {

    public Disposition {
        if (!Ascii.isToken(type)) {
            throw new IllegalArgumentException("a disposition is a token");
        }
    }

    /** Whether it is anything but inline: an unknown one counts as attachment (section 2.8). */
    public boolean isAttachment() {
        return !Ascii.equalsFolded(type, "inline");
    }
}
