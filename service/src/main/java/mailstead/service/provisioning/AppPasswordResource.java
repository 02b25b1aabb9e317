package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mailstead.mail.MailException;
import mailstead.service.account.AccountPasswords;
import mailstead.service.provisioning.AppPasswordResource.Owned;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.Desk;
import mailstead.spi.MailService;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;

/** A further password of an account, for one program or device. */
final class AppPasswordResource extends Resource<Owned> {

    /** Stands in a key between login and id; no id has it. */
    private static final char COMMA = ',';

    /** What people log in to. */
    private static final MailService[] LOGGING_IN =
            EnumSet.complementOf(EnumSet.of(MailService.DELIVERY)).toArray(MailService[]::new);

    /** One of them, and whose it is. */
    record Owned(String login, String customerId, AppPasswordUse use) {}

    AppPasswordResource() {
        super(
                "app-passwords",
                "app password",
                "A further password of an account, for one program or device. A list is of one account.",
                List.of(
                        Field.told("key", Shapes.ADDRESS, "The login, a comma, the id."),
                        Field.key("login", Shapes.LOGIN, "Whose it is."),
                        Field.told("id", Shapes.NAME, "Unique within the account."),
                        Field.key("label", Shapes.TEXT, "What its owner calls it."),
                        Field.once(
                                "services",
                                new Shape.ListOf(
                                        new Shape.Choice(Words.all(LOGGING_IN)),
                                        1,
                                        LOGGING_IN.length),
                                "What it lets its holder use, of what the account may use; left out: all."),
                        Field.once("expiresAt", new Shape.Moment(), "From when it lets nobody in."),
                        Field.told("createdAt", new Shape.Moment(), "When it was made."),
                        Field.told(
                                "lastUsedAt",
                                new Shape.Moment(),
                                "When it last let somebody in, up to an hour behind."),
                        Field.told("customerId", Shapes.NAME, "Whose account it is."),
                        Field.told(
                                "password",
                                Shapes.TEXT,
                                "What to type; shown once, by the answer that made it.")));
        allow(Level.CUSTOMER, LIST, READ, CREATE, REMOVE);
    }

    @Override
    public List<String> filters() {
        return List.of(ACCOUNT);
    }

    @Override
    String key(Owned owned) {
        return owned.login() + COMMA + owned.use().appPassword().id();
    }

    @Override
    Optional<String> customer(Owned owned) {
        return Optional.of(owned.customerId());
    }

    @Override
    Fields show(Owned owned) {
        return settled(owned)
                .with("lastUsedAt", owned.use().lastUsed().map(Instant::toString))
                .with("customerId", owned.customerId());
    }

    private Fields settled(Owned owned) {
        AppPassword appPassword = owned.use().appPassword();
        return Fields.EMPTY
                .with("key", key(owned))
                .with("login", owned.login())
                .with("id", appPassword.id())
                .with("label", appPassword.label())
                .with(
                        "services",
                        Value.ofTexts(
                                new TreeSet<>(appPassword.services())
                                        .stream().map(Words::of).toList()))
                .with("expiresAt", appPassword.expires().map(Instant::toString))
                .with("createdAt", appPassword.created().toString());
    }

    /** Using it is no change of it. */
    @Override
    String state(Owned owned) {
        return settled(owned).json();
    }

    @Override
    Optional<Owned> find(Desk desk, String key) throws MailException {
        int comma = key.lastIndexOf(COMMA);
        return comma < 0
                ? Optional.empty()
                : find(desk, key.substring(0, comma), key.substring(comma + 1));
    }

    static Optional<Owned> find(Desk desk, String login, String id) throws MailException {
        return ofAccount(desk, login).stream()
                .filter(owned -> owned.use().appPassword().id().equals(id))
                .findFirst();
    }

    private static List<Owned> ofAccount(Desk desk, String login) throws MailException {
        Optional<Account> account = desk.findAccount(login);
        if (account.isEmpty()) {
            return List.of();
        }
        try {
            return desk.appPasswords(account.get().login()).stream()
                    .map(use -> new Owned(account.get().login(), account.get().customerId(), use))
                    .toList();
        } catch (Conflict _) {
            // Its account has gone in between, and it with it.
            return List.of();
        }
    }

    @Override
    List<Owned> page(Desk desk, Page page) throws MailException {
        return ofAccount(desk, page.prefix()).stream()
                .filter(owned ->
                        page.customers().isEmpty()
                                || page.customers().get().contains(owned.customerId()))
                .sorted(Comparator.comparing(this::key))
                .filter(owned -> key(owned).compareTo(page.after()) > 0)
                .limit(page.limit())
                .toList();
    }

    @Override
    Optional<Owned> read(Draft draft, Optional<Owned> before) throws MailException {
        Fields fields = draft.fields();
        Optional<Account> account =
                draft.desk()
                        .findAccount(fields.needed("login"))
                        .filter(found -> draft.caller().mayTouch(Optional.of(found.customerId())));
        Optional<Instant> expires = fields.text("expiresAt").map(Instant::parse);
        if (expires.filter(at -> !at.isAfter(draft.prepared().now())).isPresent()) {
            draft.check().problem("/expiresAt", "is over already");
        }
        if (account.isEmpty() || draft.prepared().appPassword().isEmpty()) {
            draft.check().problem("/login", "there is no such account");
            return Optional.empty();
        }
        AppPassword made = draft.prepared().appPassword().get().appPassword();
        AppPassword whole =
                new AppPassword(
                        made.id(),
                        fields.needed("label"),
                        made.verifier(),
                        services(fields),
                        made.created(),
                        expires.map(at -> at.truncatedTo(ChronoUnit.SECONDS)));
        return Optional.of(
                new Owned(
                        account.get().login(),
                        account.get().customerId(),
                        new AppPasswordUse(whole, Optional.empty())));
    }

    private static Set<MailService> services(Fields fields) {
        List<String> words =
                fields.has("services") ? fields.texts("services") : Words.all(LOGGING_IN);
        return words.stream().map(word -> Words.read(LOGGING_IN, word)).collect(Collectors.toSet());
    }

    @Override
    Fields shownOnce(Owned owned, Draft.Prepared prepared) {
        return Fields.EMPTY.with(
                "password", prepared.appPassword().map(AccountPasswords.Made::text));
    }

    @Override
    void add(Desk desk, Owned owned) throws MailException, Conflict {
        desk.addAppPassword(owned.login(), owned.use().appPassword());
    }

    @Override
    void set(Desk desk, Owned owned) {
        throw new IllegalStateException("an app password is not changed");
    }

    @Override
    void remove(Desk desk, Owned owned) throws MailException, Conflict {
        desk.removeAppPassword(owned.login(), owned.use().appPassword().id());
    }
}
