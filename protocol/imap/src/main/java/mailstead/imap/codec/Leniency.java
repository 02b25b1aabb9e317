package mailstead.imap.codec;

/**
 * A rule that clients in the field break and that we may let them break: each can be switched per
 * listener, and is counted by name when used.
 */
public enum Leniency {
    /** Several spaces where RFC 9051 section 9 has one, or some next to a parenthesis. */
    EXTRA_SPACES(true),
    /** Spaces at the end of a command; RFC 9051 section 9 has none. */
    TRAILING_SPACES(true),
    /**
     * A mailbox name, user name or password with {@code % * \ } or octets above 127 in it that is
     * neither quoted nor a literal; RFC 9051 section 9, astring.
     */
    UNQUOTED_SPECIALS(true),
    /** {@code &} that begins no modified UTF-7; RFC 3501 section 5.1.3. It stands for itself. */
    BARE_AMPERSAND(true),
    /**
     * A word where RFC 2971 section 4 has a string, or a string where RFC 9051 section 9,
     * authenticate, has a word.
     */
    WORD_OR_STRING(true),
    /**
     * A day of one digit without the space before it, or seconds left out, in a date-time; RFC 9051
     * section 9.
     */
    LOOSE_DATE(true);

    private final boolean onByDefault;

    Leniency(boolean onByDefault) {
        this.onByDefault = onByDefault;
    }

    public boolean isOnByDefault() {
        return onByDefault;
    }
}
