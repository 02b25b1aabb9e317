package mailstead.node.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Home;
import mailstead.spi.Provisioning;
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

    @Command(description = "Adds an account. Without a password option it asks on the terminal.")
    int add(
            @Mixin OfficeAdministration administration,
            @Parameters(
                            paramLabel = "LOGIN",
                            converter = Words.LoginWord.class,
                            description = "Log-in name; need not be an address.")
                    String login,
            @Mixin AccountOptions options) {
        check(administration, options);
        if (options.customer == null) {
            throw administration.wrongUsage(
                    "--customer is needed: everything belongs to a customer");
        }
        PasswordOptions.Given given = given(administration, options.password, true);
        Patch account = password(administration, options.patch(), given).text("login", login);
        return administration.runFirst(clerk -> {
            account.texts(
                    "addresses",
                    Words.written(
                            options.addresses != null
                                    ? options.addresses
                                    : defaultAddress(clerk, login)));
            if (options.home != null) {
                account.put("home", home(clerk, options.home));
            }
            Fields added = clerk.create(Kind.ACCOUNT, account.fields());
            administration.changed(
                    Kind.ACCOUNT, login, "added at " + path(clerk, added.fields("home")), added);
            if (added.texts("passwordSchemes").isEmpty()) {
                administration.warn(
                        "no password: nobody can log in as %s; give one: mailstead account set %s --password"
                                .formatted(login, login));
            }
            tellPostmasters(administration, clerk, added);
        });
    }

    @Command(description = "Shows one account.")
    int show(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login) {
        return administration.run(
                clerk -> administration.show(Kind.ACCOUNT, clerk.found(Kind.ACCOUNT, login)));
    }

    @Command(description = "Lists accounts.")
    int list(
            @Mixin OfficeAdministration administration,
            @Option(names = "--customer", paramLabel = "ID", description = "Only this customer's.")
                    @Nullable String customer) {
        return administration.run(clerk ->
                administration.listed(
                        Kind.ACCOUNT,
                        customer == null
                                ? clerk.all(Kind.ACCOUNT)
                                : clerk.ofCustomer(Kind.ACCOUNT, customer)));
    }

    @Command(
            description =
                    "Changes what is given and leaves the rest. A new home does not move the files.")
    int set(
            @Mixin OfficeAdministration administration,
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
        Patch patch = options.patch();
        if (options.password != null) {
            password(administration, patch, given(administration, options.password, false));
        }
        boolean areAddressesGiven = options.addresses != null || added != null || removed != null;
        return administration.run(clerk -> {
            if (options.home != null) {
                patch.put("home", home(clerk, options.home));
            }
            Clerk.Revised account =
                    clerk.change(
                            Kind.ACCOUNT,
                            login,
                            old -> {
                                if (areAddressesGiven) {
                                    List<Address> there = Words.addresses(old.texts("addresses"));
                                    patch.texts(
                                            "addresses",
                                            Words.written(
                                                    Words.changed(
                                                            there,
                                                            options.addresses,
                                                            added,
                                                            removed)));
                                }
                                return patch.fields();
                            });
            administration.changed(Kind.ACCOUNT, login, "changed", account.after());
            Fields old = account.before().fields("home");
            Fields now = account.after().fields("home");
            if (!now.equals(old)) {
                administration.warn(
                        "mail that is there stays in %s, unseen; move it to %s"
                                .formatted(path(clerk, old), path(clerk, now)));
            }
        });
    }

    @Command(description = "Removes an account. Its files stay where they are.")
    int remove(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "LOGIN", converter = Words.LoginWord.class) String login) {
        return administration.run(clerk -> {
            clerk.remove(Kind.ACCOUNT, login);
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
            OfficeAdministration administration,
            @Nullable PasswordOptions options,
            boolean asking) {
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

    /** Clear passwords are hashed where the directory is: it knows which hashes are kept. */
    private static Patch password(
            OfficeAdministration administration, Patch patch, PasswordOptions.Given given) {
        return switch (given) {
            case PasswordOptions.Given.Nothing() -> patch.put("password", Value.Nothing.NOTHING);
            case PasswordOptions.Given.Hash(String verifier) ->
                    patch.text("passwordHash", verifier);
            case PasswordOptions.Given.Clear(byte[] utf8) -> {
                try {
                    yield patch.text(
                            "password",
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(utf8))
                                    .toString());
                } catch (CharacterCodingException _) {
                    throw administration.wrongUsage("the password is not UTF-8");
                } finally {
                    Arrays.fill(utf8, (byte) 0);
                }
            }
        };
    }

    private static Fields home(Clerk clerk, String text)
            throws MailException, Provisioning.Conflict {
        Home home = clerk.mounts().home(text);
        return new Patch().text("volume", home.volume()).text("path", home.path()).fields();
    }

    private static String path(Clerk clerk, Fields home)
            throws MailException, Provisioning.Conflict {
        return clerk.mounts().path(home.text("volume").orElse(""), home.text("path").orElse(""));
    }

    private static List<Address> defaultAddress(Clerk clerk, String login)
            throws MailException, Provisioning.Conflict {
        Optional<Address> itself = Address.parse(login).map(Address::folded);
        if (itself.isPresent()) {
            return List.of(itself.get());
        }
        List<Fields> domains = clerk.some(Kind.DOMAIN);
        if (domains.size() != 1) {
            throw new Provisioning.Conflict(
                    "%s is not an address and there %s: say which with --address"
                            .formatted(
                                    login,
                                    domains.isEmpty() ? "is no domain" : "are several domains"));
        }
        return Address.of(login, domains.getFirst().text("name").orElse(""))
                .map(Address::folded)
                .map(List::of)
                .orElseThrow(() ->
                        new Provisioning.Conflict(
                                "no address can be made of "
                                        + login
                                        + ": give one with --address"));
    }

    /** The first account in a domain becomes its postmaster. */
    private static void tellPostmasters(
            OfficeAdministration administration, Clerk clerk, Fields account)
            throws MailException, Provisioning.Conflict {
        List<String> addresses = account.texts("addresses");
        Set<String> domains = new LinkedHashSet<>();
        Words.addresses(addresses).forEach(address -> domains.add(address.domain().ascii()));
        for (String name : domains) {
            boolean isPostmaster =
                    clerk.find(Kind.DOMAIN, name)
                            .flatMap(domain -> domain.text("postmaster"))
                            .filter(addresses::contains)
                            .isPresent();
            if (isPostmaster) {
                administration.note(
                        "%s reads mail for postmaster@%s; to name another: mailstead domain set %s --postmaster ADDRESS"
                                .formatted(account.text("login").orElse(""), name, name));
            }
        }
    }
}
