package mailstead.node.command;

import java.util.LinkedHashSet;
import java.util.List;
import mailstead.mail.Address;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Provisioning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead alias}. */
@Command(
        name = "alias",
        description = "Aliases and lists: an address that stands for one or several others.")
final class AliasCommand extends Group {

    @Command(description = "Adds an alias; with several targets, a list.")
    int add(
            @Mixin OfficeAdministration administration,
            @Parameters(index = "0", paramLabel = "ADDRESS", converter = Words.AddressWord.class)
                    Address address,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "TARGET",
                            converter = Words.AddressWord.class,
                            description = "Where its mail goes; may be an alias again.")
                    List<Address> targets,
            @Option(
                            names = "--customer",
                            paramLabel = "ID",
                            converter = Words.NameWord.class,
                            description = "Who pays for it; left out: the domain's customer.")
                    @Nullable String customer) {
        Fields alias =
                new Patch()
                        .text("address", address.toString())
                        .text("customerId", customer)
                        .texts("targets", Words.written(new LinkedHashSet<>(targets)))
                        .fields();
        return administration.runFirst(clerk -> {
            Fields added = clerk.create(Kind.ALIAS, alias);
            administration.changed(Kind.ALIAS, address.toString(), "added", added);
        });
    }

    @Command(description = "Shows one alias.")
    int show(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "ADDRESS", converter = Words.AddressWord.class)
                    Address address) {
        return administration.run(clerk ->
                administration.show(Kind.ALIAS, clerk.found(Kind.ALIAS, address.toString())));
    }

    @Command(description = "Lists all aliases.")
    int list(@Mixin OfficeAdministration administration) {
        return administration.run(
                clerk -> administration.listed(Kind.ALIAS, clerk.all(Kind.ALIAS)));
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "ADDRESS", converter = Words.AddressWord.class)
                    Address address,
            @Option(
                            names = "--target",
                            paramLabel = "TARGET",
                            converter = Words.AddressWord.class,
                            description = "The targets instead of those there; may be repeated.")
                    @Nullable List<Address> targets,
            @Option(
                            names = "--add-target",
                            paramLabel = "TARGET",
                            converter = Words.AddressWord.class,
                            description = "One more target; may be repeated.")
                    @Nullable List<Address> added,
            @Option(
                            names = "--remove-target",
                            paramLabel = "TARGET",
                            converter = Words.AddressWord.class,
                            description = "One target less; may be repeated.")
                    @Nullable List<Address> removed,
            @Option(
                            names = "--customer",
                            paramLabel = "ID",
                            converter = Words.NameWord.class,
                            description = "Who pays for it.")
                    @Nullable String customer) {
        return administration.run(clerk -> {
            Clerk.Revised alias =
                    clerk.change(
                            Kind.ALIAS,
                            address.toString(),
                            old ->
                                    new Patch()
                                            .text("customerId", customer)
                                            .texts(
                                                    "targets",
                                                    written(
                                                            address,
                                                            Words.changed(
                                                                    Words.addresses(
                                                                            old.texts("targets")),
                                                                    targets,
                                                                    added,
                                                                    removed)))
                                            .fields());
            administration.changed(Kind.ALIAS, address.toString(), "changed", alias.after());
        });
    }

    private static List<String> written(Address address, List<Address> targets)
            throws Provisioning.Conflict {
        if (targets.isEmpty()) {
            throw new Provisioning.Conflict(
                    "an alias needs a target: remove " + address + " instead");
        }
        return Words.written(targets);
    }

    @Command(description = "Removes an alias.")
    int remove(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "ADDRESS", converter = Words.AddressWord.class)
                    Address address) {
        return administration.run(clerk -> {
            clerk.remove(Kind.ALIAS, address.toString());
            administration.removed(Kind.ALIAS, address.toString());
        });
    }
}
