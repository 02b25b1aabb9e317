package mailstead.node.wiring;

import java.util.Comparator;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.service.routing.Recipients;
import mailstead.spi.Domain;

/**
 * Recipients of a node that stands alone and was not told who is postmaster: mail for {@code
 * postmaster} without a domain (RFC 5321 section 4.5.1) goes to the postmaster of the first domain
 * that has one. Lists all domains for it, which are few on such a node. Shared.
 */
record FirstPostmaster(Recipients recipients, LateDirectory directory) implements Recipients {

    @Override
    public Route resolve(Address address, long octets) throws MailException {
        return recipients.resolve(address, octets);
    }

    @Override
    public Route postmaster(long octets) throws MailException {
        Optional<DomainName> first =
                directory.provisioning().domains().stream()
                        .min(
                                Comparator.comparing(
                                                (Domain domain) -> domain.postmaster().isEmpty())
                                        .thenComparing(domain -> domain.name().ascii()))
                        .map(Domain::name);
        return first.isPresent()
                ? recipients.resolve(new Address("postmaster", first.get()), octets)
                : recipients.postmaster(octets);
    }
}
