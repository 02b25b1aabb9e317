package mailstead.service.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.service.account.AccountPasswords;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Desk;
import mailstead.spi.Domain;
import mailstead.spi.Home;

/**
 * A document that is to become an entry, with all that is needed for it. Confined to one request.
 *
 * @param fields the whole document, its shape checked
 * @param prepared what was made before the transaction began
 */
record Draft(Fields fields, Prepared prepared, Caller caller, Desk desk, DocumentCheck check) {

    /**
     * What takes time, made before the directory's turn is taken.
     *
     * @param verifiers of a new password
     * @param home for an account that needs one
     * @param appPassword whose label, services and end are still to be said
     * @param id for what has no name of its own
     * @param secret for what is let in by one
     */
    record Prepared(
            Optional<List<String>> verifiers,
            Optional<Home> home,
            Optional<AccountPasswords.Made> appPassword,
            String id,
            String secret,
            Instant now) {}

    /** An address anywhere in the world, as it was written. */
    Optional<Address> address(String text, String pointer) {
        Optional<Address> address = Addresses.parse(text);
        if (address.isEmpty()) {
            check.problem(
                    pointer,
                    "is not a mail address: local@domain, the local part in quotes where it has more than letters, digits and !#$%&'*+-/=?^_`{|}~.");
        }
        return address;
    }

    /** An address in a domain of ours that the caller may use. */
    Optional<Address> ownAddress(String text, String pointer) throws MailException {
        Optional<Address> address = address(text, pointer).map(Address::folded);
        if (address.isEmpty()) {
            return address;
        }
        if (!address.get().isShortEnoughForOwn()) {
            check.problem(pointer, "must have at most 64 octets before the at sign");
            return Optional.empty();
        }
        if (usableDomain(address.get().domain()).isEmpty()) {
            check.problem(
                    pointer, "lies in " + address.get().domain() + ", which is not a domain here");
            return Optional.empty();
        }
        return address;
    }

    /** A domain of ours that the caller may use; another's is as if it did not exist. */
    Optional<Domain> usableDomain(DomainName name) throws MailException {
        return desk.findDomain(name)
                .filter(domain -> caller.mayTouch(Optional.of(domain.customerId())));
    }

    /**
     * Addresses in domains of ours, each once.
     *
     * @param present what is there already, and may stay whoever's the domain is now
     */
    List<Address> ownAddresses(String field, List<Address> present) throws MailException {
        List<Address> addresses = new ArrayList<>();
        Set<Address> seen = new HashSet<>();
        List<String> texts = fields.texts(field);
        for (int i = 0; i < texts.size(); i++) {
            String pointer = Problem.token(field) + "/" + i;
            Optional<Address> there =
                    Addresses.parse(texts.get(i)).map(Address::folded).filter(present::contains);
            Optional<Address> address =
                    there.isPresent() ? there : ownAddress(texts.get(i), pointer);
            if (address.isPresent() && !seen.add(address.get())) {
                check.problem(pointer, "is there twice");
            }
            address.ifPresent(addresses::add);
        }
        return addresses;
    }

    /**
     * The customer who is named, or the only one that there is for this caller.
     *
     * @param otherwise who it is when nobody is named
     */
    String customer(Optional<String> otherwise) throws MailException {
        Optional<String> named = fields.text("customerId");
        Optional<String> customerId = named.or(() -> otherwise).or(this::onlyCustomer);
        if (customerId.isEmpty()) {
            check.problem("/customerId", "is needed");
            return "";
        }
        if (!caller.mayTouch(customerId) || desk.findCustomer(customerId.get()).isEmpty()) {
            check.problem("/customerId", "there is no such customer");
        }
        return customerId.get();
    }

    private Optional<String> onlyCustomer() {
        return caller.customers()
                .filter(customers -> customers.size() == 1)
                .map(customers -> customers.iterator().next());
    }
}
