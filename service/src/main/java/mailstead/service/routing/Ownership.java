package mailstead.service.routing;

import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.Domain;

/** Whose an address is. Shared. Doubt is a {@code TemporaryFailure}. */
public final class Ownership {

    /** Members of a list past these are not looked at: whoever is behind them may not use it. */
    private static final int ADDRESSES_MAX = 1_000;

    private final Directory directory;
    private final RoutingRules rules;

    public Ownership(Directory directory, RoutingRules rules) {
        this.directory = directory;
        this.rules =
                new RoutingRules(
                        rules.systemPostmaster(),
                        rules.delimiters(),
                        rules.acceptForSuspended(),
                        rules.depthMax(),
                        Math.min(ADDRESSES_MAX, rules.addressesMax()));
    }

    /**
     * Whether mail for the address reaches the account: its own, with a sub-address too, an alias
     * or list, or a catch-all where nobody else has the address. A login that looks like an address
     * of ours counts where nobody has that.
     */
    public boolean reaches(Address address, Account account) throws MailException {
        Expansion expansion = new Expansion(directory, rules);
        expansion.follow(address);
        return expansion.accounts().stream().anyMatch(each -> each.login().equals(account.login()))
                || expansion.unknown().contains(address)
                        && address.folded().toString().equals(account.login());
    }

    /** Whether the address lies in a domain of this customer's. */
    public boolean isOfCustomer(Address address, String customerId) throws MailException {
        Optional<Domain> domain = directory.domain(address.domain());
        return domain.isPresent() && domain.get().customerId().equals(customerId);
    }
}
