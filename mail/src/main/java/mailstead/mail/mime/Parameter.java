package mailstead.mail.mime;

/**
 * One parameter of a Content-Type or Content-Disposition, its continuations joined (RFC 2231
 * section 3). Immutable.
 *
 * @param name as it was written, a token without the asterisks of RFC 2231
 * @param value unquoted octets; if {@code extended}, in the form {@code
 *     charset'language'text%20text}
 * @param extended whether the value has a charset and is percent-encoded (RFC 2231 section 4)
 */
public record Parameter(String name, RawText value, boolean extended) {

    /** Longest value that is kept; the rest is cut off. */
    public static final int VALUE_OCTETS_MAX = 8_192;

    public Parameter {
        if (!Ascii.isToken(name)) {
            throw new IllegalArgumentException("a parameter's name is a token");
        }
        if (value.length() > VALUE_OCTETS_MAX) {
            throw new IllegalArgumentException("a value is at most 8192 octets");
        }
    }

    /**
     * The name under which the value stands in a BODYSTRUCTURE, which carries extended values
     * undecoded (RFC 2231 section 8): with an asterisk if extended.
     */
    public String wireName() {
        return extended ? name + "*" : name;
    }

    /**
     * The value for people: charset and percent-encoding undone, or encoded words, which RFC 2047
     * section 5 forbids here and many write.
     */
    public String text() {
        return extended ? ExtendedValue.decode(value) : value.decoded();
    }
}
