package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CHANGE;
import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;
import static mailstead.service.provisioning.Operation.RESUME;
import static mailstead.service.provisioning.Operation.SUSPEND;

import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Desk;
import mailstead.spi.Domain;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;

/** A domain whose mail we take. */
final class DomainResource extends Resource<Domain> {

    DomainResource() {
        super(
                "domains",
                "domain",
                "A domain whose mail is taken.",
                List.of(
                        Field.key(
                                "name",
                                Shapes.DOMAIN,
                                "A DNS name; U-labels become A-labels, letters lower case."),
                        Field.optional(
                                "customerId",
                                Shapes.NAME,
                                "Whose it is; may be left out by who has one customer only."),
                        Field.optional(
                                "catchAll",
                                Shapes.ADDRESS,
                                "Where mail for addresses that are nobody's goes."),
                        Field.optional(
                                "postmaster",
                                Shapes.ADDRESS,
                                "Where mail for postmaster goes when nobody has that address."),
                        Shapes.status("domains"),
                        Field.told(
                                "standing",
                                Shapes.STATUS,
                                "The worse of its own status and its customer's.")));
        allow(Level.CUSTOMER, LIST, READ, CHANGE);
        allow(Level.RESELLER, CREATE, REMOVE, SUSPEND, RESUME);
    }

    @Override
    public List<String> filters() {
        return List.of("customer", "status");
    }

    @Override
    String key(Domain domain) {
        return domain.name().ascii();
    }

    @Override
    Optional<String> customer(Domain domain) {
        return Optional.of(domain.customerId());
    }

    @Override
    Fields show(Domain domain) {
        return Fields.EMPTY
                .with("name", domain.name().ascii())
                .with("customerId", domain.customerId())
                .with("catchAll", domain.catchAll().map(Address::toString))
                .with("postmaster", domain.postmaster().map(Address::toString))
                .with("status", Words.of(domain.status()))
                .with("standing", Words.of(domain.standing()));
    }

    @Override
    Optional<Domain> find(Desk desk, String key) throws MailException {
        Optional<DomainName> name = DomainName.parse(key);
        return name.isPresent() ? desk.findDomain(name.get()) : Optional.empty();
    }

    @Override
    List<Domain> page(Desk desk, Page page) {
        return desk.domains(page);
    }

    @Override
    Optional<Domain> read(Draft draft, Optional<Domain> before) throws MailException {
        Fields fields = draft.fields();
        Optional<DomainName> name = DomainName.parse(fields.needed("name"));
        if (name.isEmpty()) {
            draft.check().problem("/name", "is not a domain name");
            return Optional.empty();
        }
        String customerId = draft.customer(Optional.empty());
        Optional<Address> catchAll = target(draft, "catchAll");
        Optional<Address> postmaster = target(draft, "postmaster");
        Status status = Shapes.status(fields);
        return Optional.of(
                new Domain(name.get(), customerId, status, status, catchAll, postmaster));
    }

    private static Optional<Address> target(Draft draft, String field) {
        return draft.fields()
                .text(field)
                .flatMap(text -> draft.address(text, Problem.token(field)));
    }

    @Override
    void add(Desk desk, Domain domain) throws MailException, Conflict {
        desk.addDomain(domain);
    }

    @Override
    void set(Desk desk, Domain domain) throws MailException, Conflict {
        desk.setDomain(domain);
    }

    @Override
    void remove(Desk desk, Domain domain) throws MailException, Conflict {
        desk.removeDomain(domain.name());
    }

    @Override
    Domain withStatus(Domain old, Status status) {
        return new Domain(
                old.name(), old.customerId(), status, status, old.catchAll(), old.postmaster());
    }
}
