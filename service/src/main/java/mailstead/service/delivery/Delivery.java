package mailstead.service.delivery;

import java.util.List;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.ReversePath;
import mailstead.service.routing.Destination;

/**
 * Stores an accepted message. Shared. Puts {@code Return-Path} and {@code Delivered-To} before each
 * copy, refuses loops (too many Received fields, or our own Delivered-To already there), stores one
 * copy per account even if several recipients lead to it.
 */
public interface Delivery {

    /**
     * For SMTP: one answer for all. Returns when every copy is durable; throws when not all are:
     * nothing is visible then, or (only when a volume failed between the last two steps) some
     * copies are and a retry will duplicate them.
     */
    void deliver(Envelope envelope, Content content) throws MailException;

    /** For LMTP: one answer per recipient, in order. */
    List<Outcome> deliverEach(Envelope envelope, Content content);

    /**
     * @param messageId our own id of this transaction, as in the Received field's {@code id} clause
     * @param received the Received field, with CRLF, that the protocol has made
     */
    record Envelope(
            String session,
            String messageId,
            ReversePath sender,
            List<Destination> destinations,
            byte[] received) {

        public Envelope {
            destinations = List.copyOf(destinations);
        }
    }

    sealed interface Outcome {
        record Stored() implements Outcome {}

        record Failed(MailException why) implements Outcome {}
    }
}
