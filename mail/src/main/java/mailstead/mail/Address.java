package mailstead.mail;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A mail address (RFC 5321 section 4.1.2, RFC 6531): the local part as it is meant (unquoted, in
 * the case it was written in) and the domain. Two addresses are equal when local part and domain
 * are; the directory compares local parts of its own domains without regard to ASCII case, by
 * {@link #folded()}. Immutable.
 *
 * @param localPart 1 to 255 octets in UTF-8, no control characters; an address of our own has at
 *     most {@link #OWN_LOCAL_PART_OCTETS_MAX}
 * @param domain the part after the last at sign
 */
public record Address(String localPart, DomainName domain) implements Comparable<Address> {

    /**
     * RFC 5321 section 4.5.3.1 asks for limits above its minimum where that is possible: senders
     * that carry another address in their own (VERP, SRS) are often longer than 64 octets.
     */
    public static final int LOCAL_PART_OCTETS_MAX = 255;

    /** RFC 5321 section 4.5.3.1.1: what everybody can send to. */
    public static final int OWN_LOCAL_PART_OCTETS_MAX = 64;

    public Address {
        if (!isLocalPart(localPart)) {
            throw new IllegalArgumentException("not a local part");
        }
    }

    /** Reads {@code local@domain} as an operator types it: no quoting, no angle brackets. */
    public static Optional<Address> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        return of(text.substring(0, at), text.substring(at + 1));
    }

    /** Joins an unquoted local part and a domain, if both are valid. */
    public static Optional<Address> of(String localPart, String domain) {
        return isLocalPart(localPart)
                ? DomainName.parse(domain).map(name -> new Address(localPart, name))
                : Optional.empty();
    }

    /** The form by which the directory finds it: ASCII letters of the local part in lower case. */
    public Address folded() {
        String lower = DomainName.lowerCase(localPart);
        return lower.equals(localPart) ? this : new Address(lower, domain);
    }

    public Address withLocalPart(String other) {
        return new Address(other, domain);
    }

    @Override
    public int compareTo(Address other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : localPart.compareTo(other.localPart);
    }

    /**
     * The address as it stands in a header field or an SMTP path: the local part quoted where it
     * must be.
     */
    @Override
    public String toString() {
        return (isDotString(localPart) ? localPart : quoted(localPart)) + "@" + domain;
    }

    /** Whether all the world can send to it, so that it may be an address of ours. */
    public boolean isShortEnoughForOwn() {
        return octets(localPart) <= OWN_LOCAL_PART_OCTETS_MAX;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isLocalPart(String text) {
        if (text.isEmpty() || octets(text) > LOCAL_PART_OCTETS_MAX) {
            return false;
        }
        return text.codePoints()
                .noneMatch(c ->
                        c < 32
                                || c >= 127 && c < 160
                                || Character.getType(c) == Character.SURROGATE);
    }

    /** RFC 5321 section 4.1.2, Dot-string, with the UTF-8 of RFC 6531 section 3.3. */
    private static boolean isDotString(String text) {
        if (text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
            return false;
        }
        return text.chars().allMatch(c -> c > 127 || c == '.' || isAtomCharacter(c));
    }

    private static boolean isAtomCharacter(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
