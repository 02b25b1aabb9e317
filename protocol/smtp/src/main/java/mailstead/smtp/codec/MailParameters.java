package mailstead.smtp.codec;

import java.util.Optional;
import mailstead.mail.queue.QueuedEnvelope.DsnReturn;

/**
 * What MAIL FROM said beside the path. Immutable.
 *
 * @param size octets the client means to send (RFC 1870), 0 when it did not say
 * @param eightBit {@code BODY=8BITMIME} (RFC 6152)
 * @param smtpUtf8 RFC 6531
 * @param dsnReturn {@code RET} (RFC 3461 section 4.3)
 * @param envelopeId {@code ENVID} (RFC 3461 section 4.4), decoded from xtext
 * @param release {@code HOLDFOR} or {@code HOLDUNTIL} (RFC 4865)
 */
public record MailParameters(
        long size,
        boolean eightBit,
        boolean smtpUtf8,
        Optional<DsnReturn> dsnReturn,
        Optional<String> envelopeId,
        Optional<FutureRelease> release) {

    public static final MailParameters NONE =
            new MailParameters(
                    0, false, false, Optional.empty(), Optional.empty(), Optional.empty());
}
