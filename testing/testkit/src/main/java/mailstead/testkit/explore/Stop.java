package mailstead.testkit.explore;

/**
 * Ends an actor that has crashed, or whose run is over, at its next file call. Production code lets
 * it pass, and what it does on the way out has no effect.
 */
final class Stop extends Error {

    private static final long serialVersionUID = 1L;

    /** Each throw needs its own: try-with-resources cannot suppress an error by itself. */
    Stop() {
        super("this actor's run is over", null, false, false);
    }
}
