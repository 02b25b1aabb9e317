package mailstead.node.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.spi.Alias;
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
            @Mixin Administration administration,
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
        return administration.runFirst((directory, config) -> {
            String payer = customer != null ? customer : customerOf(directory, address);
            Alias alias = new Alias(address, payer, new ArrayList<>(new LinkedHashSet<>(targets)));
            directory.addAlias(alias);
            administration.changed(Kind.ALIAS, address.toString(), "added", Views.of(alias));
        });
    }

    @Command(description = "Shows one alias.")
    int show(
            @Mixin Administration administration,
            @Parameters(paramLabel = "ADDRESS", converter = Words.AddressWord.class)
                    Address address) {
        return administration.run((directory, config) ->
                administration.show(
                        Views.of(
                                Administration.found(
                                        directory.findAlias(address), Kind.ALIAS, address))));
    }

    @Command(description = "Lists all aliases.")
    int list(@Mixin Administration administration) {
        return administration.run((directory, config) -> {
            List<Alias> aliases = directory.aliases();
            administration.list(Kind.ALIAS, aliases.stream().map(Views::of).toList());
        });
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin Administration administration,
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
        return administration.run((directory, config) -> {
            Alias old = Administration.found(directory.findAlias(address), Kind.ALIAS, address);
            Alias alias =
                    new Alias(
                            address,
                            customer != null ? customer : old.customerId(),
                            Words.changed(old.targets(), targets, added, removed));
            if (alias.targets().isEmpty()) {
                throw new Provisioning.Conflict(
                        "an alias needs a target: remove " + address + " instead");
            }
            directory.setAlias(alias);
            administration.changed(Kind.ALIAS, address.toString(), "changed", Views.of(alias));
        });
    }

    @Command(description = "Removes an alias.")
    int remove(
            @Mixin Administration administration,
            @Parameters(paramLabel = "ADDRESS", converter = Words.AddressWord.class)
                    Address address) {
        return administration.run((directory, config) -> {
            directory.removeAlias(address);
            administration.removed(Kind.ALIAS, address.toString());
        });
    }

    private static String customerOf(Provisioning directory, Address address)
            throws MailException, Provisioning.Conflict {
        return Administration.found(
                        directory.findDomain(address.domain()), Kind.DOMAIN, address.domain())
                .customerId();
    }
}
