package mailstead.node.command;

/** What the program tells its caller; scripts rely on the numbers. */
final class ExitStatus {

    static final int OK = 0;

    /** The directory's content forbids it: taken, missing, still referred to. */
    static final int REFUSED = 1;

    /** The command line or a file it names is wrong. */
    static final int USAGE = 2;

    /**
     * EX_TEMPFAIL of sysexits(3): the directory cannot be reached just now; the same command may
     * work later.
     */
    static final int UNAVAILABLE = 75;

    /** EX_CONFIG of sysexits(3): the configuration file can be read but is broken. */
    static final int BROKEN_CONFIGURATION = 78;

    private ExitStatus() {}
}
