package mailstead.mail;

import java.net.IDN;
import java.util.Optional;

/**
 * A DNS name in the form by which we compare and store it: ASCII (A-labels, RFC 5890), lower case,
 * no trailing dot. Immutable.
 *
 * @param ascii 1 to 253 octets, labels of 1 to 63 letters, digits, hyphens and underscores
 */
public record DomainName(String ascii) implements Comparable<DomainName> {

    /** RFC 1035 section 2.3.4, less the root's dot. */
    private static final int NAME_OCTETS_MAX = 253;

    private static final int LABEL_OCTETS_MAX = 63;

    public DomainName {
        if (!isCanonical(ascii)) {
            throw new IllegalArgumentException("not a canonical domain name");
        }
    }

    /**
     * Reads a name as people and programs write it: any case, U-labels (RFC 5890) or A-labels, a
     * trailing dot.
     */
    public static Optional<DomainName> parse(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > NAME_OCTETS_MAX) {
            return Optional.empty();
        }
        try {
            String ascii = lowerCase(isAscii(name) ? name : IDN.toASCII(name, 0));
            return isCanonical(ascii) ? Optional.of(new DomainName(ascii)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The name with its U-labels, for people to read. */
    public String unicode() {
        return IDN.toUnicode(ascii);
    }

    @Override
    public int compareTo(DomainName other) {
        return ascii.compareTo(other.ascii);
    }

    @Override
    public String toString() {
        return ascii;
    }

    private static boolean isCanonical(String name) {
        if (name.isEmpty() || name.length() > NAME_OCTETS_MAX) {
            return false;
        }
        int labelStart = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                int length = i - labelStart;
                if (length < 1 || length > LABEL_OCTETS_MAX) {
                    return false;
                }
                if (name.charAt(labelStart) == '-' || name.charAt(i - 1) == '-') {
                    return false;
                }
                labelStart = i + 1;
            } else if (!isLabelCharacter(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabelCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /** ASCII folding that no locale can change. */
    static String lowerCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return folded.toString();
    }
}
