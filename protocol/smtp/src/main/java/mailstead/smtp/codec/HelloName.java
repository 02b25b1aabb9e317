package mailstead.smtp.codec;

import mailstead.mail.DomainName;

/**
 * The name a client gives itself (RFC 5321 section 4.1.1.1): a claim, never checked, and never
 * trusted in a header.
 */
final class HelloName {

    /** RFC 5321 section 4.5.3.1.2. */
    private static final int OCTETS_MAX = 255;

    private HelloName() {}

    /** A domain or an address literal. */
    static boolean isProper(String name) {
        return isLiteral(name) || DomainName.parse(name).isPresent();
    }

    /**
     * The name as it may stand in a Received field: nothing in it can end the field, a comment or
     * the line.
     */
    static String harmless(String name) {
        boolean literal = isLiteral(name);
        StringBuilder clean = new StringBuilder(Math.min(name.length(), OCTETS_MAX));
        for (int i = 0; i < name.length() && clean.length() < OCTETS_MAX; i++) {
            char c = name.charAt(i);
            boolean plain = c < 128 && Character.isLetterOrDigit(c) || "-._:".indexOf(c) >= 0;
            boolean bracket = literal && (i == 0 || i == name.length() - 1);
            clean.append(plain || bracket ? c : '?');
        }
        return clean.isEmpty() ? "unknown" : clean.toString();
    }

    /** RFC 5321 section 4.1.3, judged by its look. */
    private static boolean isLiteral(String name) {
        if (name.length() < 4
                || name.length() > OCTETS_MAX
                || !name.startsWith("[")
                || !name.endsWith("]")) {
            return false;
        }
        return name.chars()
                .skip(1)
                .limit(name.length() - 2L)
                .allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || ".:-".indexOf(c) >= 0);
    }
}
