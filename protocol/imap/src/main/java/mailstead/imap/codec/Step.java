package mailstead.imap.codec;

/**
 * What {@link FrameReader} wants next. Whenever octets were read or skipped, the rest of the line
 * behind them comes next, as a line. Immutable.
 */
public sealed interface Step {

    /** The command is whole (or is known to be {@link Command.Malformed}); answer it. */
    record Complete(Tagged tagged) implements Step {}

    /**
     * Read so many octets, which are few, and give them to {@link FrameReader#literal}.
     *
     * @param isSynchronizing send a continuation request before
     */
    record ReadLiteral(int octets, boolean isSynchronizing) implements Step {}

    /**
     * A message follows, or a part of one: stream its octets elsewhere and call {@link
     * FrameReader#messageRead}. One that is synchronizing may be refused instead: then nothing is
     * read, the command is answered and is over. Any other has to be read or skipped, with the rest
     * of the command, until it is complete or hopeless, whatever the answer will be.
     *
     * @param soFar {@link Command.Append} or {@link Command.Replace} with everything that came up
     *     to here; the last part of its last message is the literal announced
     */
    record ReadMessage(Tagged soFar, AppendMessage.Part.Literal literal) implements Step {}

    /**
     * The command is malformed and the client sends the octets all the same (RFC 7888 section 3):
     * read them, forget them and call {@link FrameReader#skipped}.
     */
    record SkipLiteral(long octets) implements Step {}

    /**
     * Nobody knows where the next command begins, or only beyond more octets than we care to skip:
     * answer this one and close.
     */
    record Hopeless(Tagged tagged) implements Step {}
}
