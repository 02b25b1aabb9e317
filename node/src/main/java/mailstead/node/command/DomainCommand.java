package mailstead.node.command;

import java.util.List;
import java.util.Optional;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead domain}. */
@Command(
        name = "domain",
        description = "Domains: whose mail the cluster takes. A new one needs no restart.")
final class DomainCommand extends Group {

    static final class Options {
        @Option(
                names = "--customer",
                paramLabel = "ID",
                converter = Words.NameWord.class,
                description = "Who pays for it.")
        @Nullable String customer;

        @Option(
                names = "--catch-all",
                paramLabel = "ADDRESS|none",
                converter = Words.AddressOrNone.class,
                description = "Where mail for addresses goes that are nobody's.")
        Words.AddressOrNone.@Nullable Choice catchAll;

        @Option(
                names = "--postmaster",
                paramLabel = "ADDRESS|none",
                converter = Words.AddressOrNone.class,
                description = "Where mail for postmaster goes when nobody has that address.")
        Words.AddressOrNone.@Nullable Choice postmaster;

        @ArgGroup @Nullable StatusOption status;

        Domain applyTo(Domain domain) {
            return new Domain(
                    domain.name(),
                    customer == null ? domain.customerId() : customer,
                    status == null ? domain.status() : status.status(),
                    domain.standing(),
                    catchAll == null ? domain.catchAll() : catchAll.address(),
                    postmaster == null ? domain.postmaster() : postmaster.address());
        }
    }

    @Command(description = "Adds a domain.")
    int add(
            @Mixin Administration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class) DomainName name,
            @Mixin Options options) {
        String customer = options.customer;
        if (customer == null) {
            throw administration.wrongUsage(
                    "--customer is needed: everything belongs to a customer");
        }
        Domain domain =
                options.applyTo(
                        new Domain(
                                name,
                                customer,
                                Status.ACTIVE,
                                Status.ACTIVE,
                                Optional.empty(),
                                Optional.empty()));
        return administration.runFirst((directory, config) -> {
            directory.addDomain(domain);
            administration.changed(
                    Kind.DOMAIN, name.ascii(), "added", Views.of(stored(directory, domain)));
            if (!Postmasters.isRead(config, directory, domain)) {
                administration.warn(
                        "nobody reads postmaster@%s yet: the first account there will, or whom you name: mailstead domain set %s --postmaster ADDRESS"
                                .formatted(name, name));
            }
        });
    }

    @Command(description = "Shows one domain.")
    int show(
            @Mixin Administration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class)
                    DomainName name) {
        return administration.run((directory, config) ->
                administration.show(
                        Views.of(
                                Administration.found(
                                        directory.findDomain(name), Kind.DOMAIN, name))));
    }

    @Command(description = "Lists all domains.")
    int list(@Mixin Administration administration) {
        return administration.run((directory, config) -> {
            List<Domain> domains = directory.domains();
            administration.list(Kind.DOMAIN, domains.stream().map(Views::of).toList());
        });
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin Administration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class) DomainName name,
            @Mixin Options options) {
        return administration.run((directory, config) -> {
            Domain domain =
                    options.applyTo(
                            Administration.found(directory.findDomain(name), Kind.DOMAIN, name));
            directory.setDomain(domain);
            administration.changed(
                    Kind.DOMAIN, name.ascii(), "changed", Views.of(stored(directory, domain)));
        });
    }

    @Command(description = "Removes a domain that no address lies in any more.")
    int remove(
            @Mixin Administration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class)
                    DomainName name) {
        return administration.run((directory, config) -> {
            directory.removeDomain(name);
            administration.removed(Kind.DOMAIN, name.ascii());
        });
    }

    /** As the directory has it: it computes the standing. */
    private static Domain stored(Provisioning directory, Domain domain) throws MailException {
        return directory.findDomain(domain.name()).orElse(domain);
    }
}
