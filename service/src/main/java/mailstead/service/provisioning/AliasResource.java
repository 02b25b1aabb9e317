package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CHANGE;
import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Alias;
import mailstead.spi.Desk;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;

/** An address that stands for others. */
final class AliasResource extends Resource<Alias> {

    private static final int TARGETS_MAX = 10_000;

    AliasResource() {
        super(
                "aliases",
                "alias",
                "An address that stands for others; with several targets, a list.",
                List.of(
                        Field.key(
                                "address",
                                Shapes.ADDRESS,
                                "In a domain that exists; ASCII letters become lower case."),
                        Field.optional(
                                "customerId",
                                Shapes.NAME,
                                "Whose it is; else the domain's customer."),
                        Field.needed(
                                "targets",
                                new Shape.ListOf(Shapes.ADDRESS, 1, TARGETS_MAX),
                                "Where mail goes; they may be aliases again, but none may lead back here.")));
        allow(Level.CUSTOMER, LIST, READ, CREATE, CHANGE, REMOVE);
    }

    @Override
    public int pageMax() {
        return 100;
    }

    @Override
    public List<String> filters() {
        return List.of("customer", "domain");
    }

    @Override
    String key(Alias alias) {
        return alias.address().toString();
    }

    @Override
    String cursor(Alias alias) {
        return alias.address().localPart() + "@" + alias.address().domain();
    }

    @Override
    Optional<String> customer(Alias alias) {
        return Optional.of(alias.customerId());
    }

    @Override
    Fields show(Alias alias) {
        return Fields.EMPTY
                .with("address", alias.address().toString())
                .with("customerId", alias.customerId())
                .with(
                        "targets",
                        Value.ofTexts(alias.targets().stream().map(Address::toString).toList()));
    }

    @Override
    Optional<Alias> find(Desk desk, String key) throws MailException {
        Optional<Address> address = Addresses.parse(key);
        return address.isPresent() ? desk.findAlias(address.get()) : Optional.empty();
    }

    @Override
    List<Alias> page(Desk desk, Page page) {
        return desk.aliases(page);
    }

    @Override
    Optional<Alias> read(Draft draft, Optional<Alias> before) throws MailException {
        Optional<Address> address =
                before.isPresent()
                        ? before.map(Alias::address)
                        : draft.ownAddress(draft.fields().needed("address"), "/address");
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Address own = address.get();
        String customerId =
                draft.customer(draft.usableDomain(own.domain()).map(Domain::customerId));
        if (before.isEmpty() && draft.desk().owner(own).orElse(null) instanceof Addressee.Mailbox) {
            draft.check().problem("/address", "is an account's address");
        }
        List<Address> targets = targets(draft, own);
        return Optional.of(new Alias(own, customerId, targets));
    }

    private static List<Address> targets(Draft draft, Address own) {
        List<Address> targets = new ArrayList<>();
        Set<Address> seen = new HashSet<>();
        List<String> texts = draft.fields().texts("targets");
        for (int i = 0; i < texts.size(); i++) {
            String pointer = "/targets/" + i;
            Optional<Address> target = draft.address(texts.get(i), pointer);
            if (target.isEmpty()) {
                continue;
            }
            if (target.get().folded().equals(own)) {
                draft.check().problem(pointer, "an alias cannot stand for itself");
            } else if (!seen.add(target.get())) {
                draft.check().problem(pointer, "is there twice");
            }
            targets.add(target.get());
        }
        return targets;
    }

    @Override
    void add(Desk desk, Alias alias) throws MailException, Conflict {
        desk.addAlias(alias);
        refuseLoop(desk, alias);
    }

    @Override
    void set(Desk desk, Alias alias) throws MailException, Conflict {
        desk.setAlias(alias);
        refuseLoop(desk, alias);
    }

    /** Mail that runs in a circle would reach nobody. */
    private static void refuseLoop(Desk desk, Alias alias) throws Conflict {
        if (desk.isLoop(alias.address())) {
            throw new Conflict("targets: one of them leads back to " + alias.address());
        }
    }

    @Override
    void remove(Desk desk, Alias alias) throws MailException, Conflict {
        desk.removeAlias(alias.address());
    }
}
