package mailstead.service.submission;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.ReversePath;
import mailstead.mail.queue.QueuedEnvelope.Body;
import mailstead.mail.queue.QueuedEnvelope.DsnReturn;
import mailstead.mail.queue.QueuedRecipient;

/**
 * One message as it was handed in, without its content. Immutable.
 *
 * @param messageId our id of the transaction, in all events
 * @param recipients 1 or more that {@link Submissions} took
 * @param received the Received field, with its CRLF
 * @param notBefore when it may be sent at the earliest, if the sender said so (RFC 4865)
 * @param dsnReturn RFC 3461 section 4.3
 * @param envelopeId RFC 3461 section 4.4
 */
public record Submission(
        String messageId,
        ReversePath sender,
        List<QueuedRecipient> recipients,
        byte[] received,
        Body body,
        Optional<Instant> notBefore,
        Optional<DsnReturn> dsnReturn,
        Optional<String> envelopeId) {

    public Submission {
        recipients = List.copyOf(recipients);
    }
}
