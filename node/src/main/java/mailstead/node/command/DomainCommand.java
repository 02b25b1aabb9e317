package mailstead.node.command;

import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.service.provisioning.Value.Fields;
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

        Patch patch() {
            Patch patch = new Patch().text("customerId", customer).status(status);
            if (catchAll != null) {
                patch.textOrNothing("catchAll", catchAll.address().map(Address::toString));
            }
            if (postmaster != null) {
                patch.textOrNothing("postmaster", postmaster.address().map(Address::toString));
            }
            return patch;
        }
    }

    @Command(description = "Adds a domain.")
    int add(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class) DomainName name,
            @Mixin Options options) {
        if (options.customer == null) {
            throw administration.wrongUsage(
                    "--customer is needed: everything belongs to a customer");
        }
        Fields domain = options.patch().text("name", name.ascii()).fields();
        return administration.runFirst(clerk -> {
            Fields added = clerk.create(Kind.DOMAIN, domain);
            administration.changed(Kind.DOMAIN, name.ascii(), "added", added);
            if (!clerk.hasPostmasterForAll()
                    && added.text("postmaster").isEmpty()
                    && added.text("catchAll").isEmpty()) {
                administration.warn(
                        "nobody reads postmaster@%s yet: the first account there will, or whom you name: mailstead domain set %s --postmaster ADDRESS"
                                .formatted(name, name));
            }
        });
    }

    @Command(description = "Shows one domain.")
    int show(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class)
                    DomainName name) {
        return administration.run(
                clerk -> administration.show(Kind.DOMAIN, clerk.found(Kind.DOMAIN, name.ascii())));
    }

    @Command(description = "Lists all domains.")
    int list(@Mixin OfficeAdministration administration) {
        return administration.run(
                clerk -> administration.listed(Kind.DOMAIN, clerk.all(Kind.DOMAIN)));
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class) DomainName name,
            @Mixin Options options) {
        Fields patch = options.patch().fields();
        return administration.run(clerk -> {
            Clerk.Revised domain = clerk.change(Kind.DOMAIN, name.ascii(), _ -> patch);
            administration.changed(Kind.DOMAIN, name.ascii(), "changed", domain.after());
        });
    }

    @Command(description = "Removes a domain that no address lies in any more.")
    int remove(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "DOMAIN", converter = Words.DomainWord.class)
                    DomainName name) {
        return administration.run(clerk -> {
            clerk.remove(Kind.DOMAIN, name.ascii());
            administration.removed(Kind.DOMAIN, name.ascii());
        });
    }
}
