package mailstead.service.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Content;
import mailstead.mail.queue.FarAnswer;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedRecipient;

/**
 * Carries a message to some of its recipients that share a destination: over SMTP to the world, to
 * a host of ours, or into our own mailboxes. Shared; called by many threads, for one destination by
 * no more than the queue allows. Blocks, within its own deadlines; keeps and reuses connections as
 * it likes. Never throws for what the far side does: that is an answer.
 */
public interface Courier {

    /** Tries once, now. */
    Report carry(Load load);

    /**
     * @param destination where to, as {@code service.queue} routed it: a domain, or the name of a
     *     route
     * @param content readable during the call
     * @param recipients some of the envelope's
     */
    record Load(
            String destination,
            QueueId id,
            QueuedEnvelope envelope,
            Content content,
            List<QueuedRecipient> recipients) {
        public Load {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * @param outcomes one for each recipient of the load, in order
     * @param trouble when the destination as a whole is ill (nobody answers, or says 421): no other
     *     message need try it before its next turn
     */
    record Report(List<Outcome> outcomes, Optional<Trouble> trouble) {
        public Report {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * @param retryAfter what the far side or DNS asked for, if it did
     */
    record Trouble(String why, Optional<Duration> retryAfter) {}

    sealed interface Outcome {
        FarAnswer answer();

        /**
         * The far side answers for it now.
         *
         * @param dsnTakenOver it has been told of the sender's wishes (RFC 3461) and will see to
         *     them; otherwise a "relayed" notice may be due
         */
        record Delivered(FarAnswer answer, boolean dsnTakenOver) implements Outcome {}

        /** Not now. */
        record Deferred(FarAnswer answer) implements Outcome {}

        /** Never. */
        record Refused(FarAnswer answer) implements Outcome {}
    }
}
