package mailstead.node.command;

import java.util.Map;
import java.util.Optional;
import mailstead.service.provisioning.Value.Fields;
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

        Patch patch() {
            Patch patch = new Patch().text("name", name).attributes(attributes).status(status);
            return billing == null
                    ? patch
                    : patch.textOrNothing(
                            "billingReference", Optional.of(billing).filter(b -> !b.isEmpty()));
        }
    }

    @Command(description = "Adds a customer.")
    int add(
            @Mixin OfficeAdministration administration,
            @Parameters(
                            paramLabel = "ID",
                            converter = Words.NameWord.class,
                            description = "Unique; not a log-in name.")
                    String id,
            @Mixin Options options) {
        Patch customer = options.patch().text("customerId", id);
        if (options.name == null) {
            customer.text("name", id);
        }
        return administration.runFirst(clerk -> {
            Fields added = clerk.create(Kind.CUSTOMER, customer.fields());
            administration.changed(Kind.CUSTOMER, id, "added", added);
        });
    }

    @Command(description = "Shows one customer.")
    int show(@Mixin OfficeAdministration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run(
                clerk -> administration.show(Kind.CUSTOMER, clerk.found(Kind.CUSTOMER, id)));
    }

    @Command(description = "Lists all customers.")
    int list(@Mixin OfficeAdministration administration) {
        return administration.run(
                clerk -> administration.listed(Kind.CUSTOMER, clerk.all(Kind.CUSTOMER)));
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "ID") String id,
            @Mixin Options options) {
        Fields patch = options.patch().fields();
        return administration.run(clerk -> {
            Clerk.Revised customer = clerk.change(Kind.CUSTOMER, id, _ -> patch);
            administration.changed(Kind.CUSTOMER, id, "changed", customer.after());
        });
    }

    @Command(description = "Removes a customer who owns nothing any more.")
    int remove(
            @Mixin OfficeAdministration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run(clerk -> {
            clerk.remove(Kind.CUSTOMER, id);
            administration.removed(Kind.CUSTOMER, id);
        });
    }
}
