package mailstead.service.mailbox;

/**
 * Is told how far something has come that may take long (RFC 9585), and may end it by throwing.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface Progress<X extends Exception> {

    /** For those who do not want to know. */
    Progress<RuntimeException> IGNORED = (_, _) -> {};

    /**
     * Called often: at least for each message that had to be opened.
     *
     * @param done messages looked at so far
     * @param all messages to be looked at
     */
    void at(int done, int all) throws X;
}
