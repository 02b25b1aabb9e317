package mailstead.testkit.nfs;

/**
 * Decides what becomes of each call of one client. It may make the caller wait, and it may throw an
 * {@link Error} to end it: a call that was not decided has no effect.
 */
public interface Oracle {

    /** Everything succeeds at once and sees the present. */
    Oracle PLAIN = call -> Outcome.NORMAL;

    /** One of {@link Call#options}. Asked twice or more for a call that takes several steps. */
    Outcome decide(Call call);

    /** What the caller has been told: equal digests mean equal answers. Called after each step. */
    default void answered(long digest) {}
}
