package mailstead.node.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.spi.Customer;
import mailstead.spi.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead customer}. */
@Command(name = "customer", description = "Customers: who pays for domains and accounts.")
final class CustomerCommand extends Group {

    static final class Options {
        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "What people call the customer.")
        @Nullable String name;

        @Option(
                names = "--billing",
                paramLabel = "REFERENCE",
                description = "The billing system's own key.")
        @Nullable String billing;

        @Option(
                names = "--attribute",
                paramLabel = "KEY=VALUE",
                description = "A field for your other systems; an empty value removes it.")
        Map<String, String> attributes = Map.of();

        @ArgGroup @Nullable StatusOption status;

        Customer applyTo(Customer customer) {
            return new Customer(
                    customer.customerId(),
                    name == null ? customer.name() : name,
                    status == null ? customer.status() : status.status(),
                    billing == null
                            ? customer.billingReference()
                            : Optional.of(billing).filter(b -> !b.isEmpty()),
                    Words.merged(customer.attributes(), attributes));
        }
    }

    @Command(description = "Adds a customer.")
    int add(
            @Mixin Administration administration,
            @Parameters(
                            paramLabel = "ID",
                            converter = Words.NameWord.class,
                            description = "Unique; not a log-in name.")
                    String id,
            @Mixin Options options) {
        Customer customer =
                options.applyTo(new Customer(id, id, Status.ACTIVE, Optional.empty(), Map.of()));
        return administration.runFirst((directory, config) -> {
            directory.addCustomer(customer);
            administration.changed(Kind.CUSTOMER, id, "added", Views.of(customer));
        });
    }

    @Command(description = "Shows one customer.")
    int show(@Mixin Administration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run((directory, config) ->
                administration.show(
                        Views.of(
                                Administration.found(
                                        directory.findCustomer(id), Kind.CUSTOMER, id))));
    }

    @Command(description = "Lists all customers.")
    int list(@Mixin Administration administration) {
        return administration.run((directory, config) -> {
            List<Customer> customers = directory.customers();
            administration.list(Kind.CUSTOMER, customers.stream().map(Views::of).toList());
        });
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin Administration administration,
            @Parameters(paramLabel = "ID") String id,
            @Mixin Options options) {
        return administration.run((directory, config) -> {
            Customer customer =
                    options.applyTo(
                            Administration.found(directory.findCustomer(id), Kind.CUSTOMER, id));
            directory.setCustomer(customer);
            administration.changed(Kind.CUSTOMER, id, "changed", Views.of(customer));
        });
    }

    @Command(description = "Removes a customer who owns nothing any more.")
    int remove(@Mixin Administration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run((directory, config) -> {
            directory.removeCustomer(id);
            administration.removed(Kind.CUSTOMER, id);
        });
    }
}
