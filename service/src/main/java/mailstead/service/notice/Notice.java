package mailstead.service.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.queue.FarAnswer;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;

/**
 * What a sender is to be told about one message. Immutable.
 *
 * @param id the message's, which is not the notice's
 * @param told one or more recipients that share the kind
 * @param retryUntil of a delay: when we shall give up
 * @param at when the notice is made
 * @param messageId our id of the notice; unpredictable to who wrote the message, as the boundary
 *     between the notice's parts is made of it
 */
public record Notice(
        Kind kind,
        QueueId id,
        QueuedEnvelope envelope,
        List<Told> told,
        Optional<Instant> retryUntil,
        Instant at,
        String messageId) {

    public Notice {
        told = List.copyOf(told);
        if (told.isEmpty()) {
            throw new IllegalArgumentException("a notice about nobody");
        }
    }

    /** The action of RFC 3464 section 2.3.3; {@code expanded} does not happen here. */
    public enum Kind {
        FAILED("failed"),
        DELAYED("delayed"),
        /** Handed to a system that will not tell more. */
        RELAYED("relayed"),
        DELIVERED("delivered");

        private final String action;

        Kind(String action) {
            this.action = action;
        }

        String action() {
            return action;
        }
    }

    /**
     * @param recipient the index in the envelope
     * @param answer what came of the last attempt
     */
    public record Told(int recipient, FarAnswer answer) {}
}
