package mailstead.spi;

import mailstead.mail.MailException;
import mailstead.spi.Provisioning.Conflict;

/**
 * The directory for those who change several things as one, and keep accounts of it. Shared. What
 * goes wrong below is {@code TemporaryFailure}; whether a change happened whose commit failed is
 * then seen by asking.
 */
public interface Registry {

    /**
     * Does the work in one transaction that nobody else's change can come between: what the work
     * reads stays true until it ends. When it decides to keep what it did, that is durable on
     * return; otherwise, or when it throws, nothing of it has happened. The work must not wait for
     * anything: every other change does meanwhile.
     */
    <T> T together(Work<T> work) throws MailException, Conflict;

    /** Reads from one snapshot of what is stored, never from a cache. */
    <T> T look(Reading<T> reading) throws MailException;

    /** What is done with the desk; not to be used afterwards. */
    @FunctionalInterface
    interface Work<T> {
        Decision<T> on(Desk desk) throws MailException, Conflict;
    }

    @FunctionalInterface
    interface Reading<T> {
        T on(Desk desk) throws MailException;
    }

    /**
     * How a change ends.
     *
     * @param isKept whether what was done stays done
     */
    record Decision<T>(T result, boolean isKept) {

        public static <T> Decision<T> keep(T result) {
            return new Decision<>(result, true);
        }

        public static <T> Decision<T> undo(T result) {
            return new Decision<>(result, false);
        }
    }
}
