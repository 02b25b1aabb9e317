package mailstead.imap.codec;

/**
 * A command and the tag under which it is answered. Immutable.
 *
 * @param tag {@link #UNKNOWN_TAG} when none could be read; such a command is {@link
 *     Command.Malformed} and is answered by an untagged BAD
 */
public record Tagged(String tag, Command command) {

    /** RFC 9051 section 7.1.3: a BAD without a tag. */
    public static final String UNKNOWN_TAG = "*";
}
