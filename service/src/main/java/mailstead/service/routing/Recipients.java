package mailstead.service.routing;

import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;

/**
 * Says at RCPT time where an address leads. Shared. Doubt is a {@code TemporaryFailure}, which
 * names a customer as a refusal does.
 */
public interface Recipients {

    /**
     * Resolves an address fully: sub-address ({@code tevie+list}), aliases and lists (loops cut,
     * members once), catch-all, {@code postmaster} of every local domain and of the bare {@code
     * postmaster}, and checks room for {@code octets} (0 when not declared).
     */
    Route resolve(Address address, long octets) throws MailException;

    /** {@code RCPT TO:<postmaster>} without a domain (RFC 5321 section 4.1.1.3). */
    Route postmaster(long octets) throws MailException;

    /** What came out. */
    sealed interface Route {
        /** Accepted for at least one local mailbox. */
        record Local(Destination destination) implements Route {}

        /**
         * @param refusal names the customer whose address it is: the account's, the alias', or else
         *     the domain's
         */
        record Refused(Refusal refusal) implements Route {}
    }
}
