package mailstead.imap.codec;

import java.util.List;

/**
 * A mailbox's name in Unicode, its levels separated by {@value #SEPARATOR}. INBOX in any case is
 * {@code INBOX} here, also as the first of several levels. Whether such a mailbox may exist is for
 * others to say: levels may be empty or {@code ..}. Immutable.
 *
 * @param text 1 to {@value #OCTETS_MAX} octets in UTF-8, no control characters; a separator at the
 *     end, which only announces children (RFC 9051 section 6.3.4), is left out
 */
public record MailboxName(String text) implements Comparable<MailboxName> {

    public static final char SEPARATOR = '/';

    public static final int OCTETS_MAX = 4_096;

    public static final MailboxName INBOX = new MailboxName("INBOX");

    private static final String INBOX_TEXT = "INBOX";

    public MailboxName {
        text = canonical(text);
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a mailbox name");
        }
    }

    public static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= OCTETS_MAX
                && Octets.utf8Length(text) <= OCTETS_MAX
                && text.codePoints().noneMatch(MailboxName::isForbidden);
    }

    public boolean isInbox() {
        return text.equals(INBOX_TEXT);
    }

    /** The levels of the hierarchy, top first; at least one. */
    public List<String> levels() {
        return List.of(text.split("/", -1));
    }

    @Override
    public int compareTo(MailboxName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String canonical(String text) {
        String name =
                text.length() > 1 && text.charAt(text.length() - 1) == SEPARATOR
                        ? text.substring(0, text.length() - 1)
                        : text;
        int separator = name.indexOf(SEPARATOR);
        String top = separator < 0 ? name : name.substring(0, separator);
        return Octets.upperCase(top).equals(INBOX_TEXT)
                ? INBOX_TEXT + name.substring(top.length())
                : name;
    }

    /** RFC 9051 section 5.1: no control characters, no U+2028 or U+2029; nor half a character. */
    private static boolean isForbidden(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || Character.getType(c) == Character.SURROGATE;
    }
}
