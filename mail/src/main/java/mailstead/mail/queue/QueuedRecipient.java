package mailstead.mail.queue;

import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;

/**
 * Whom a queued message is for. Immutable.
 *
 * @param address as in RCPT TO, unless an alias led elsewhere
 * @param wishes RFC 3461 section 4.1; empty when not said, {@code NEVER} stands alone
 * @param originalRecipient RFC 3461 section 4.2
 */
public record QueuedRecipient(
        Address address, Set<Notify> wishes, Optional<OriginalRecipient> originalRecipient) {

    public QueuedRecipient {
        wishes = Set.copyOf(wishes);
    }

    public static QueuedRecipient of(Address address) {
        return new QueuedRecipient(address, Set.of(), Optional.empty());
    }

    /** When the sender wants to hear (RFC 3461 section 4.1). */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /**
     * RFC 3461 section 4.2.
     *
     * @param type the address type in lower case, {@code rfc822} mostly
     * @param address decoded from xtext when the type is {@code rfc822}, else as it came
     */
    public record OriginalRecipient(String type, String address) {}
}
