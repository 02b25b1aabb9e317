package mailstead.imap.codec;

/**
 * How much of a command is held. What a session streams (messages of APPEND) is not counted.
 * Immutable.
 *
 * @param lineOctets one line with its end
 * @param literalOctets one literal that is no message
 * @param commandOctets all lines and literals of a command together
 * @param nonSynchronizingOctets the largest literal that a client may send unasked: 4,096 for
 *     LITERAL-, anything for LITERAL+ (RFC 7888 section 5)
 * @param skippedOctets the largest literal of a malformed command that is read and forgotten
 * @param appendMessages how many messages one APPEND may bring (RFC 3502 section 6.3.11)
 */
public record Limits(
        int lineOctets,
        int literalOctets,
        int commandOctets,
        long nonSynchronizingOctets,
        long skippedOctets,
        int appendMessages) {

    /** RFC 7888 section 5. */
    public static final long LITERAL_MINUS_OCTETS = 4_096;

    /** RFC 9051 section 4.3 asks for lines of 8,192 octets at least, which real clients exceed. */
    public static final Limits STANDARD =
            new Limits(64 << 10, 1 << 20, 2 << 20, Long.MAX_VALUE, 64 << 20, 1_000);
}
