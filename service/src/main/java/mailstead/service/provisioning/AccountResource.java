package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CHANGE;
import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;
import static mailstead.service.provisioning.Operation.RESUME;
import static mailstead.service.provisioning.Operation.SUSPEND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.Desk;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/** One mailbox and who may open it. */
final class AccountResource extends Resource<Account> {

    private static final int ADDRESSES_MAX = 1000;
    private static final Shape LIMIT = new Shape.Whole(0, Long.MAX_VALUE);
    private static final Shape POSIX_ID = new Shape.Whole(0, Integer.MAX_VALUE);
    private static final Shape.Group HOME =
            new Shape.Group(
                    List.of(
                            Field.needed("volume", Shapes.NAME, "The volume's name."),
                            Field.needed("path", Shapes.PATH, "Relative to the volume's folder.")));
    private static final Shape.Group OWNER =
            new Shape.Group(
                    List.of(
                            Field.needed("uid", POSIX_ID, "POSIX user id."),
                            Field.needed("gid", POSIX_ID, "POSIX group id.")));
    private static final Shape.Group QUOTA =
            new Shape.Group(
                    List.of(
                            Field.optional("octets", LIMIT, "Sum of message sizes."),
                            Field.optional("messages", LIMIT, "Number of messages.")));

    AccountResource() {
        super("accounts", "account", "A mailbox and who may open it.", accountFields());
        allow(Level.CUSTOMER, LIST, READ, CREATE, CHANGE, REMOVE);
        allow(Level.RESELLER, SUSPEND, RESUME);
    }

    private static List<Field> accountFields() {
        return List.of(
                Field.key(
                        "login",
                        Shapes.LOGIN,
                        "The log-in name; ASCII letters become lower case. For tokens below operator it must be an"
                                + " address in a domain of theirs."),
                Field.optional(
                        "customerId",
                        Shapes.NAME,
                        "Whose it is; else the login's domain's customer."),
                Field.optional(
                        "addresses",
                        new Shape.ListOf(Shapes.ADDRESS, 0, ADDRESSES_MAX),
                        "Whose mail lands here, in domains that exist. A new account without this field has its login,"
                                + " if that is such an address."),
                Field.secret(
                        "password",
                        Shapes.PASSWORD,
                        "A new password; null takes all passwords away."),
                Field.secret(
                                "passwordHash",
                                Shapes.PATH,
                                "Instead of a password: a hash of it, {SCHEME}...")
                        .from(Level.RESELLER),
                Field.told(
                        "passwordSchemes",
                        new Shape.ListOf(new Shape.Text(64), 0, 32),
                        "How passwords are kept."),
                Field.told(
                        "appPasswords",
                        new Shape.ListOf(Shapes.TEXT, 0, 50),
                        "The labels of its app passwords."),
                Field.optional(
                                "home",
                                HOME,
                                "Where the mailbox lies. A new account without it is placed.")
                        .from(Level.OPERATOR),
                Field.optional("owner", OWNER, "As whom files are written.").from(Level.OPERATOR),
                Field.optional("quota", QUOTA, "How much it may hold.").from(Level.RESELLER),
                Field.optional(
                        "services",
                        new Shape.ListOf(
                                new Shape.Choice(Words.all(MailService.values())),
                                0,
                                MailService.values().length),
                        "What it may use; a new account without this field: all."),
                Shapes.attributes(),
                Shapes.status("accounts"),
                Field.told(
                        "standing",
                        Shapes.STATUS,
                        "The worst of its own status, its domain's and its customer's."));
    }

    @Override
    public List<String> filters() {
        return List.of("customer", "domain", "status");
    }

    @Override
    String key(Account account) {
        return account.login();
    }

    @Override
    Optional<String> customer(Account account) {
        return Optional.of(account.customerId());
    }

    @Override
    Fields show(Account account) {
        List<String> labels = account.appPasswords().stream().map(AppPassword::label).toList();
        return labels.isEmpty()
                ? settled(account)
                : settled(account).with("appPasswords", Value.ofTexts(labels));
    }

    /** Its app passwords are things of their own. */
    private static Fields settled(Account account) {
        Fields fields =
                Fields.EMPTY
                        .with("login", account.login())
                        .with("customerId", account.customerId())
                        .with(
                                "addresses",
                                Value.ofTexts(
                                        account.addresses().stream()
                                                .map(Address::toString)
                                                .toList()))
                        .with(
                                "passwordSchemes",
                                Value.ofTexts(
                                        account.verifiers().stream()
                                                .map(AccountResource::scheme)
                                                .toList()))
                        .with(
                                "home",
                                Fields.EMPTY
                                        .with("volume", account.home().volume())
                                        .with("path", account.home().path()));
        if (account.owner().isPresent()) {
            fields =
                    fields.with(
                            "owner",
                            Fields.EMPTY
                                    .with("uid", new Value.Whole(account.owner().get().uid()))
                                    .with("gid", new Value.Whole(account.owner().get().gid())));
        }
        if (account.quota().isLimited()) {
            fields = fields.with("quota", quota(account.quota()));
        }
        fields =
                fields.with(
                        "services",
                        Value.ofTexts(
                                new TreeSet<>(account.services())
                                        .stream().map(Words::of).toList()));
        return withAttributes(fields, account.attributes())
                .with("status", Words.of(account.status()))
                .with("standing", Words.of(account.standing()));
    }

    private static Fields quota(Quota quota) {
        Fields fields = Fields.EMPTY;
        if (quota.octetsMax().isPresent()) {
            fields = fields.with("octets", new Value.Whole(quota.octetsMax().getAsLong()));
        }
        if (quota.messagesMax().isPresent()) {
            fields = fields.with("messages", new Value.Whole(quota.messagesMax().getAsLong()));
        }
        return fields;
    }

    /** Never any part of the hash. */
    private static String scheme(String verifier) {
        int end = verifier.indexOf('}');
        return verifier.startsWith("{") && end > 0 ? verifier.substring(1, end) : "crypt";
    }

    @Override
    String state(Account account) {
        return settled(account).json() + account.verifiers();
    }

    @Override
    boolean isSecretChanged(Account before, Account after) {
        return !before.verifiers().equals(after.verifiers());
    }

    @Override
    Optional<Account> find(Desk desk, String key) throws MailException {
        return desk.findAccount(key);
    }

    @Override
    List<Account> page(Desk desk, Page page) {
        return desk.accounts(page);
    }

    @Override
    Optional<Account> read(Draft draft, Optional<Account> before) throws MailException {
        Fields fields = draft.fields();
        String login = login(draft);
        Optional<Address> asAddress = Addresses.parse(login).map(Address::folded);
        Optional<Domain> domain = loginDomain(draft, asAddress, before.isEmpty());
        String customerId = draft.customer(domain.map(Domain::customerId));
        List<Address> addresses =
                before.isEmpty() && !fields.has("addresses")
                        ? asAddress
                                .filter(address ->
                                        domain.isPresent() && address.isShortEnoughForOwn())
                                .map(List::of)
                                .orElse(List.of())
                        : draft.ownAddresses(
                                "addresses", before.map(Account::addresses).orElse(List.of()));
        demandFree(draft, addresses, login);
        Optional<Home> home = home(draft);
        Status status = Shapes.status(fields);
        return home.map(place ->
                new Account(
                        login,
                        customerId,
                        addresses,
                        verifiers(draft, before),
                        place,
                        owner(fields),
                        new Quota(limit(fields, "octets"), limit(fields, "messages")),
                        services(fields, before.isEmpty()),
                        status,
                        status,
                        fields.map("attributes")));
    }

    private static String login(Draft draft) {
        String login = Words.folded(draft.fields().needed("login"));
        if (login.codePoints()
                .anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            draft.check().problem("/login", "must not have white space");
        }
        return login;
    }

    /** Names without a domain of one's own would take away others' names. */
    private static Optional<Domain> loginDomain(
            Draft draft, Optional<Address> address, boolean isNew) throws MailException {
        Optional<DomainName> name = address.map(Address::domain);
        Optional<Domain> domain =
                name.isPresent() ? draft.usableDomain(name.get()) : Optional.empty();
        if (isNew && domain.isEmpty() && draft.caller().level() != Level.OPERATOR) {
            draft.check().problem("/login", "must be an address in a domain of yours");
        }
        return domain;
    }

    private static void demandFree(Draft draft, List<Address> addresses, String login) {
        for (int i = 0; i < addresses.size(); i++) {
            Address address = addresses.get(i);
            boolean isTaken =
                    draft.desk()
                            .owner(address)
                            .filter(owner ->
                                    switch (owner) {
                                        case Addressee.Mailbox(Account account) ->
                                                !account.login().equals(login);
                                        case Addressee.Expansion _ -> true;
                                    })
                            .isPresent();
            if (isTaken) {
                draft.check()
                        .problem(
                                "/addresses/" + i,
                                address + " is an address of somebody else, or an alias");
            }
        }
    }

    private static Optional<Home> home(Draft draft) throws MailException {
        Fields given = draft.fields().fields("home");
        if (given.fields().isEmpty()) {
            if (draft.prepared().home().isEmpty()) {
                draft.check().problem("/home", "is needed");
            }
            return draft.prepared().home();
        }
        if (draft.desk().findVolume(given.needed("volume")).isEmpty()) {
            draft.check().problem("/home/volume", "there is no such volume");
        }
        try {
            return Optional.of(new Home(given.needed("volume"), given.needed("path")));
        } catch (IllegalArgumentException _) {
            draft.check().problem("/home/path", "must be relative, without empty parts, . and ..");
            return Optional.empty();
        }
    }

    private static List<String> verifiers(Draft draft, Optional<Account> before) {
        return draft.prepared()
                .verifiers()
                .orElseGet(() -> before.map(Account::verifiers).orElse(List.of()));
    }

    private static Optional<Owner> owner(Fields fields) {
        Fields owner = fields.fields("owner");
        return owner.number("uid")
                .flatMap(uid ->
                        owner.number("gid")
                                .map(gid -> new Owner(Math.toIntExact(uid), Math.toIntExact(gid))));
    }

    private static OptionalLong limit(Fields fields, String name) {
        return fields.fields("quota")
                .number(name)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static Set<MailService> services(Fields fields, boolean isNew) {
        List<String> words = new ArrayList<>(fields.texts("services"));
        if (isNew && !fields.has("services")) {
            words.addAll(Words.all(MailService.values()));
        }
        return words.stream()
                .map(word -> Words.read(MailService.values(), word))
                .collect(Collectors.toSet());
    }

    @Override
    void add(Desk desk, Account account) throws MailException, Conflict {
        desk.addAccount(account);
    }

    @Override
    void set(Desk desk, Account account) throws MailException, Conflict {
        desk.setAccount(account);
    }

    @Override
    void remove(Desk desk, Account account) throws MailException, Conflict {
        desk.removeAccount(account.login());
    }

    @Override
    Account withStatus(Account old, Status status) {
        return new Account(
                old.login(),
                old.customerId(),
                old.addresses(),
                old.verifiers(),
                old.home(),
                old.owner(),
                old.quota(),
                old.services(),
                status,
                status,
                old.attributes());
    }
}
