package mailstead.service.provisioning;

import java.time.Instant;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Desk;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning.Conflict;

/**
 * Sees to it that a domain which takes mail has somebody who reads postmaster's (RFC 5321 section
 * 4.5.1).
 */
final class Postmasters {

    private static final String POSTMASTER = "postmaster";

    private Postmasters() {}

    /**
     * Makes a new account the postmaster of its domains that have none: whoever comes first reads
     * that mail until another is named.
     */
    static void appoint(Desk desk, Caller caller, Account account, Instant now)
            throws MailException, Conflict {
        for (Address address : account.addresses()) {
            Optional<Domain> domain = desk.findDomain(address.domain());
            if (domain.isPresent() && !isRead(desk, domain.get())) {
                desk.setDomain(withPostmaster(domain.get(), address));
                Notes.note(
                        desk,
                        caller,
                        Resources.DOMAINS,
                        Operation.CHANGE,
                        domain,
                        desk.findDomain(address.domain()),
                        now);
            }
        }
    }

    /** Whether mail for a domain's postmaster has a place to go. */
    private static boolean isRead(Desk desk, Domain domain) {
        return domain.postmaster().isPresent()
                || domain.catchAll().isPresent()
                || desk.owner(new Address(POSTMASTER, domain.name())).isPresent();
    }

    private static Domain withPostmaster(Domain domain, Address postmaster) {
        return new Domain(
                domain.name(),
                domain.customerId(),
                domain.status(),
                domain.standing(),
                domain.catchAll(),
                Optional.of(postmaster));
    }
}
