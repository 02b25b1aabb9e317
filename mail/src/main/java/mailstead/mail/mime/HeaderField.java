package mailstead.mail.mime;

/**
 * One field of a header block, octet for octet. Immutable.
 *
 * <p>A line that is no field (no colon, or no name before it: the {@code From } line of an mbox,
 * say) is kept too, with an empty name, so that a block is the sum of its fields.
 *
 * @param offset of its first octet from the beginning of the block, in octets
 * @param raw all octets: name, colon, folded value, line end
 */
public record HeaderField(int offset, RawText raw) {

    public HeaderField {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is not below zero");
        }
    }

    /** The name as it was written, without white space before the colon (RFC 5322 section 4.5). */
    public String name() {
        int length = nameLength();
        StringBuilder name = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            name.append((char) raw.octetAt(i));
        }
        return name.toString();
    }

    /** Whether this is its name, without regard to ASCII case. */
    public boolean isNamed(String name) {
        byte[] octets = raw.array();
        int length = name.length();
        // Most names differ where they begin or end: that is cheaper than to find this one's end.
        if (length > 0
                && (octets.length <= length
                        || Ascii.lower(octets[0]) != Ascii.lower(name.charAt(0))
                        || Ascii.isFieldNameCharacter(octets[length]))) {
            return false;
        }
        return isName(name, octets, nameLength());
    }

    /** Whether a name is that of the field that begins the array. */
    static boolean isName(String name, byte[] octets, int nameLength) {
        if (nameLength != name.length()) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (Ascii.lower(octets[i]) != Ascii.lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** All octets after the colon, with their folding and the line end. */
    public RawText rawValue() {
        byte[] octets = raw.array();
        int length = nameLength();
        return length == 0 ? raw : RawText.of(octets, afterColon(), octets.length);
    }

    /**
     * The value on one line: line ends taken out (RFC 5322 section 2.2.3), white space around it as
     * well, that inside it as it was.
     */
    public RawText value() {
        byte[] octets = raw.array();
        byte[] unfolded = new byte[octets.length];
        int length = 0;
        for (int i = nameLength() == 0 ? 0 : afterColon(); i < octets.length; i++) {
            boolean skipped =
                    octets[i] == 0
                            || Ascii.isLineEnd(octets[i])
                            || length == 0 && Ascii.isBlank(octets[i]);
            if (!skipped) {
                unfolded[length++] = octets[i];
            }
        }
        while (length > 0 && Ascii.isBlank(unfolded[length - 1])) {
            length--;
        }
        return RawText.of(unfolded, 0, length);
    }

    private int afterColon() {
        int i = nameLength();
        while (raw.octetAt(i) != ':') {
            i++;
        }
        return i + 1;
    }

    private int nameLength() {
        return nameLength(raw.array(), 0, raw.length());
    }

    /** Length of the field name at {@code from}; 0 if what stands there is no field. */
    static int nameLength(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && Ascii.isFieldNameCharacter(octets[i])) {
            i++;
        }
        int end = i;
        while (i < to && Ascii.isBlank(octets[i])) {
            i++;
        }
        return i < to && octets[i] == ':' ? end - from : 0;
    }
}
