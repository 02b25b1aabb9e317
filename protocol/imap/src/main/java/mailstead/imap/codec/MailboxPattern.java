package mailstead.imap.codec;

/**
 * Which mailboxes LIST and LSUB ask for (RFC 9051 section 6.3.9): {@code *} stands for anything,
 * {@code %} for anything within one level. Takes at most as many steps as pattern and name have
 * characters, multiplied. Immutable.
 *
 * @param text reference and pattern together; a first level INBOX is compared without regard to
 *     case
 */
public record MailboxPattern(String text) {

    private static final String INBOX = "INBOX";

    public MailboxPattern {
        int end = 0;
        while (end < text.length() && !isSpecial(text.charAt(end))) {
            end++;
        }
        if (Octets.upperCase(text.substring(0, end)).equals(INBOX)) {
            text = INBOX + text.substring(end);
        }
    }

    /**
     * A reference is what stands before the pattern, unless the pattern begins at the root itself.
     */
    public static MailboxPattern of(String reference, String pattern) {
        boolean isAbsolute = pattern.startsWith(String.valueOf(MailboxName.SEPARATOR));
        return new MailboxPattern(isAbsolute ? pattern.substring(1) : reference + pattern);
    }

    public boolean matches(MailboxName name) {
        return matches(name.text());
    }

    /** Whether it could match names below this one: whether LIST has to look there. */
    public boolean matchesBelow(MailboxName name) {
        return run(name.text() + MailboxName.SEPARATOR, true);
    }

    boolean matches(String name) {
        return run(name, false);
    }

    /**
     * All places of the pattern that the name's beginning can have led to, at once.
     *
     * @param isPrefix whether it is enough that something may follow
     */
    private boolean run(String name, boolean isPrefix) {
        boolean[] at = new boolean[text.length() + 1];
        at[0] = true;
        passWildcards(at);
        for (int i = 0; i < name.length(); i++) {
            boolean[] next = new boolean[at.length];
            boolean isAnywhere = false;
            for (int j = 0; j < text.length(); j++) {
                if (at[j]) {
                    char c = text.charAt(j);
                    if (c == '*' || c == '%' && name.charAt(i) != MailboxName.SEPARATOR) {
                        next[j] = true;
                        isAnywhere = true;
                    } else if (c == name.charAt(i)) {
                        next[j + 1] = true;
                        isAnywhere = true;
                    }
                }
            }
            if (!isAnywhere) {
                return false;
            }
            passWildcards(next);
            at = next;
        }
        for (int j = 0; j < text.length() && isPrefix; j++) {
            if (at[j]) {
                return true;
            }
        }
        return !isPrefix && at[text.length()];
    }

    private void passWildcards(boolean[] at) {
        for (int j = 0; j < text.length(); j++) {
            if (at[j] && (text.charAt(j) == '*' || text.charAt(j) == '%')) {
                at[j + 1] = true;
            }
        }
    }

    private static boolean isSpecial(char c) {
        return c == '*' || c == '%' || c == MailboxName.SEPARATOR;
    }
}
