package mailstead.smtp.codec;

import java.util.Optional;
import java.util.Set;

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

    /** When the sender wants to hear. */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /**
     * @param type the address type in lower case, {@code rfc822} mostly
     * @param address decoded from xtext when the type is {@code rfc822}, else as it came
     */
    public record OriginalRecipient(String type, String address) {}
}
