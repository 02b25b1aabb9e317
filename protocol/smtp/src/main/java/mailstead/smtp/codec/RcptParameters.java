package mailstead.smtp.codec;

import java.util.Optional;
import java.util.Set;
import mailstead.mail.queue.QueuedRecipient.Notify;
import mailstead.mail.queue.QueuedRecipient.OriginalRecipient;

/**
 * What RCPT TO said beside the path (RFC 3461 sections 4.1 and 4.2). Immutable.
 *
 * @param wishes empty when not said; {@code NEVER} stands alone
 */
public record RcptParameters(Set<Notify> wishes, Optional<OriginalRecipient> originalRecipient) {

    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    public RcptParameters {
        wishes = Set.copyOf(wishes);
    }
}
