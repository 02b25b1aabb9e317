package mailstead.mail.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.ReversePath;
import mailstead.mail.Subscriber;

/**
 * What is known of a message beside its octets; never changes while it waits. Immutable.
 *
 * @param messageId our id of the transaction it came in, as in its Received field and in all events
 * @param sender where notices go
 * @param submitter the account that sent it, if one did: for limits, usage and holding
 * @param arrived when it was accepted
 * @param notBefore no attempt before this (RFC 4865); {@code arrived} mostly
 * @param body what the content needs of those who carry it
 * @param requireTls RFC 8689: only over TLS that was verified
 * @param dsnReturn RFC 3461 section 4.3
 * @param envelopeId RFC 3461 section 4.4, decoded from xtext
 * @param recipients 1 or more, in the order of their RCPT commands; known by their index from then
 *     on
 */
public record QueuedEnvelope(
        String messageId,
        ReversePath sender,
        Optional<Subscriber> submitter,
        Instant arrived,
        Instant notBefore,
        Body body,
        boolean requireTls,
        Optional<DsnReturn> dsnReturn,
        Optional<String> envelopeId,
        List<QueuedRecipient> recipients) {

    public QueuedEnvelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a message for nobody");
        }
    }

    /**
     * @param eightBit octets above 127 in the content (RFC 6152)
     * @param smtpUtf8 addresses or header fields need RFC 6531
     */
    public record Body(boolean eightBit, boolean smtpUtf8) {
        public static final Body SEVEN_BIT = new Body(false, false);
    }

    /** RFC 3461 section 4.3. */
    public enum DsnReturn {
        FULL,
        HDRS
    }
}
