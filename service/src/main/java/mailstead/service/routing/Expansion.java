package mailstead.service.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;

/**
 * Follows one address through aliases, lists, catch-alls and postmasters to its mailboxes. Confined
 * to one resolution. Each address is followed once, which cuts loops; what was met on the way is
 * kept for the verdict.
 */
final class Expansion {

    private static final String POSTMASTER = "postmaster";

    private final Directory directory;
    private final RoutingRules rules;
    private final Map<DomainName, Optional<Domain>> domains = new HashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Set<Address> followed = new HashSet<>();
    private final List<Address> outside = new ArrayList<>();
    private final List<Address> unknown = new ArrayList<>();
    private Optional<String> customerId = Optional.empty();
    private boolean overLimit;
    private boolean looping;

    Expansion(Directory directory, RoutingRules rules) {
        this.directory = directory;
        this.rules = rules;
    }

    /** Asks the directory once for each domain. */
    Optional<Domain> domain(DomainName name) throws MailException {
        Optional<Domain> known = domains.get(name);
        if (known == null) {
            known = directory.domain(name);
            domains.put(name, known);
        }
        return known;
    }

    void follow(Address address) throws MailException {
        follow(address, 0);
    }

    /**
     * The customer whose address is followed: the account's, the alias', or else the domain's;
     * empty as long as that is not known.
     */
    Optional<String> customerId() {
        return customerId;
    }

    /** Mailboxes, in the order in which they were met. */
    List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    /** Targets in domains that are not ours. */
    List<Address> outside() {
        return outside;
    }

    /** Targets in our domains that nobody has. */
    List<Address> unknown() {
        return unknown;
    }

    /** Whether there was more, deeper or wider than the rules allow. */
    boolean isOverLimit() {
        return overLimit;
    }

    /** Whether an address led back to one that had been followed. */
    boolean isLooping() {
        return looping;
    }

    private void follow(Address address, int depth) throws MailException {
        if (!followed.add(address.folded())) {
            looping = true;
            return;
        }
        if (depth > rules.depthMax() || followed.size() > rules.addressesMax()) {
            overLimit = true;
            return;
        }
        Optional<Domain> domain = domain(address.domain());
        if (domain.isEmpty()) {
            outside.add(address);
            return;
        }
        Optional<Addressee> addressee = addressee(address);
        if (depth == 0) {
            customerId = Optional.of(customerId(domain.get(), addressee));
        }
        if (addressee.isPresent()) {
            switch (addressee.get()) {
                case Addressee.Mailbox(Account account) ->
                        accounts.putIfAbsent(account.login(), account);
                case Addressee.Expansion(var alias) -> {
                    for (Address target : alias.targets()) {
                        if (overLimit) {
                            return;
                        }
                        follow(target, depth + 1);
                    }
                }
            }
            return;
        }
        Optional<Address> instead =
                isPostmaster(address)
                        ? Optional.of(domain.get().postmaster().orElse(rules.systemPostmaster()))
                        : domain.get().catchAll();
        if (instead.isPresent()) {
            follow(instead.get(), depth + 1);
        } else {
            unknown.add(address);
        }
    }

    private static String customerId(Domain domain, Optional<Addressee> addressee) {
        return addressee
                .map(found ->
                        switch (found) {
                            case Addressee.Mailbox(Account account) -> account.customerId();
                            case Addressee.Expansion(var alias) -> alias.customerId();
                        })
                .orElse(domain.customerId());
    }

    /** Whoever has exactly this address, or else the address without its sub-address. */
    private Optional<Addressee> addressee(Address address) throws MailException {
        int at = delimiterAt(address.localPart());
        return at < 1
                ? directory.addressee(address)
                : directory.firstAddressee(
                        List.of(
                                address,
                                address.withLocalPart(address.localPart().substring(0, at))));
    }

    /** RFC 5321 section 4.5.1: without regard to case. */
    boolean isPostmaster(Address address) {
        String localPart = address.folded().localPart();
        int at = delimiterAt(localPart);
        return (at < 1 ? localPart : localPart.substring(0, at)).equals(POSTMASTER);
    }

    private int delimiterAt(String localPart) {
        for (int i = 0; i < localPart.length(); i++) {
            if (rules.delimiters().indexOf(localPart.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }
}
