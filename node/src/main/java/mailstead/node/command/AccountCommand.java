package mailstead.node.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead account}. */
@Command(
        name = "account",
        description = "Accounts: mailboxes and who may open them.",
        subcommands = {
            AccountImport.class,
            AccountExport.class,
            AccountAdopt.class,
            AppPasswordCommand.class
        })
final class AccountCommand extends Group {

    /** A home that says "not yet", for an account that is being put together. */
    private static final Home UNPLACED = new Home("-", "-");

    @Command(description = "Adds an account. Without a password option it asks on the terminal.")
    int add(
            @Mixin Administration administration,
            @Parameters(
                            paramLabel = "LOGIN",
                            converter = Words.LoginWord.class,
                            description = "Log-in name; need not be an address.")
                    String login,
            @Mixin AccountOptions options) {
        check(administration, options);
        String customer = options.customer;
        if (customer == null) {
            throw administration.wrongUsage(
                    "--customer is needed: everything belongs to a customer");
        }
        PasswordOptions.Given given = given(administration, options.password, true);
        return administration.runFirst((directory, config) -> {
            Account empty =
                    new Account(
                            login,
                            customer,
                            List.of(),
                            List.of(),
                            UNPLACED,
                            Optional.empty(),
                            Quota.NONE,
                            Set.of(MailService.values()),
                            Status.ACTIVE,
                            Status.ACTIVE,
                            Map.of());
            if (directory.findAccount(login).isPresent()) {
                throw new Provisioning.Conflict("account " + login + " exists already");
            }
            List<Address> addresses =
                    options.addresses != null
                            ? options.addresses
                            : defaultAddress(directory, login);
            Homes homes = new Homes(config, directory);
            Home home = options.home != null ? homes.parse(options.home) : homes.place(login);
            Account account =
                    options.applyTo(
                            empty,
                            addresses,
                            Verifiers.of(given, List.of(), config.passwords()).encoded(),
                            home);
            directory.addAccount(account);
            administration.changed(
                    Kind.ACCOUNT,
                    login,
                    "added at " + homes.path(home),
                    Views.of(stored(directory, account)));
            warnAbout(administration, directory, account);
            for (Domain domain : Postmasters.appoint(config, directory, account)) {
                administration.note(
                        "%s reads mail for postmaster@%s; to name another: mailstead domain set %s --postmaster ADDRESS"
                                .formatted(login, domain.name(), domain.name()));
            }
        });
    }

    @Command(description = "Shows one account.")
    int show(
            @Mixin Administration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login) {
        return administration.run((directory, config) ->
                administration.show(
                        Views.of(
                                Administration.found(
                                        directory.findAccount(login), Kind.ACCOUNT, login))));
    }

    @Command(description = "Lists accounts.")
    int list(
            @Mixin Administration administration,
            @Option(names = "--customer", paramLabel = "ID", description = "Only this customer's.")
                    @Nullable String customer) {
        return administration.run((directory, config) -> {
            List<Account> accounts = directory.accounts();
            administration.list(
                    Kind.ACCOUNT,
                    accounts.stream()
                            .filter(account ->
                                    customer == null || account.customerId().equals(customer))
                            .map(Views::of)
                            .toList());
        });
    }

    @Command(
            description =
                    "Changes what is given and leaves the rest. A new home does not move the files.")
    int set(
            @Mixin Administration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login,
            @Mixin AccountOptions options,
            @Option(
                            names = "--add-address",
                            paramLabel = "ADDRESS",
                            converter = Words.AddressWord.class,
                            description = "One more address; may be repeated.")
                    @Nullable List<Address> added,
            @Option(
                            names = "--remove-address",
                            paramLabel = "ADDRESS",
                            converter = Words.AddressWord.class,
                            description = "One address less; may be repeated.")
                    @Nullable List<Address> removed) {
        check(administration, options);
        Optional<PasswordOptions.Given> given =
                options.password == null
                        ? Optional.empty()
                        : Optional.of(given(administration, options.password, false));
        return administration.run((directory, config) -> {
            Account old = Administration.found(directory.findAccount(login), Kind.ACCOUNT, login);
            Home home =
                    options.home == null
                            ? old.home()
                            : new Homes(config, directory).parse(options.home);
            List<String> verifiers =
                    given.isPresent()
                            ? Verifiers.of(given.get(), old.appPasswords(), config.passwords())
                                    .encoded()
                            : old.verifiers();
            Account account =
                    options.applyTo(
                            old,
                            Words.changed(old.addresses(), options.addresses, added, removed),
                            verifiers,
                            home);
            directory.setAccount(account);
            administration.changed(
                    Kind.ACCOUNT, login, "changed", Views.of(stored(directory, account)));
            if (!home.equals(old.home())) {
                Homes homes = new Homes(config, directory);
                administration.warn(
                        "mail that is there stays in %s, unseen; move it to %s"
                                .formatted(homes.path(old.home()), homes.path(home)));
            }
        });
    }

    @Command(description = "Removes an account. Its files stay where they are.")
    int remove(
            @Mixin Administration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login) {
        return administration.run((directory, config) -> {
            directory.removeAccount(login);
            administration.removed(Kind.ACCOUNT, login);
        });
    }

    private static void check(Administration administration, AccountOptions options) {
        options.objection()
                .ifPresent(text -> {
                    throw administration.wrongUsage(text);
                });
    }

    /**
     * @param asking whether to ask on the terminal, if there is one, when nothing was said about a
     *     password
     */
    private static PasswordOptions.Given given(
            Administration administration, @Nullable PasswordOptions options, boolean asking) {
        try {
            if (options != null) {
                return Verifiers.checked(options.read());
            }
            return (asking ? PasswordOptions.prompt() : Optional.<PasswordOptions.Given>empty())
                    .orElse(new PasswordOptions.Given.Nothing());
        } catch (PasswordOptions.Unreadable e) {
            throw administration.wrongUsage(String.valueOf(e.getMessage()));
        } catch (TemporaryFailure tooBusy) {
            throw new IllegalStateException("nobody else hashes here", tooBusy);
        }
    }

    private static List<Address> defaultAddress(Provisioning directory, String login)
            throws MailException, Provisioning.Conflict {
        Optional<Address> itself = Address.parse(login).map(Address::folded);
        if (itself.isPresent()) {
            return List.of(itself.get());
        }
        List<Domain> domains = directory.domains();
        if (domains.size() != 1) {
            throw new Provisioning.Conflict(
                    "%s is not an address and there are %d domains: say which with --address"
                            .formatted(login, domains.size()));
        }
        return Address.of(login, domains.getFirst().name().ascii())
                .map(Address::folded)
                .map(List::of)
                .orElseThrow(() ->
                        new Provisioning.Conflict(
                                "no address can be made of "
                                        + login
                                        + ": give one with --address"));
    }

    private static void warnAbout(
            Administration administration, Provisioning directory, Account account)
            throws MailException {
        for (Address address : account.addresses()) {
            if (directory.findDomain(address.domain()).isEmpty()) {
                administration.warn(
                        "%s is not a domain of this cluster: no mail for %s will come"
                                .formatted(address.domain(), address));
            }
        }
        if (account.verifiers().isEmpty()) {
            administration.warn(
                    "no password: nobody can log in as %s; give one: mailstead account set %s --password"
                            .formatted(account.login(), account.login()));
        }
    }

    /** As the directory has it: it computes the standing. */
    private static Account stored(Provisioning directory, Account account) throws MailException {
        return directory.findAccount(account.login()).orElse(account);
    }
}
