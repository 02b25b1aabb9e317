package mailstead.spi;

/** Is told how far a call has come that may take long: on the caller's thread, now and then. */
@FunctionalInterface
public interface Headway {

    /** For those who do not want to know. */
    Headway UNTOLD = (_, _) -> {};

    /**
     * @param done messages, 0 to {@code all}, never less than before
     */
    void at(int done, int all);
}
