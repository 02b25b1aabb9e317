package mailstead.mail;

import java.util.Optional;

/**
 * Why somebody was refused, and whose customer it concerns. Clients are told the reason alone: who
 * exists is for the log. Immutable.
 *
 * @param customerId where whoever refused had found an account, an alias or a domain
 */
public record Refusal(Reason reason, Optional<String> customerId) {

    /** It concerns no customer that anybody knows of. */
    public static Refusal of(Reason reason) {
        return new Refusal(reason, Optional.empty());
    }

    public static Refusal of(Reason reason, String customerId) {
        return new Refusal(reason, Optional.of(customerId));
    }

    public static Refusal of(MailException failure) {
        return new Refusal(failure.reason(), failure.customerId());
    }
}
