package mailstead.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Directory;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/**
 * A directory that keeps the contract and forgets everything at the end. A change is seen at once.
 * Shared: every method holds one lock.
 */
public final class InMemoryDirectory implements Directory, Provisioning {

    /** The customer and the volume that {@link #serving} and {@link #addUser} use. */
    public static final String CUSTOMER = "c-1";

    public static final String VOLUME = "mail1";

    private static final int LOGIN_CHARACTERS_MAX = 128;
    private static final int TARGETS_MAX = 10_000;
    private static final int APP_PASSWORDS_MAX = 50;

    private final Map<String, Customer> customers = new TreeMap<>();
    private final Map<DomainName, Domain> domains = new TreeMap<>();
    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<Address, Alias> aliases = new TreeMap<>();
    private final Map<String, Volume> volumes = new TreeMap<>();
    private final Map<String, BackEnd> backEnds = new TreeMap<>();
    private final Map<AppPasswordKey, Instant> appPasswordUses = new HashMap<>();
    private boolean failing;
    private boolean readOnly;
    private int lookups;

    /** A directory with one active customer, one volume and these domains. */
    public static InMemoryDirectory serving(String... domainNames) {
        InMemoryDirectory directory = new InMemoryDirectory();
        directory.customers.put(
                CUSTOMER,
                new Customer(CUSTOMER, "Example Ltd", Status.ACTIVE, Optional.empty(), Map.of()));
        directory.volumes.put(VOLUME, new Volume(VOLUME, "/" + VOLUME, "marker-" + VOLUME, 100));
        for (String name : domainNames) {
            DomainName domain = DomainName.parse(name).orElseThrow();
            directory.domains.put(
                    domain,
                    new Domain(
                            domain,
                            CUSTOMER,
                            Status.ACTIVE,
                            Status.ACTIVE,
                            Optional.empty(),
                            Optional.empty()));
        }
        return directory;
    }

    /**
     * Adds an account that may use everything.
     *
     * @param addresses each {@code local@domain}, in domains that are already there
     * @return as the directory now gives it
     */
    public synchronized Account addUser(String login, List<String> verifiers, String... addresses) {
        List<Address> parsed = new ArrayList<>();
        for (String address : addresses) {
            parsed.add(Address.parse(address).orElseThrow());
        }
        Account account =
                new Account(
                        login,
                        CUSTOMER,
                        parsed,
                        verifiers,
                        new Home(VOLUME, "00/00/" + fold(login).replace('/', '_')),
                        Optional.empty(),
                        Quota.NONE,
                        EnumSet.allOf(MailService.class),
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Map.of());
        try {
            addAccount(account);
            return account(login).orElseThrow();
        } catch (Conflict | TemporaryFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * Adds an alias, or a list if there are several targets; the domains of the targets may be
     * anywhere.
     */
    public synchronized Alias addAlias(String address, String... targets) {
        List<Address> parsed = new ArrayList<>();
        for (String target : targets) {
            parsed.add(Address.parse(target).orElseThrow());
        }
        Alias alias = new Alias(Address.parse(address).orElseThrow().folded(), CUSTOMER, parsed);
        try {
            addAlias(alias);
            return alias;
        } catch (Conflict | TemporaryFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** While true, every method throws {@code DIRECTORY_UNAVAILABLE}. */
    public synchronized void fail(boolean on) {
        failing = on;
    }

    /**
     * While true, {@link #upgradeVerifier} and {@link #noteAppPasswordUse} do nothing, as in a
     * directory that others write.
     */
    public synchronized void readOnly(boolean on) {
        readOnly = on;
    }

    /** How often it has been asked for a domain, an account or an addressee. */
    public synchronized int lookups() {
        return lookups;
    }

    // Directory

    @Override
    public synchronized Optional<Domain> domain(DomainName name) throws TemporaryFailure {
        lookups++;
        return findDomain(name);
    }

    @Override
    public synchronized Optional<Account> account(String login) throws TemporaryFailure {
        lookups++;
        return findAccount(login);
    }

    @Override
    public synchronized Optional<Addressee> addressee(Address address) throws TemporaryFailure {
        lookups++;
        check();
        Address folded = address.folded();
        Alias alias = aliases.get(folded);
        if (alias != null) {
            return Optional.of(new Addressee.Expansion(alias));
        }
        return ownerOf(folded).map(account -> new Addressee.Mailbox(withStanding(account)));
    }

    @Override
    public synchronized List<Volume> volumes() throws TemporaryFailure {
        return allVolumes();
    }

    @Override
    public synchronized boolean isScramReady() throws TemporaryFailure {
        check();
        return accounts.values().stream().allMatch(Account::isScramReady);
    }

    @Override
    public synchronized void upgradeVerifier(
            String login, String oldVerifier, List<String> newVerifiers) throws TemporaryFailure {
        check();
        Account account = accounts.get(fold(login));
        if (readOnly || account == null || !account.verifiers().contains(oldVerifier)) {
            return;
        }
        List<String> verifiers = new ArrayList<>(account.verifiers());
        int at = verifiers.indexOf(oldVerifier);
        verifiers.remove(at);
        verifiers.addAll(at, newVerifiers);
        accounts.put(account.login(), withVerifiers(account, verifiers));
    }

    @Override
    public synchronized void noteAppPasswordUse(String login, String appPasswordId, Instant at)
            throws TemporaryFailure {
        check();
        Account account = accounts.get(fold(login));
        if (!readOnly && account != null && has(account, appPasswordId)) {
            appPasswordUses.merge(
                    new AppPasswordKey(account.login(), appPasswordId),
                    at.truncatedTo(ChronoUnit.SECONDS),
                    (old, now) -> old.isAfter(now) ? old : now);
        }
    }

    private record AppPasswordKey(String login, String id) {}

    private static boolean has(Account account, String appPasswordId) {
        return account.appPasswords().stream().anyMatch(a -> a.id().equals(appPasswordId));
    }

    @Override
    public void close() {}

    // Provisioning

    @Override
    public synchronized void addCustomer(Customer customer) throws TemporaryFailure, Conflict {
        check();
        refuseIf(customers.containsKey(customer.customerId()), "the customer exists already");
        customers.put(customer.customerId(), customer);
    }

    @Override
    public synchronized void setCustomer(Customer customer) throws TemporaryFailure, Conflict {
        check();
        checkCustomer(customer.customerId());
        customers.put(customer.customerId(), customer);
    }

    @Override
    public synchronized void removeCustomer(String customerId) throws TemporaryFailure, Conflict {
        check();
        checkCustomer(customerId);
        refuseIf(
                domains.values().stream().anyMatch(domain -> domain.customerId().equals(customerId))
                        || accounts.values().stream()
                                .anyMatch(account -> account.customerId().equals(customerId))
                        || aliases.values().stream()
                                .anyMatch(alias -> alias.customerId().equals(customerId)),
                "the customer still owns domains, accounts or aliases");
        customers.remove(customerId);
    }

    @Override
    public synchronized Optional<Customer> findCustomer(String customerId) throws TemporaryFailure {
        check();
        return Optional.ofNullable(customers.get(customerId));
    }

    @Override
    public synchronized List<Customer> customers() throws TemporaryFailure {
        check();
        return List.copyOf(customers.values());
    }

    @Override
    public synchronized void addDomain(Domain domain) throws TemporaryFailure, Conflict {
        check();
        refuseIf(domains.containsKey(domain.name()), "the domain exists already");
        checkCustomer(domain.customerId());
        domains.put(domain.name(), domain);
    }

    @Override
    public synchronized void setDomain(Domain domain) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!domains.containsKey(domain.name()), "there is no such domain");
        checkCustomer(domain.customerId());
        domains.put(domain.name(), domain);
    }

    @Override
    public synchronized void removeDomain(DomainName name) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!domains.containsKey(name), "there is no such domain");
        refuseIf(
                aliases.keySet().stream().anyMatch(address -> address.domain().equals(name))
                        || accounts.values().stream()
                                .flatMap(account -> account.addresses().stream())
                                .anyMatch(address -> address.domain().equals(name)),
                "the domain still has addresses");
        domains.remove(name);
    }

    @Override
    public synchronized Optional<Domain> findDomain(DomainName name) throws TemporaryFailure {
        check();
        return Optional.ofNullable(domains.get(name)).map(this::withStanding);
    }

    @Override
    public synchronized List<Domain> domains() throws TemporaryFailure {
        check();
        return domains.values().stream().map(this::withStanding).toList();
    }

    @Override
    public synchronized void addAccount(Account account) throws TemporaryFailure, Conflict {
        check();
        refuseIf(accounts.containsKey(fold(account.login())), "the account exists already");
        putAccount(account);
    }

    @Override
    public synchronized void setAccount(Account account) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!accounts.containsKey(fold(account.login())), "there is no such account");
        putAccount(account);
    }

    @Override
    public synchronized void setQuota(String login, Quota quota) throws TemporaryFailure, Conflict {
        check();
        Account there = accounts.get(fold(login));
        if (there == null) {
            throw new Conflict("there is no such account");
        }
        refuseIf(
                quota.octetsMax().orElse(0) < 0 || quota.messagesMax().orElse(0) < 0,
                "quota: not negative");
        accounts.put(
                there.login(),
                new Account(
                        there.login(),
                        there.customerId(),
                        there.addresses(),
                        there.verifiers(),
                        there.home(),
                        there.owner(),
                        quota,
                        there.services(),
                        there.status(),
                        there.standing(),
                        there.attributes(),
                        there.appPasswords()));
    }

    @Override
    public synchronized void removeAccount(String login) throws TemporaryFailure, Conflict {
        check();
        refuseIf(accounts.remove(fold(login)) == null, "there is no such account");
        appPasswordUses.keySet().removeIf(key -> key.login().equals(fold(login)));
    }

    @Override
    public synchronized Optional<Account> findAccount(String login) throws TemporaryFailure {
        check();
        return Optional.ofNullable(accounts.get(fold(login))).map(this::withStanding);
    }

    @Override
    public synchronized List<Account> accounts() throws TemporaryFailure {
        check();
        return accounts.values().stream().map(this::withStanding).toList();
    }

    @Override
    public synchronized void addAppPassword(String login, AppPassword appPassword)
            throws TemporaryFailure, Conflict {
        Account account = demandAccount(login);
        refuseIf(has(account, appPassword.id()), "the id of the app password is taken");
        refuseIf(account.appPasswords().size() >= APP_PASSWORDS_MAX, "50 app passwords at most");
        refuseIf(
                !appPassword.id().matches("[A-Za-z0-9._-]{1,64}")
                        || appPassword.label().isBlank()
                        || appPassword.label().length() > 200
                        || appPassword.label().chars().anyMatch(Character::isISOControl)
                        || appPassword.verifier().isBlank()
                        || appPassword.services().isEmpty()
                        || appPassword.hasExpired(appPassword.created()),
                "the app password is not one");
        List<AppPassword> all = new ArrayList<>(account.appPasswords());
        all.add(appPassword);
        all.sort(Comparator.comparing(AppPassword::created).thenComparing(AppPassword::id));
        accounts.put(account.login(), account.withAppPasswords(all));
    }

    @Override
    public synchronized void removeAppPassword(String login, String appPasswordId)
            throws TemporaryFailure, Conflict {
        Account account = demandAccount(login);
        refuseIf(!has(account, appPasswordId), "there is no such app password");
        appPasswordUses.remove(new AppPasswordKey(account.login(), appPasswordId));
        accounts.put(
                account.login(),
                account.withAppPasswords(
                        account.appPasswords().stream()
                                .filter(a -> !a.id().equals(appPasswordId))
                                .toList()));
    }

    @Override
    public synchronized List<AppPasswordUse> appPasswords(String login)
            throws TemporaryFailure, Conflict {
        Account account = demandAccount(login);
        return account.appPasswords().stream()
                .map(appPassword ->
                        new AppPasswordUse(
                                appPassword,
                                Optional.ofNullable(
                                        appPasswordUses.get(
                                                new AppPasswordKey(
                                                        account.login(), appPassword.id())))))
                .toList();
    }

    private Account demandAccount(String login) throws TemporaryFailure, Conflict {
        check();
        Account account = accounts.get(fold(login));
        if (account == null) {
            throw new Conflict("there is no such account");
        }
        return account;
    }

    @Override
    public synchronized void addAlias(Alias alias) throws TemporaryFailure, Conflict {
        check();
        refuseIf(aliases.containsKey(alias.address().folded()), "the alias exists already");
        putAlias(alias);
    }

    @Override
    public synchronized void setAlias(Alias alias) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!aliases.containsKey(alias.address().folded()), "there is no such alias");
        putAlias(alias);
    }

    @Override
    public synchronized void removeAlias(Address address) throws TemporaryFailure, Conflict {
        check();
        refuseIf(aliases.remove(address.folded()) == null, "there is no such alias");
    }

    @Override
    public synchronized Optional<Alias> findAlias(Address address) throws TemporaryFailure {
        check();
        return Optional.ofNullable(aliases.get(address.folded()));
    }

    @Override
    public synchronized List<Alias> aliases() throws TemporaryFailure {
        check();
        return List.copyOf(aliases.values());
    }

    @Override
    public synchronized void addVolume(Volume volume) throws TemporaryFailure, Conflict {
        check();
        refuseIf(volumes.containsKey(volume.name()), "the volume exists already");
        volumes.put(volume.name(), volume);
    }

    @Override
    public synchronized void setVolume(Volume volume) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!volumes.containsKey(volume.name()), "there is no such volume");
        volumes.put(volume.name(), volume);
    }

    @Override
    public synchronized void removeVolume(String name) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!volumes.containsKey(name), "there is no such volume");
        refuseIf(
                accounts.values().stream()
                        .anyMatch(account -> account.home().volume().equals(name)),
                "the volume still holds mailboxes");
        volumes.remove(name);
    }

    @Override
    public synchronized Optional<Volume> findVolume(String name) throws TemporaryFailure {
        check();
        return Optional.ofNullable(volumes.get(name));
    }

    @Override
    public synchronized List<Volume> allVolumes() throws TemporaryFailure {
        check();
        return List.copyOf(volumes.values());
    }

    @Override
    public synchronized void addBackEnd(BackEnd backEnd) throws TemporaryFailure, Conflict {
        check();
        refuseIf(backEnds.containsKey(backEnd.name()), "the back end exists already");
        setChecked(backEnd);
    }

    @Override
    public synchronized void setBackEnd(BackEnd backEnd) throws TemporaryFailure, Conflict {
        check();
        refuseIf(!backEnds.containsKey(backEnd.name()), "there is no such back end");
        setChecked(backEnd);
    }

    private void setChecked(BackEnd backEnd) throws Conflict {
        refuseIf(backEnd.endpoints().isEmpty(), "a back end needs an endpoint");
        backEnds.put(backEnd.name(), backEnd);
    }

    @Override
    public synchronized void removeBackEnd(String name) throws TemporaryFailure, Conflict {
        check();
        refuseIf(backEnds.remove(name) == null, "there is no such back end");
    }

    @Override
    public synchronized Optional<BackEnd> findBackEnd(String name) throws TemporaryFailure {
        check();
        return Optional.ofNullable(backEnds.get(name));
    }

    @Override
    public synchronized List<BackEnd> backEnds() throws TemporaryFailure {
        check();
        return List.copyOf(backEnds.values());
    }

    // Rules

    private void check() throws TemporaryFailure {
        if (failing) {
            throw new TemporaryFailure(
                    Reason.DIRECTORY_UNAVAILABLE, "the directory is not available");
        }
    }

    private static void refuseIf(boolean wrong, String why) throws Conflict {
        if (wrong) {
            throw new Conflict(why);
        }
    }

    private void checkCustomer(String customerId) throws Conflict {
        refuseIf(!customers.containsKey(customerId), "there is no such customer");
    }

    private void checkLocal(Collection<Address> addresses) throws Conflict {
        for (Address address : addresses) {
            refuseIf(
                    !domains.containsKey(address.domain()),
                    "there is no domain " + address.domain());
            refuseIf(!address.isShortEnoughForOwn(), address + " is too long");
        }
    }

    private void putAccount(Account account) throws Conflict {
        String login = fold(account.login());
        refuseIf(!isLogin(login), "not a login name");
        checkCustomer(account.customerId());
        refuseIf(!volumes.containsKey(account.home().volume()), "there is no such volume");
        List<Address> folded =
                account.addresses().stream().map(Address::folded).distinct().toList();
        checkLocal(folded);
        for (Address address : folded) {
            refuseIf(
                    aliases.containsKey(address)
                            || ownerOf(address)
                                    .filter(owner -> !owner.login().equals(login))
                                    .isPresent(),
                    "the address " + address + " is taken");
        }
        accounts.put(
                login,
                new Account(
                        login,
                        account.customerId(),
                        folded,
                        account.verifiers(),
                        account.home(),
                        account.owner(),
                        account.quota(),
                        account.services(),
                        account.status(),
                        account.status(),
                        account.attributes(),
                        Optional.ofNullable(accounts.get(login))
                                .map(Account::appPasswords)
                                .orElse(List.of())));
    }

    private void putAlias(Alias alias) throws Conflict {
        checkCustomer(alias.customerId());
        Address address = alias.address().folded();
        checkLocal(List.of(address));
        refuseIf(ownerOf(address).isPresent(), "the address " + address + " is taken");
        refuseIf(
                alias.targets().isEmpty() || alias.targets().size() > TARGETS_MAX,
                "1 to 10,000 targets");
        refuseIf(
                alias.targets().stream().map(Address::folded).anyMatch(address::equals),
                "an alias cannot stand for itself");
        aliases.put(address, new Alias(address, alias.customerId(), alias.targets()));
    }

    private Optional<Account> ownerOf(Address folded) {
        return accounts.values().stream()
                .filter(account -> account.addresses().contains(folded))
                .findFirst();
    }

    private Status statusOf(String customerId) {
        Customer customer = customers.get(customerId);
        return customer == null ? Status.ACTIVE : customer.status();
    }

    private Domain withStanding(Domain domain) {
        return new Domain(
                domain.name(),
                domain.customerId(),
                domain.status(),
                worse(domain.status(), statusOf(domain.customerId())),
                domain.catchAll(),
                domain.postmaster());
    }

    private Account withStanding(Account account) {
        Status standing = worse(account.status(), statusOf(account.customerId()));
        Optional<DomainName> ofLogin = Address.parse(account.login()).map(Address::domain);
        Optional<DomainName> ofAddress =
                account.addresses().stream().findFirst().map(Address::domain);
        for (Optional<DomainName> name : List.of(ofLogin, ofAddress)) {
            Optional<Domain> domain = name.map(domains::get);
            if (domain.isPresent()) {
                standing = worse(standing, withStanding(domain.get()).standing());
            }
        }
        return new Account(
                account.login(),
                account.customerId(),
                account.addresses(),
                account.verifiers(),
                account.home(),
                account.owner(),
                account.quota(),
                account.services(),
                account.status(),
                standing,
                account.attributes(),
                account.appPasswords());
    }

    private static Account withVerifiers(Account account, List<String> verifiers) {
        return new Account(
                account.login(),
                account.customerId(),
                account.addresses(),
                verifiers,
                account.home(),
                account.owner(),
                account.quota(),
                account.services(),
                account.status(),
                account.standing(),
                account.attributes(),
                account.appPasswords());
    }

    private static Status worse(Status one, Status other) {
        return one == Status.SUSPENDED ? one : other;
    }

    private static boolean isLogin(String login) {
        return !login.isEmpty()
                && login.length() <= LOGIN_CHARACTERS_MAX
                && login.chars()
                        .noneMatch(c ->
                                Character.isWhitespace(c)
                                        || Character.isSpaceChar(c)
                                        || Character.isISOControl(c));
    }

    /** ASCII only, in no locale. */
    private static String fold(String login) {
        StringBuilder folded = new StringBuilder(login.length());
        login.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }
}
