package mailstead.smtp.codec;

/**
 * A rule that clients in the field break and that we may let them break: each can be switched per
 * listener, and is counted by name when used.
 */
public enum Leniency {
    /** {@code MAIL FROM: <a@b.example>}; RFC 5321 section 3.3 forbids the space. */
    SPACE_BEFORE_PATH(true),
    /** {@code MAIL FROM:a@b.example}; RFC 5321 section 4.1.2 wants angle brackets. */
    PATH_WITHOUT_BRACKETS(true),
    /**
     * {@code a..b@c.example} or {@code a.@c.example} unquoted; RFC 5321 section 4.1.2, Dot-string.
     */
    LOOSE_DOTS(true),
    /** A command line that ends in LF alone; RFC 5321 section 2.3.8. */
    BARE_LF_AFTER_COMMAND(true),
    /**
     * A HELO or EHLO name that is neither a domain nor an address literal; RFC 5321 section
     * 4.1.1.1.
     */
    HELLO_NAME(true),
    /** Octets above 127 in content although BODY=8BITMIME was not said; RFC 6152 section 3. */
    EIGHT_BIT_UNDECLARED(true),
    /** NUL in content; RFC 5322 section 2.1 allows 1 to 127. It is kept as it is. */
    NUL_IN_CONTENT(true),
    /**
     * CR or LF alone in content; RFC 5321 section 2.3.8. Off: such octets are how mail is smuggled
     * past servers that read line ends differently. When on, they are kept as data; they never end
     * a message either way.
     */
    BARE_LINE_END_IN_CONTENT(false);

    private final boolean onByDefault;

    Leniency(boolean onByDefault) {
        this.onByDefault = onByDefault;
    }

    public boolean isOnByDefault() {
        return onByDefault;
    }
}
