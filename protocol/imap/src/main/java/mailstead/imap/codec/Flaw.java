package mailstead.imap.codec;

/**
 * How a parser's productions leave off when the input is not what they read; never leaves the
 * package. Has no stack: it is no bug.
 */
final class Flaw extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Command command;

    private Flaw(Command command) {
        super(command.getClass().getSimpleName(), null, false, false);
        this.command = command;
    }

    /**
     * @param why for the client to read
     */
    static Flaw malformed(String why) {
        return new Flaw(new Command.Malformed(why));
    }

    /** What the input is instead. */
    static Flaw instead(Command command) {
        return new Flaw(command);
    }

    Command command() {
        return command;
    }
}
