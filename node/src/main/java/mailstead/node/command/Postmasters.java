package mailstead.node.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.node.config.NodeConfig;
import mailstead.spi.Account;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;

/**
 * Sees to it that a domain which takes mail has somebody who reads postmaster's (RFC 5321 section
 * 4.5.1).
 */
final class Postmasters {

    private static final String POSTMASTER = "postmaster";

    private Postmasters() {}

    /** Whether mail for a domain's postmaster has a place to go. */
    static boolean isRead(NodeConfig config, Provisioning directory, Domain domain)
            throws MailException {
        Address postmaster = new Address(POSTMASTER, domain.name());
        return config.postmaster().isPresent()
                || domain.postmaster().isPresent()
                || domain.catchAll().isPresent()
                || directory.findAlias(postmaster).isPresent()
                || directory.accounts().stream()
                        .anyMatch(account -> account.addresses().contains(postmaster));
    }

    /**
     * Makes a new account the postmaster of its domains that have none: whoever comes first reads
     * that mail until the operator names another.
     *
     * @return the domains
     */
    static List<Domain> appoint(NodeConfig config, Provisioning directory, Account account)
            throws MailException, Provisioning.Conflict {
        List<Domain> appointed = new ArrayList<>();
        for (Address address : account.addresses()) {
            Optional<Domain> domain = directory.findDomain(address.domain());
            if (domain.isPresent() && !isRead(config, directory, domain.get())) {
                Domain changed =
                        new Domain(
                                domain.get().name(),
                                domain.get().customerId(),
                                domain.get().status(),
                                domain.get().standing(),
                                domain.get().catchAll(),
                                Optional.of(address));
                directory.setDomain(changed);
                appointed.add(changed);
            }
        }
        return appointed;
    }
}
