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
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Customer;
import mailstead.spi.Desk;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;

/** Who pays. */
final class CustomerResource extends Resource<Customer> {

    CustomerResource() {
        super(
                "customers",
                "customer",
                "Who pays; everything belongs to one.",
                List.of(
                        Field.key(
                                "customerId", Shapes.NAME, "Unique: 1 to 64 of A-Z a-z 0-9 . _ -"),
                        Field.needed("name", Shapes.TEXT, "For people."),
                        Field.optional(
                                "billingReference", Shapes.TEXT, "The billing system's own key."),
                        Shapes.attributes(),
                        Shapes.status("customers")));
        allow(Level.CUSTOMER, LIST, READ);
        allow(Level.RESELLER, CHANGE, SUSPEND, RESUME);
        allow(Level.OPERATOR, CREATE, REMOVE);
    }

    @Override
    public List<String> filters() {
        return List.of("status");
    }

    @Override
    String key(Customer customer) {
        return customer.customerId();
    }

    @Override
    Optional<String> customer(Customer customer) {
        return Optional.of(customer.customerId());
    }

    @Override
    Fields show(Customer customer) {
        Fields fields =
                Fields.EMPTY
                        .with("customerId", customer.customerId())
                        .with("name", customer.name())
                        .with("billingReference", customer.billingReference());
        return withAttributes(fields, customer.attributes())
                .with("status", Words.of(customer.status()));
    }

    @Override
    Optional<Customer> find(Desk desk, String key) throws MailException {
        return desk.findCustomer(key);
    }

    @Override
    List<Customer> page(Desk desk, Page page) {
        return desk.customers(page);
    }

    @Override
    Optional<Customer> read(Draft draft, Optional<Customer> before) {
        Fields fields = draft.fields();
        return Optional.of(
                new Customer(
                        Shapes.name(draft, "customerId"),
                        fields.needed("name"),
                        Shapes.status(fields),
                        fields.text("billingReference"),
                        fields.map("attributes")));
    }

    @Override
    void add(Desk desk, Customer customer) throws MailException, Conflict {
        desk.addCustomer(customer);
    }

    @Override
    void set(Desk desk, Customer customer) throws MailException, Conflict {
        desk.setCustomer(customer);
    }

    @Override
    void remove(Desk desk, Customer customer) throws MailException, Conflict {
        desk.removeCustomer(customer.customerId());
    }

    @Override
    Customer withStatus(Customer old, Status status) {
        return new Customer(
                old.customerId(), old.name(), status, old.billingReference(), old.attributes());
    }
}
