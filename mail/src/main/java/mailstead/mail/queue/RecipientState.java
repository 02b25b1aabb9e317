package mailstead.mail.queue;

import java.time.Instant;
import java.util.Optional;

/** Where one recipient of a queued message stands. Immutable. */
public sealed interface RecipientState {

    /**
     * To be tried, now or later.
     *
     * @param attempts how often it was tried
     * @param next not before this
     * @param last what came of the last attempt
     * @param warned whether the sender was told of the delay
     */
    record Waiting(int attempts, Instant next, Optional<FarAnswer> last, boolean warned)
            implements RecipientState {}

    /** Somebody else answers for it now. */
    record Delivered(FarAnswer answer) implements RecipientState {}

    /** Given up; the sender was told, or no notice was due. */
    record Failed(FarAnswer answer) implements RecipientState {}

    /** An operator took it out: no delivery, no notice. */
    record Discarded(Instant at, String by) implements RecipientState {}

    /** Whether nothing is to be done for it any more. */
    default boolean isFinal() {
        return switch (this) {
            case Waiting _ -> false;
            case Delivered _, Failed _, Discarded _ -> true;
        };
    }
}
