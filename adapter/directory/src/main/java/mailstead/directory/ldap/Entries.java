package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Domain;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/** What entries mean, by the mapping. Immutable. */
final class Entries {

    private static final Pattern CUSTOMER = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern VERIFIER = Pattern.compile("[^\\p{Cntrl}]{1,1024}");
    private static final Pattern SHUT = Pattern.compile("(\\{[^}]*\\})?[!*].*");
    private static final int VERIFIERS_MAX = 32;
    private static final int ADDRESSES_MAX = 1000;
    private static final int TARGETS_MAX = 10_000;

    /**
     * What RFC 2307 section 5.3 calls MD5 our hashes know by a name that says which of its forms.
     */
    private static final String RFC_2307_MD5 = "{MD5}";

    /**
     * A verifier that cannot be read: whether the account has a password cannot be known, as
     * servers do not show hashes to everybody.
     */
    private static final String HIDDEN = "{HIDDEN}";

    private final Mapping mapping;
    private final LdapSettings.PasswordCheck passwordCheck;
    private final Homes homes;

    Entries(LdapSettings settings) {
        this.mapping = settings.mapping();
        this.passwordCheck = settings.passwordCheck();
        this.homes = new Homes(settings.mapping(), settings.volumes());
    }

    /**
     * An account's entry.
     *
     * @param forwards where mail for it goes instead, or besides
     * @param isOnlyForwarded whether the mailbox gets none of it
     */
    record AccountEntry(Account account, List<Address> forwards, boolean isOnlyForwarded) {}

    boolean isAlias(Entry entry) {
        return mapping.one(Term.ALIAS_CLASS).filter(entry::hasObjectClass).isPresent();
    }

    /** Empty if the entry is as if it were not there. */
    Optional<AccountEntry> account(Entry entry) throws Malformed {
        Mapping.Standing standing = standing(entry, Term.STATUS);
        if (standing == Mapping.Standing.ABSENT) {
            return Optional.empty();
        }
        Status status = status(standing);
        String login = login(entry);
        List<Address> addresses = addresses(entry);
        Map<String, String> parts =
                addresses.isEmpty() || login.indexOf('@') > 0
                        ? Names.partsOf(login)
                        : Map.of(
                                "login", login,
                                "local", addresses.getFirst().localPart(),
                                "domain", addresses.getFirst().domain().ascii());
        Account account =
                new Account(
                        login,
                        customer(entry, Term.CUSTOMER),
                        addresses,
                        verifiers(entry),
                        homes.of(entry, parts),
                        owner(entry),
                        quota(entry),
                        services(entry),
                        status,
                        status,
                        Map.of());
        List<Address> forwards = new ArrayList<>(targets(entry, Term.FORWARD, Optional.empty()));
        forwards.removeIf(target -> addresses.contains(target.folded()));
        return Optional.of(new AccountEntry(account, forwards, isOnlyForwarded(entry)));
    }

    private boolean isOnlyForwarded(Entry entry) {
        Optional<String> mode = mapping.one(Term.FORWARD_MODE);
        return mode.isEmpty()
                || Arrays.stream(values(entry, mode.get()))
                        .anyMatch(value ->
                                mapping.list(Term.FORWARD_ONLY).stream()
                                        .anyMatch(only -> only.equalsIgnoreCase(value.strip())));
    }

    /**
     * @param address that was asked for
     */
    Alias alias(Entry entry, Address address) throws Malformed {
        List<Address> targets = targets(entry, Term.ALIAS_TARGETS, Optional.of(address.domain()));
        String attribute = mapping.list(Term.ALIAS_TARGETS).toString();
        if (targets.isEmpty()) {
            throw new Malformed(attribute, "is missing");
        }
        return new Alias(address.folded(), customer(entry, Term.CUSTOMER), targets);
    }

    /** Whether an entry that the server found is meant by this address, as we compare addresses. */
    boolean has(Entry entry, Address address) throws Malformed {
        if (addresses(entry).contains(address.folded())) {
            return true;
        }
        String localPart = address.folded().localPart();
        return isAlias(entry)
                && mapping.one(Term.ALIAS_NAMES).stream()
                        .flatMap(name -> Arrays.stream(values(entry, name)))
                        .anyMatch(name -> Names.lowerCase(name).equals(localPart));
    }

    /** Whether an entry that the server found has this login, as we compare logins. */
    boolean hasLogin(Entry entry, String login) {
        return Arrays.stream(values(entry, loginAttribute()))
                .anyMatch(value -> Names.lowerCase(value).equals(login));
    }

    private String loginAttribute() {
        return mapping.one(Term.LOGIN).orElseThrow();
    }

    /** The one value or, of several, the one in the entry's own name. */
    private String login(Entry entry) throws Malformed {
        String attribute = loginAttribute();
        String[] all = values(entry, attribute);
        String login = all.length == 1 ? all[0] : naming(entry, attribute);
        return Names.login(login)
                .orElseThrow(() ->
                        new Malformed(
                                attribute,
                                "'"
                                        + login
                                        + "' is no log-in name: 1 to 128 characters, no white space"));
    }

    private static String naming(Entry entry, String attribute) throws Malformed {
        if (values(entry, attribute).length == 0) {
            throw new Malformed(attribute, "is missing");
        }
        try {
            RDN name = entry.getRDN();
            String[] names = name == null ? new String[0] : name.getAttributeNames();
            String[] said = name == null ? new String[0] : name.getAttributeValues();
            for (int i = 0; i < names.length; i++) {
                if (names[i].equalsIgnoreCase(attribute)) {
                    return said[i];
                }
            }
        } catch (LDAPException _) {
            // a name that cannot be read names nobody
        }
        throw new Malformed(
                attribute, "has several values, and the entry is named by none of them");
    }

    /** Folded, without what stands for a whole domain. */
    private List<Address> addresses(Entry entry) throws Malformed {
        Set<Address> addresses = new LinkedHashSet<>();
        for (String attribute : mapping.list(Term.ADDRESSES)) {
            for (String value : values(entry, attribute)) {
                if (value.startsWith("@") && DomainName.parse(value.substring(1)).isPresent()) {
                    continue;
                }
                Address address =
                        Address.parse(value)
                                .filter(Address::isShortEnoughForOwn)
                                .orElseThrow(() ->
                                        new Malformed(
                                                attribute, "'" + value + "' is no mail address"));
                addresses.add(address.folded());
            }
        }
        if (addresses.size() > ADDRESSES_MAX) {
            throw new Malformed(
                    mapping.list(Term.ADDRESSES).toString(), "more than " + ADDRESSES_MAX);
        }
        return List.copyOf(addresses);
    }

    private List<Address> targets(Entry entry, Term term, Optional<DomainName> own)
            throws Malformed {
        Set<Address> targets = new LinkedHashSet<>();
        for (String attribute : mapping.list(term)) {
            for (String value : values(entry, attribute)) {
                String text = value.strip();
                Optional<Address> target =
                        text.indexOf('@') < 0 && own.isPresent()
                                ? Address.of(text, own.get().ascii())
                                : Address.parse(text);
                targets.add(
                        target.orElseThrow(() ->
                                new Malformed(attribute, "'" + value + "' is no mail address")));
            }
        }
        if (targets.size() > TARGETS_MAX) {
            throw new Malformed(mapping.list(term).toString(), "more than " + TARGETS_MAX);
        }
        return List.copyOf(targets);
    }

    private List<String> verifiers(Entry entry) throws Malformed {
        return switch (passwordCheck) {
            case HASH -> hashes(entry);
            case BIND, COMPARE ->
                    List.of(new DirectoryVerifier(mark(entry), entry.getDN()).encoded());
        };
    }

    private String mark(Entry entry) {
        List<String> marks = new ArrayList<>();
        for (String attribute : mapping.list(Term.CHANGED)) {
            marks.addAll(List.of(values(entry, attribute)));
        }
        return String.join(" ", marks).replace(':', '-');
    }

    private List<String> hashes(Entry entry) throws Malformed {
        Optional<String> attribute = mapping.one(Term.PASSWORD);
        if (attribute.isEmpty()) {
            return List.of();
        }
        String[] all = values(entry, attribute.get());
        if (all.length == 0) {
            return List.of(HIDDEN);
        }
        if (all.length > VERIFIERS_MAX) {
            throw new Malformed(attribute.get(), "more than " + VERIFIERS_MAX);
        }
        List<String> verifiers = new ArrayList<>();
        for (String value : all) {
            if (!VERIFIER.matcher(value).matches()) {
                throw new Malformed(
                        attribute.get(), "no hash of at most 1024 printable characters");
            }
            if (!SHUT.matcher(value).matches()) {
                verifiers.add(verifier(value));
            }
        }
        return verifiers;
    }

    /** What only we may put in the place of a hash is none of an entry's. */
    private String verifier(String value) {
        if (DirectoryVerifier.parse(value).isPresent()) {
            return HIDDEN;
        }
        if (value.regionMatches(true, 0, RFC_2307_MD5, 0, RFC_2307_MD5.length())) {
            return "{LDAP-MD5}" + value.substring(RFC_2307_MD5.length());
        }
        boolean hasScheme = value.matches("\\{[A-Za-z0-9.-]+\\}.*");
        return hasScheme ? value : mapping.one(Term.PASSWORD_SCHEME).orElse("{PLAIN}") + value;
    }

    private Optional<Owner> owner(Entry entry) throws Malformed {
        Optional<Integer> uid = id(entry, Term.UID, Term.DEFAULT_UID);
        Optional<Integer> gid = id(entry, Term.GID, Term.DEFAULT_GID);
        if (uid.isEmpty() && gid.isEmpty()) {
            return Optional.empty();
        }
        if (uid.isEmpty() || gid.isEmpty()) {
            Term missing = uid.isEmpty() ? Term.UID : Term.GID;
            throw new Malformed(mapping.one(missing).orElse(missing.word()), "is missing");
        }
        return Optional.of(new Owner(uid.get(), gid.get()));
    }

    private Optional<Integer> id(Entry entry, Term term, Term byDefault) throws Malformed {
        Optional<String> attribute = mapping.one(term);
        Optional<String> value = attribute.flatMap(name -> first(entry, name));
        if (value.isEmpty()) {
            return mapping.one(byDefault).map(Integer::valueOf);
        }
        String digits = value.get().strip();
        if (!digits.matches("[1-9][0-9]{0,8}")) {
            throw new Malformed(
                    attribute.get(),
                    "'" + digits + "' is no id: 1 to 999999999, for no mailbox is root's");
        }
        return Optional.of(Integer.valueOf(digits));
    }

    private Quota quota(Entry entry) throws Malformed {
        Quota size = quota(entry, Term.QUOTA);
        Optional<String> attribute = mapping.one(Term.QUOTA_MESSAGES);
        Optional<String> count = attribute.flatMap(name -> first(entry, name));
        if (count.isEmpty()) {
            return size;
        }
        if (!count.get().strip().matches("\\d{1,18}")) {
            throw new Malformed(attribute.get(), "'" + count.get() + "' is no number");
        }
        long messages = Long.parseLong(count.get().strip());
        return new Quota(
                size.octetsMax(), messages == 0 ? OptionalLong.empty() : OptionalLong.of(messages));
    }

    private Quota quota(Entry entry, Term term) throws Malformed {
        Optional<String> attribute = mapping.one(term);
        Optional<String> written =
                attribute
                        .flatMap(name -> first(entry, name))
                        .or(() -> mapping.one(Term.DEFAULT_QUOTA));
        if (written.isEmpty()) {
            return Quota.NONE;
        }
        return Quotas.read(written.get())
                .orElseThrow(() ->
                        new Malformed(
                                attribute.orElse(Term.DEFAULT_QUOTA.word()),
                                "'" + written.get() + "' is no quota"));
    }

    private Set<MailService> services(Entry entry) {
        Set<MailService> services = EnumSet.allOf(MailService.class);
        Optional<String> attribute =
                mapping.one(Term.SERVICES).filter(name -> values(entry, name).length > 0);
        if (attribute.isPresent()) {
            services = EnumSet.of(MailService.DELIVERY);
            for (String value : values(entry, attribute.get())) {
                mapping.service(value).ifPresent(services::add);
            }
        }
        for (Map.Entry<String, MailService> denied : mapping.denied().entrySet()) {
            boolean isDenied =
                    Arrays.stream(values(entry, denied.getKey()))
                            .anyMatch(value ->
                                    !Names.lowerCase(value.strip()).matches("0|no|false|"));
            if (isDenied) {
                services.remove(denied.getValue());
            }
        }
        return services;
    }

    private String customer(Entry entry, Term term) throws Malformed {
        Optional<String> attribute = mapping.one(term);
        String customer =
                attribute
                        .flatMap(name -> first(entry, name))
                        .or(() -> mapping.one(Term.DEFAULT_CUSTOMER))
                        .orElse("default");
        if (!CUSTOMER.matcher(customer).matches()) {
            throw new Malformed(
                    attribute.orElse(Term.DEFAULT_CUSTOMER.word()),
                    "'" + customer + "' is no customer's id: 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return customer;
    }

    private Mapping.Standing standing(Entry entry, Term term) throws Malformed {
        Optional<String> attribute = mapping.one(term);
        Optional<String> value = attribute.flatMap(name -> first(entry, name));
        if (value.isEmpty()) {
            return Mapping.Standing.ACTIVE;
        }
        return mapping.standing(value.get())
                .orElseThrow(() ->
                        new Malformed(
                                attribute.get(),
                                "nothing is said about '"
                                        + value.get()
                                        + "': "
                                        + Term.STATUS_VALUES.word()));
    }

    private static Status status(Mapping.Standing standing) {
        return standing == Mapping.Standing.ACTIVE ? Status.ACTIVE : Status.SUSPENDED;
    }

    /** Empty if the entry is not this domain's, or as if it were not there. */
    Optional<Domain> domain(Entry entry, DomainName name) throws Malformed {
        boolean isMeant =
                mapping.one(Term.DOMAIN).stream()
                        .flatMap(attribute -> Arrays.stream(values(entry, attribute)))
                        .anyMatch(
                                value -> DomainName.parse(value).filter(name::equals).isPresent());
        Mapping.Standing standing = standing(entry, Term.DOMAIN_STATUS);
        if (!isMeant || standing == Mapping.Standing.ABSENT) {
            return Optional.empty();
        }
        return Optional.of(
                new Domain(
                        name,
                        customer(entry, Term.DOMAIN_CUSTOMER),
                        status(standing),
                        status(standing),
                        target(entry, Term.DOMAIN_CATCH_ALL, name),
                        target(entry, Term.DOMAIN_POSTMASTER, name)));
    }

    /** A domain that the configuration tells. */
    Domain listed(DomainName name) {
        return new Domain(
                name,
                mapping.one(Term.DEFAULT_CUSTOMER).orElse("default"),
                Status.ACTIVE,
                Status.ACTIVE,
                Optional.empty(),
                Optional.empty());
    }

    private Optional<Address> target(Entry entry, Term term, DomainName own) throws Malformed {
        return targets(entry, term, Optional.of(own)).stream().findFirst();
    }

    private static String[] values(Entry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? new String[0] : values;
    }

    private static Optional<String> first(Entry entry, String attribute) {
        return Arrays.stream(values(entry, attribute)).findFirst();
    }
}
