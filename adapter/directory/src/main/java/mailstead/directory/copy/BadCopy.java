package mailstead.directory.copy;

/**
 * What was read is not what a publisher that we trust wrote: cut short, changed, somebody else's,
 * of a newer format. The message is for the log and names no secret.
 */
public final class BadCopy extends Exception {

    private static final long serialVersionUID = 1L;

    public BadCopy(String what) {
        super(what);
    }
}
