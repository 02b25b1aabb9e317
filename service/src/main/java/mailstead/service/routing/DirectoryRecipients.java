package mailstead.service.routing;

import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.Domain;
import mailstead.spi.MailService;
import mailstead.spi.MailStore;
import mailstead.spi.Status;

/**
 * Routing by the directory, which is asked each time: a new domain needs no restart. Shared.
 *
 * <p>An address counts in this order: exactly as it is, without its sub-address, as {@code
 * postmaster}, as the domain's catch-all. Members of lists that nobody has are left out and told to
 * the operator. What we cannot do is answered as "not now": an alias or list with a target outside
 * our domains (there is no queue to send from), one that leads only to itself, one beyond the
 * limits of {@link RoutingRules}. Each of these is a {@code Trouble} that names the address.
 */
public final class DirectoryRecipients implements Recipients {

    /** For events that carry no session: a {@link Recipients} is not told whose it is. */
    private static final String NO_SESSION = "-";

    private final Directory directory;
    private final MailStore store;
    private final RoutingRules rules;
    private final EventSink events;

    public DirectoryRecipients(
            Directory directory, MailStore store, RoutingRules rules, EventSink events) {
        this.directory = directory;
        this.store = store;
        this.rules = rules;
        this.events = events;
    }

    @Override
    public Route resolve(Address address, long octets) throws MailException {
        Expansion expansion = new Expansion(directory, rules);
        Optional<Domain> domain = expansion.domain(address.domain());
        if (domain.isEmpty()) {
            return new Route.Refused(Refusal.of(Reason.RELAY_DENIED));
        }
        try {
            return resolve(address, domain.get(), expansion, octets);
        } catch (MailException failure) {
            throw failure.concerning(expansion.customerId().orElse(domain.get().customerId()));
        }
    }

    private Route resolve(Address address, Domain domain, Expansion expansion, long octets)
            throws MailException {
        boolean isPostmaster = expansion.isPostmaster(address);
        Route route =
                isServed(domain.standing())
                        ? route(address, expansion, address, octets)
                        : new Route.Refused(
                                Refusal.of(Reason.MAILBOX_SUSPENDED, domain.customerId()));
        // RFC 5321 section 4.5.1: a domain that takes mail takes it for postmaster.
        return isPostmaster && route instanceof Route.Refused
                ? toSystemPostmaster(address, octets)
                : route;
    }

    @Override
    public Route postmaster(long octets) throws MailException {
        return toSystemPostmaster(rules.systemPostmaster(), octets);
    }

    private Route toSystemPostmaster(Address recipient, long octets) throws MailException {
        Address postmaster = rules.systemPostmaster();
        Route route = route(recipient, new Expansion(directory, rules), postmaster, octets);
        if (route instanceof Route.Refused) {
            throw trouble(
                    "mail for postmaster cannot be delivered to " + postmaster,
                    "give the system postmaster a mailbox that takes mail");
        }
        return route;
    }

    private Route route(Address recipient, Expansion expansion, Address start, long octets)
            throws MailException {
        expansion.follow(start);
        checkComplete(recipient, expansion);
        List<Account> taking =
                expansion.accounts().stream()
                        .filter(account -> account.services().contains(MailService.DELIVERY))
                        .toList();
        if (taking.isEmpty()) {
            return refused(Reason.MAILBOX_UNKNOWN, expansion);
        }
        List<Account> served =
                taking.stream().filter(account -> isServed(account.standing())).toList();
        if (served.isEmpty()) {
            return refused(Reason.MAILBOX_SUSPENDED, expansion);
        }
        if (served.size() == 1) {
            store.checkRoom(served.getFirst(), octets);
        }
        return new Route.Local(new Destination(recipient, served));
    }

    private static Route refused(Reason reason, Expansion expansion) {
        return new Route.Refused(new Refusal(reason, expansion.customerId()));
    }

    private void checkComplete(Address recipient, Expansion expansion) throws TemporaryFailure {
        if (expansion.isOverLimit()) {
            throw trouble(
                    recipient + " stands for too many addresses or too many aliases in a row",
                    "shorten the chain or split the list");
        }
        if (!expansion.outside().isEmpty()) {
            Address first = expansion.outside().getFirst();
            throw trouble(
                    recipient + " leads outside our domains, to " + first,
                    first.equals(rules.systemPostmaster())
                            ? "name a postmaster who has a mailbox: 'postmaster' in the configuration, or the domain's own"
                            : "remove the targets in other domains from the alias");
        }
        if (expansion.accounts().isEmpty()
                && expansion.unknown().isEmpty()
                && expansion.isLooping()) {
            throw trouble(
                    recipient + " leads only to itself",
                    "give the alias a target that has a mailbox");
        }
        if (!expansion.accounts().isEmpty() && !expansion.unknown().isEmpty()) {
            tell(
                    Reason.MAILBOX_UNKNOWN,
                    recipient
                            + " has "
                            + expansion.unknown().size()
                            + " members that nobody has, such as "
                            + expansion.unknown().getFirst(),
                    "remove them from the alias");
        }
    }

    private boolean isServed(Status standing) {
        return standing == Status.ACTIVE || rules.acceptForSuspended();
    }

    private TemporaryFailure trouble(String what, String advice) {
        tell(Reason.INTERNAL_ERROR, what, advice);
        return new TemporaryFailure(Reason.INTERNAL_ERROR, "this address cannot be served now");
    }

    private void tell(Reason reason, String what, String advice) {
        events.emit(new Event.Trouble(NO_SESSION, reason, what, advice, Optional.empty()));
    }
}
