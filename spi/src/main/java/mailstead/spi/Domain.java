package mailstead.spi;

import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;

/**
 * A domain whose mail we take. Immutable.
 *
 * @param standing the worse of the domain's own status and its customer's
 * @param catchAll where mail for addresses that are nobody's goes
 * @param postmaster where mail for {@code postmaster} goes when no address or alias of that name
 *     exists
 */
public record Domain(
        DomainName name,
        String customerId,
        Status status,
        Status standing,
        Optional<Address> catchAll,
        Optional<Address> postmaster) {}
