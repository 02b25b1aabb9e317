package mailstead.node.command;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.directory.neighbour.AccountFormat;
import mailstead.directory.neighbour.ForeignAccount;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.Provisioning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * What an import will add, and what it cannot: every line is held against the directory and against
 * the lines before it. Confined to one command.
 */
final class ImportPlan {

    /** So many hashes of each scheme are tried; computing all of a million would take hours. */
    private static final int TRIED_OF_EACH_SCHEME = 20;

    private final Provisioning directory;
    private final Homes homes;
    private final Choices choices;
    private final PasswordHashes hashes =
            new PasswordHashes(PasswordHashes.Settings.defaults(1), new SecureRandom());

    private final List<Account> accounts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> logins = new HashSet<>();
    private final Map<Address, String> addresses = new HashMap<>();
    private final Map<DomainName, Boolean> knownDomains = new HashMap<>();
    private final Map<String, Integer> triedOfScheme = new HashMap<>();
    private int passedOver;

    /**
     * What the operator chose.
     *
     * @param domain for names that are no addresses
     * @param maildir its name in a home, or a dot
     * @param uidFrom accounts with a lower uid are passed over
     */
    record Choices(
            String customerId,
            @Nullable DomainName domain,
            String maildir,
            int uidFrom,
            boolean skipExisting) {}

    /** A line cannot be taken; the text says why. */
    private static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1L;

        NotTaken(@Nullable String why) {
            super(why);
        }
    }

    ImportPlan(Provisioning directory, Homes homes, Choices choices) throws MailException {
        this.directory = directory;
        this.homes = homes;
        this.choices = choices;
        for (Account account : directory.accounts()) {
            account.addresses().forEach(address -> addresses.put(address, account.login()));
        }
    }

    List<Account> accounts() {
        return List.copyOf(accounts);
    }

    /** One text for each line that cannot be taken. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    int passedOver() {
        return passedOver;
    }

    void take(int number, AccountFormat.Line line) throws MailException {
        switch (line) {
            case AccountFormat.Line.Empty() -> {}
            case AccountFormat.Line.Unreadable(String why) ->
                    problems.add("line " + number + ": " + why);
            case AccountFormat.Line.Account(ForeignAccount account) -> {
                try {
                    if (isSystem(account)) {
                        passedOver++;
                    } else {
                        add(account);
                    }
                } catch (NotTaken | TypeConversionException e) {
                    problems.add(
                            "line %d (%s): %s".formatted(number, account.name(), e.getMessage()));
                }
            }
        }
    }

    private boolean isSystem(ForeignAccount account) {
        return choices.uidFrom > 0
                && account.owner().map(owner -> owner.uid() < choices.uidFrom).orElse(true);
    }

    private void add(ForeignAccount foreign) throws MailException, NotTaken {
        String login = new Words.LoginWord().convert(foreign.name());
        if (directory.findAccount(login).isPresent()) {
            if (!choices.skipExisting) {
                throw new NotTaken("exists already (--skip-existing passes over)");
            }
            passedOver++;
            return;
        }
        Address address = address(login);
        for (String verifier : foreign.verifiers()) {
            requireReadable(verifier);
        }
        Home home = home(foreign);
        if (!logins.add(login)) {
            throw new NotTaken("the second line of this name");
        }
        addresses.put(address, login);
        accounts.add(
                new Account(
                        login,
                        choices.customerId,
                        List.of(address),
                        foreign.verifiers(),
                        home,
                        foreign.owner(),
                        foreign.quota(),
                        foreign.services(),
                        foreign.status(),
                        foreign.status(),
                        Map.of()));
    }

    private Address address(String login) throws MailException, NotTaken {
        DomainName domain = choices.domain;
        Optional<Address> parsed =
                login.indexOf('@') >= 0 || domain == null
                        ? Address.parse(login)
                        : Address.of(login, domain.ascii());
        Address address =
                parsed.map(Address::folded)
                        .orElseThrow(
                                () -> new NotTaken("no address can be made of it: give --domain"));
        if (!isKnown(address.domain())) {
            throw new NotTaken(
                    "%s is no domain of this cluster: mailstead domain add %s"
                            .formatted(address.domain(), address.domain()));
        }
        String owner = addresses.get(address);
        if (owner != null) {
            throw new NotTaken(address + " belongs to " + owner);
        }
        if (directory.findAlias(address).isPresent()) {
            throw new NotTaken(address + " is an alias");
        }
        return address;
    }

    private boolean isKnown(DomainName domain) throws MailException {
        Boolean known = knownDomains.get(domain);
        if (known == null) {
            known = directory.findDomain(domain).isPresent();
            knownDomains.put(domain, known);
        }
        return known;
    }

    private void requireReadable(String verifier) throws MailException, NotTaken {
        String scheme = verifier.substring(0, verifier.indexOf('}') + 1);
        if (triedOfScheme.merge(scheme, 1, Integer::sum) <= TRIED_OF_EACH_SCHEME
                && hashes.verify(verifier, new byte[0]) == PasswordHashes.Match.UNREADABLE) {
            throw new NotTaken("its password of scheme " + scheme + " cannot be checked here");
        }
    }

    private Home home(ForeignAccount foreign) throws MailException, NotTaken {
        Optional<String> path =
                foreign.maildir()
                        .or(() ->
                                foreign.home()
                                        .map(home ->
                                                choices.maildir.equals(".")
                                                        ? home
                                                        : home + "/" + choices.maildir));
        try {
            return homes.parse(path.orElseThrow(() -> new NotTaken("no home is told")));
        } catch (Provisioning.Conflict e) {
            throw new NotTaken(path.orElse("") + " lies on no volume: mailstead volume add");
        }
    }
}
