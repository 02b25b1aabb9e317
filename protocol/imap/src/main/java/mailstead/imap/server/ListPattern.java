package mailstead.imap.server;

import mailstead.imap.codec.MailboxName;

/**
 * A pattern of LIST (RFC 9051 section 6.3.9): {@code *} stands for anything, {@code %} for anything
 * within one level. INBOX matches in any case. Immutable.
 */
final class ListPattern {

    private static final String INBOX = MailboxName.INBOX.text();

    private final String pattern;

    /**
     * @param reference is put before the pattern
     */
    ListPattern(String reference, String pattern) {
        this.pattern = simplified(reference + pattern);
    }

    /** Of wildcards in a row one is enough: the wider. */
    private static String simplified(String text) {
        StringBuilder simple = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int last = simple.length() - 1;
            boolean followsWildcard = last >= 0 && isWildcard(simple.charAt(last));
            if (isWildcard(c) && followsWildcard) {
                if (c == '*') {
                    simple.setCharAt(last, c);
                }
            } else {
                simple.append(c);
            }
        }
        return simple.toString();
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '%';
    }

    /** What every name that matches begins with; empty where that may be INBOX in any case. */
    String prefix() {
        int end = 0;
        while (end < pattern.length() && !isWildcard(pattern.charAt(end))) {
            end++;
        }
        String prefix = pattern.substring(0, end);
        int compared = Math.min(prefix.length(), INBOX.length());
        return prefix.regionMatches(true, 0, INBOX, 0, compared) ? "" : prefix;
    }

    /** Follows all ways through the pattern at once, so that none is tried twice. */
    boolean matches(String name) {
        boolean isInbox =
                name.startsWith(INBOX)
                        && (name.length() == INBOX.length()
                                || name.charAt(INBOX.length()) == MailboxName.SEPARATOR);
        int length = pattern.length();
        boolean[] reached = new boolean[length + 1];
        reached[0] = true;
        skipWildcards(reached);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean foldsCase = isInbox && i < INBOX.length();
            boolean[] next = new boolean[length + 1];
            boolean isAlive = false;
            for (int at = 0; at < length; at++) {
                if (!reached[at]) {
                    continue;
                }
                char p = pattern.charAt(at);
                boolean isHeld = p == '*' || p == '%' && c != MailboxName.SEPARATOR;
                if (isHeld) {
                    next[at] = true;
                } else if (p == c || foldsCase && isLetterOf(p, c)) {
                    next[at + 1] = true;
                }
                isAlive |= next[at] || next[at + 1];
            }
            if (!isAlive) {
                return false;
            }
            skipWildcards(next);
            reached = next;
        }
        return reached[length];
    }

    private static boolean isLetterOf(char p, char upper) {
        return p >= 'a' && p <= 'z' && p - ('a' - 'A') == upper;
    }

    /** A wildcard may stand for nothing. */
    private void skipWildcards(boolean[] reached) {
        for (int at = 0; at < pattern.length(); at++) {
            if (reached[at] && isWildcard(pattern.charAt(at))) {
                reached[at + 1] = true;
            }
        }
    }
}
