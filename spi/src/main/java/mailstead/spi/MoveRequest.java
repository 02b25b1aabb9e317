package mailstead.spi;

import java.time.Instant;

/**
 * Somebody wants an account's mailbox on another volume. Nothing moves it yet: it is recorded, and
 * can be withdrawn. Immutable.
 *
 * @param id unique, 1 to 64 characters
 * @param volume where it is to lie
 */
public record MoveRequest(
        String id,
        String login,
        String customerId,
        String volume,
        State state,
        Instant requestedAt) {

    /** How far it came. */
    public enum State {
        REQUESTED
    }
}
