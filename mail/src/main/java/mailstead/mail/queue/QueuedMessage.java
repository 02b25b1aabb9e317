package mailstead.mail.queue;

import java.util.List;
import java.util.Optional;

/**
 * A message in the queue as it stands. Immutable.
 *
 * @param octets of its content, with the fields we put before it
 * @param states one for each recipient of the envelope, in order
 * @param hold empty when it is not held
 */
public record QueuedMessage(
        QueueId id,
        QueuedEnvelope envelope,
        long octets,
        List<RecipientState> states,
        Optional<Hold> hold) {

    public QueuedMessage {
        states = List.copyOf(states);
        if (states.size() != envelope.recipients().size()) {
            throw new IllegalArgumentException("a recipient without a state");
        }
    }

    /** Whether nothing is to be done for any recipient. */
    public boolean isDone() {
        return states.stream().allMatch(RecipientState::isFinal);
    }
}
