package mailstead.directory.copy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Status;

/**
 * Judges what a copy holds: the same as the views {@code domain_standing} and {@code
 * account_standing} of the centre. An account's standing is the worst of its own status, its
 * customer's, and those of the domains of its login and of its first address and of their
 * customers; a domain that is not ours does not count.
 *
 * @param <E> why a look-up may fail
 */
public final class Standing<E extends Exception> {

    /** The present entries of a copy, as stored. */
    public interface Source<E extends Exception> {
        Optional<Customer> customer(String customerId) throws E;

        Optional<Domain> domain(DomainName name) throws E;
    }

    private final Source<E> source;

    public Standing(Source<E> source) {
        this.source = source;
    }

    /** With its standing. */
    public Domain of(Domain stored) throws E {
        return new Domain(
                stored.name(),
                stored.customerId(),
                stored.status(),
                isServed(stored) ? Status.ACTIVE : Status.SUSPENDED,
                stored.catchAll(),
                stored.postmaster());
    }

    /** With its standing. */
    public Account of(Account stored) throws E {
        boolean served = stored.status() == Status.ACTIVE && isServed(stored.customerId());
        for (DomainName name : domainsOf(stored)) {
            Optional<Domain> domain = served ? source.domain(name) : Optional.empty();
            served = served && (domain.isEmpty() || isServed(domain.get()));
        }
        return new Account(
                stored.login(),
                stored.customerId(),
                stored.addresses(),
                stored.verifiers(),
                stored.home(),
                stored.owner(),
                stored.quota(),
                stored.services(),
                stored.status(),
                served ? Status.ACTIVE : Status.SUSPENDED,
                stored.attributes(),
                stored.appPasswords());
    }

    private static List<DomainName> domainsOf(Account account) {
        Optional<DomainName> ofFirst =
                account.addresses().stream().findFirst().map(Address::domain);
        int at = account.login().lastIndexOf('@');
        Optional<DomainName> ofLogin =
                at < 1 ? Optional.empty() : DomainName.parse(account.login().substring(at + 1));
        return Stream.concat(ofFirst.stream(), ofLogin.stream()).distinct().toList();
    }

    private boolean isServed(Domain domain) throws E {
        return domain.status() == Status.ACTIVE && isServed(domain.customerId());
    }

    /** A customer that is not there cannot be active. */
    private boolean isServed(String customerId) throws E {
        return source.customer(customerId)
                .filter(customer -> customer.status() == Status.ACTIVE)
                .isPresent();
    }
}
