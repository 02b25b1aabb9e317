package mailstead.directory.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import mailstead.directory.publish.Centre;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.Directory;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Domain;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/**
 * The directory in LDAP servers. Shared. Opening it never waits. Only a complete, successful search
 * that finds no entry is "there is no such thing"; whatever else a server says or leaves unsaid is
 * {@code DIRECTORY_UNAVAILABLE}, and so is an entry that contradicts itself or another one. What
 * was found is used again for {@link LdapSettings#freshFor}; that nothing was found, never.
 */
public final class LdapDirectory implements Directory {

    /**
     * Before a local part it means: the mailbox of whoever has that address, not where their mail
     * is forwarded. A private character of Unicode, which no address has; who writes to it all the
     * same reaches the mailbox.
     */
    private static final String MAILBOX_OF = "\uE000";

    /** The local part for who gets a domain's catch-all mail. */
    private static final String CATCH_ALL = "\uE001";

    /** One entry is wanted; the second tells that there are several. */
    private static final int ENTRIES_MAX = 2;

    /** A login that nobody has. */
    private static final String NOBODYS = "nobody@lifeboat.invalid";

    /** Entries in one answer, when all are read. */
    private static final int PAGE = 500;

    private static final int PAGE_SECONDS_MAX = 60;

    private final LdapSettings settings;
    private final Mapping mapping;
    private final Servers servers;
    private final Entries entries;
    private final Answers answers;
    private final Doubts doubts;
    private final PasswordChecks passwords;
    private final String[] attributes;
    private volatile List<String> lastVerifiers = List.of();

    private LdapDirectory(LdapSettings settings, Executor background, EventSink events) {
        this.settings = settings;
        this.mapping = settings.mapping();
        this.doubts = new Doubts(events, System::nanoTime);
        this.servers = new Servers(settings, background, events, doubts);
        this.entries = new Entries(settings);
        this.answers = new Answers(settings.freshFor(), settings.cachedMax(), System::nanoTime);
        this.passwords = new PasswordChecks(settings, servers);
        this.attributes =
                mapping.attributesOfEntries(
                        settings.passwordCheck() == LdapSettings.PasswordCheck.HASH);
    }

    /**
     * @param background runs each task on a thread of its own
     */
    public static LdapDirectory open(LdapSettings settings, Executor background, EventSink events) {
        return new LdapDirectory(settings, background, events);
    }

    /** Asks every server how it is, one after the other. */
    public static List<LdapServerReport> report(LdapSettings settings) {
        Doubts silent = new Doubts(EventSink.NOWHERE, System::nanoTime);
        try (Servers servers = new Servers(settings, _ -> {}, EventSink.NOWHERE, silent)) {
            return servers.report();
        }
    }

    /**
     * The centre of copies that are published of what is in LDAP.
     *
     * @param turn of the one publisher
     * @param clock gives generations their numbers
     * @param events hears what could not be put into a copy
     */
    public LdapCentre centre(LdapCentre.Turn turn, InstantSource clock, EventSink events) {
        return new LdapCentre(this, turn, clock, events);
    }

    /** Whether a server answers now; nothing that was kept does. */
    public boolean isThere() {
        try {
            return accountNow(NOBODYS).isEmpty();
        } catch (MailException _) {
            return false;
        }
    }

    /** That no server answers is somebody else's to tell while this is so: a lifeboat's. */
    public void tellNobodyOfSilenceWhile(BooleanSupplier condition) {
        doubts.tellNobodyOfSilenceWhile(condition);
    }

    /** Whether a failure means that no server answered, and not that entries contradict. */
    public static boolean isAway(TemporaryFailure failure) {
        return !(failure.getCause() instanceof Doubts.AboutEntry);
    }

    // Look-ups

    private record LoginKey(String login) {}

    private record DomainKey(DomainName name) {}

    @Override
    public Optional<Account> account(String login) throws MailException {
        Optional<String> key = Names.login(login);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<Account> known = answers.find(new LoginKey(key.get()), Account.class);
        return known.isPresent() ? known : askForAccount(key.get());
    }

    @Override
    public Optional<Account> accountNow(String login) throws MailException {
        Optional<String> key = Names.login(login);
        return key.isEmpty() ? Optional.empty() : askForAccount(key.get());
    }

    private Optional<Account> askForAccount(String login) throws MailException {
        long askedAt = answers.now();
        Optional<SearchResultEntry> entry =
                one(
                        settings.base(),
                        filter(Term.LOGIN_FILTER).with(Names.partsOf(login)),
                        attributes,
                        login);
        if (entry.isEmpty() || !entries.hasLogin(entry.get(), login)) {
            return Optional.empty();
        }
        Optional<Account> account =
                understood(entry.get(), () -> entries.account(entry.get()))
                        .map(Entries.AccountEntry::account);
        if (account.isEmpty()) {
            return Optional.empty();
        }
        Account found = withDomains(account.get());
        lastVerifiers = found.verifiers();
        answers.keep(new LoginKey(login), found, askedAt);
        return Optional.of(found);
    }

    @Override
    public Optional<Addressee> addressee(Address address) throws MailException {
        Address key = address.folded();
        Optional<Addressee> known = answers.find(key, Addressee.class);
        if (known.isPresent()) {
            return known;
        }
        long askedAt = answers.now();
        Optional<Addressee> found;
        if (key.localPart().equals(CATCH_ALL)) {
            found = catchAll(key);
        } else if (key.localPart().startsWith(MAILBOX_OF)) {
            found = mailboxOf(key);
        } else {
            found = ask(key);
        }
        found.ifPresent(addressee -> answers.keep(key, addressee, askedAt));
        return found;
    }

    private Optional<Addressee> ask(Address address) throws MailException {
        Optional<SearchResultEntry> entry = entryOf(address);
        return entry.isEmpty() ? Optional.empty() : addressee(entry.get(), address, false);
    }

    /**
     * The entry that has this address as we compare addresses, whatever the server thinks equal.
     */
    private Optional<SearchResultEntry> entryOf(Address address) throws MailException {
        Optional<SearchResultEntry> entry =
                one(
                        settings.base(),
                        filter(Term.ADDRESS_FILTER).with(Names.partsOf(address)),
                        attributes,
                        address.toString());
        if (entry.isEmpty() || !understood(entry.get(), () -> entries.has(entry.get(), address))) {
            return Optional.empty();
        }
        return entry;
    }

    private Optional<Addressee> mailboxOf(Address address) throws MailException {
        String plain = address.localPart().substring(MAILBOX_OF.length());
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        Optional<SearchResultEntry> entry = entryOf(address.withLocalPart(plain));
        return entry.isEmpty() || entries.isAlias(entry.get())
                ? Optional.empty()
                : addressee(entry.get(), address, true);
    }

    private Optional<Addressee> catchAll(Address address) throws MailException {
        Optional<SearchResultEntry> entry = catchAllEntry(address.domain());
        return entry.isEmpty() ? Optional.empty() : addressee(entry.get(), address, false);
    }

    private Optional<SearchResultEntry> catchAllEntry(DomainName name) throws MailException {
        Optional<FilterTemplate> template = mapping.filter(Term.CATCH_ALL_FILTER);
        return template.isEmpty()
                ? Optional.empty()
                : one(
                        settings.base(),
                        template.get().with(Map.of("domain", name.ascii())),
                        attributes,
                        "@" + name);
    }

    private Optional<Addressee> addressee(
            SearchResultEntry entry, Address address, boolean isMailboxWanted)
            throws MailException {
        if (entries.isAlias(entry)) {
            Alias alias = understood(entry, () -> entries.alias(entry, address));
            return Optional.of(new Addressee.Expansion(alias));
        }
        Optional<Entries.AccountEntry> found = understood(entry, () -> entries.account(entry));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Account account = withDomains(found.get().account());
        List<Address> targets = new ArrayList<>(found.get().forwards());
        if (targets.isEmpty() || isMailboxWanted) {
            return Optional.of(new Addressee.Mailbox(account));
        }
        if (!found.get().isOnlyForwarded()) {
            Address own = account.addresses().isEmpty() ? address : account.addresses().getFirst();
            targets.add(own.withLocalPart(MAILBOX_OF + own.localPart()));
        }
        return Optional.of(
                new Addressee.Expansion(new Alias(address, account.customerId(), targets)));
    }

    @Override
    public Optional<Domain> domain(DomainName name) throws MailException {
        Optional<Domain> known = answers.find(new DomainKey(name), Domain.class);
        if (known.isPresent()) {
            return known;
        }
        long askedAt = answers.now();
        Optional<Domain> found = settings.domains().isEmpty() ? searched(name) : listed(name);
        if (found.isPresent() && found.get().catchAll().isEmpty()) {
            found = Optional.of(withCatchAll(found.get()));
        }
        found.ifPresent(domain -> answers.keep(new DomainKey(name), domain, askedAt));
        return found;
    }

    private Optional<Domain> listed(DomainName name) {
        return settings.domains().contains(name)
                ? Optional.of(entries.listed(name))
                : Optional.empty();
    }

    private Optional<Domain> searched(DomainName name) throws MailException {
        Optional<FilterTemplate> template = mapping.filter(Term.DOMAIN_FILTER);
        if (template.isEmpty()) {
            return Optional.empty();
        }
        Optional<SearchResultEntry> entry =
                one(
                        settings.domainBase(),
                        template.get().with(Map.of("domain", name.ascii())),
                        mapping.attributesOfDomains(),
                        name.ascii());
        return entry.isEmpty()
                ? Optional.empty()
                : understood(entry.get(), () -> entries.domain(entry.get(), name));
    }

    private Domain withCatchAll(Domain domain) throws MailException {
        return catchAllEntry(domain.name()).isEmpty()
                ? domain
                : new Domain(
                        domain.name(),
                        domain.customerId(),
                        domain.status(),
                        domain.standing(),
                        Optional.of(new Address(CATCH_ALL, domain.name())),
                        domain.postmaster());
    }

    /** As suspended as the worst of its domains, where domains can be. */
    private Account withDomains(Account account) throws MailException {
        boolean canBeSuspended =
                settings.domains().isEmpty() && mapping.one(Term.DOMAIN_STATUS).isPresent();
        if (!canBeSuspended || account.standing() == Status.SUSPENDED) {
            return account;
        }
        Set<DomainName> names = new HashSet<>();
        account.addresses().forEach(address -> names.add(address.domain()));
        Names.domainOf(account.login()).ifPresent(names::add);
        for (DomainName name : names) {
            if (domain(name).filter(each -> each.standing() == Status.SUSPENDED).isPresent()) {
                return suspended(account);
            }
        }
        return account;
    }

    private static Account suspended(Account account) {
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
                Status.SUSPENDED,
                account.attributes());
    }

    @Override
    public List<Volume> volumes() {
        return settings.volumes();
    }

    /** Nobody can tell without reading every entry. */
    @Override
    public boolean isScramReady() {
        return false;
    }

    /** LDAP is changed elsewhere. */
    @Override
    public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers) {}

    @Override
    public PasswordAnswer checkPassword(DirectoryVerifier verifier, byte[] password)
            throws MailException {
        if (settings.passwordCheck() == LdapSettings.PasswordCheck.HASH) {
            throw Servers.unavailable(null);
        }
        return passwords.check(verifier, password);
    }

    /** Where we check hashes, those that somebody has: they show what checking one costs here. */
    @Override
    public List<String> decoyVerifiers() {
        return settings.passwordCheck() == LdapSettings.PasswordCheck.HASH
                ? lastVerifiers
                : List.of(new DirectoryVerifier("", passwords.decoy()).encoded());
    }

    @Override
    public void close() {
        servers.close();
    }

    // How servers are asked

    private FilterTemplate filter(Term term) {
        return mapping.filter(term).orElseThrow();
    }

    /**
     * @param what the question was about, for the operator
     */
    private Optional<SearchResultEntry> one(
            String base, Filter filter, String[] wanted, String what) throws TemporaryFailure {
        List<SearchResultEntry> found =
                servers.ask(
                        Link.Use.LOOK_UP,
                        (connection, secondsMax) ->
                                search(connection, base, filter, secondsMax, wanted));
        if (found.size() > 1) {
            throw doubts.several(what, found.getFirst().getDN(), found.get(1).getDN());
        }
        return found.stream().findFirst();
    }

    /** Fails unless what it gives is all there is, or more than one entry. */
    private static List<SearchResultEntry> search(
            LDAPConnection connection, String base, Filter filter, int secondsMax, String[] wanted)
            throws LDAPException {
        SearchRequest request =
                new SearchRequest(
                        base,
                        SearchScope.SUB,
                        DereferencePolicy.NEVER,
                        ENTRIES_MAX,
                        secondsMax,
                        false,
                        filter,
                        wanted);
        try {
            SearchResult result = connection.search(request);
            if (result.getEntryCount() == 0 && result.getReferenceCount() > 0) {
                // RFC 4511 section 4.5.3: whoever it is may be at another server
                throw new LDAPException(
                        ResultCode.REFERRAL, "a part of " + base + " is at another server");
            }
            return Objects.requireNonNull(result.getSearchEntries());
        } catch (LDAPSearchException stopped) {
            if (stopped.getResultCode() == ResultCode.SIZE_LIMIT_EXCEEDED
                    && stopped.getEntryCount() > 1) {
                return Objects.requireNonNull(stopped.getSearchEntries());
            }
            throw stopped;
        }
    }

    // What a publisher asks

    /** Whether an address is one that only this directory gives and understands. */
    static boolean isOurs(Address address) {
        return address.localPart().equals(CATCH_ALL) || address.localPart().startsWith(MAILBOX_OF);
    }

    Filter anyAccount() {
        return filter(Term.LOGIN_FILTER).any();
    }

    /** Empty where the schema knows no aliases. */
    Optional<Filter> anyAlias() {
        return mapping.one(Term.ALIAS_CLASS)
                .map(name ->
                        Filter.createANDFilter(
                                Filter.createEqualityFilter("objectClass", name),
                                filter(Term.ADDRESS_FILTER).any()));
    }

    /** All that are told, whether they can be looked up or not. */
    void domainNames(Consumer<DomainName> names) throws TemporaryFailure, IOException {
        settings.domains().forEach(names);
        Optional<FilterTemplate> template = mapping.filter(Term.DOMAIN_FILTER);
        if (settings.domains().isEmpty() && template.isPresent()) {
            String attribute = mapping.one(Term.DOMAIN).orElseThrow();
            read(
                    settings.domainBase(),
                    template.get().any(),
                    new String[] {attribute},
                    entry ->
                            values(entry, attribute)
                                    .forEach(value -> DomainName.parse(value).ifPresent(names)));
        }
    }

    List<String> loginsOf(SearchResultEntry entry) {
        return values(entry, mapping.one(Term.LOGIN).orElseThrow());
    }

    /**
     * By what an alias may be found.
     *
     * @param domains where one is that has a local part alone
     */
    Set<Address> addressesOfAlias(SearchResultEntry entry, List<DomainName> domains) {
        Set<Address> addresses = new LinkedHashSet<>();
        for (String attribute : mapping.list(Term.ADDRESSES)) {
            for (String value : values(entry, attribute)) {
                Address.parse(value).map(Address::folded).ifPresent(addresses::add);
            }
        }
        for (String attribute : mapping.list(Term.ALIAS_NAMES)) {
            for (String value : values(entry, attribute)) {
                for (DomainName domain : domains) {
                    Address.of(value, domain.ascii())
                            .map(Address::folded)
                            .ifPresent(addresses::add);
                }
            }
        }
        return addresses;
    }

    private static List<String> values(SearchResultEntry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? List.of() : List.of(values);
    }

    /** All that fit, with the attributes that name them; not kept in memory. */
    void entries(Filter filter, Centre.Sink<SearchResultEntry> sink)
            throws TemporaryFailure, IOException {
        List<String> names = new ArrayList<>(mapping.list(Term.LOGIN));
        names.addAll(mapping.list(Term.ADDRESSES));
        names.addAll(mapping.list(Term.ALIAS_NAMES));
        read(settings.base(), filter, names.toArray(String[]::new), sink);
    }

    /** Page by page (RFC 2696), on a connection of its own. */
    private void read(
            String base, Filter filter, String[] wanted, Centre.Sink<SearchResultEntry> sink)
            throws TemporaryFailure, IOException {
        try (LDAPConnection connection = servers.connect()) {
            Optional<ASN1OctetString> cookie = Optional.empty();
            do {
                SearchRequest request =
                        new SearchRequest(
                                base,
                                SearchScope.SUB,
                                DereferencePolicy.NEVER,
                                0,
                                PAGE_SECONDS_MAX,
                                false,
                                filter,
                                wanted);
                request.setResponseTimeoutMillis(1000L * PAGE_SECONDS_MAX);
                request.setControls(new SimplePagedResultsControl(PAGE, cookie.orElse(null), true));
                SearchResult page = connection.search(request);
                for (SearchResultEntry entry : Objects.requireNonNull(page.getSearchEntries())) {
                    sink.take(entry);
                }
                cookie =
                        Optional.ofNullable(SimplePagedResultsControl.get(page))
                                .map(SimplePagedResultsControl::getCookie)
                                .filter(more -> more.getValueLength() > 0);
            } while (cookie.isPresent());
        } catch (LDAPException failure) {
            throw Servers.unavailable(failure);
        }
    }

    /** Makes something of an entry. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws Malformed;
    }

    private <T> T understood(SearchResultEntry entry, Reading<T> reading) throws TemporaryFailure {
        try {
            return reading.read();
        } catch (Malformed malformed) {
            throw doubts.malformed(entry.getDN(), malformed);
        }
    }
}
