package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.ApiToken;
import mailstead.spi.Desk;
import mailstead.spi.Page;

/** What lets a program in here. */
final class TokenResource extends Resource<ApiToken> {

    private static final int CUSTOMERS_MAX = 1000;

    TokenResource() {
        super(
                "tokens",
                "token",
                "Lets a program use this API. Removing one revokes it at once.",
                List.of(
                        Field.told("id", Shapes.NAME, "Unique; not secret."),
                        Field.key("name", Shapes.TEXT, "For people."),
                        Field.key(
                                "scope",
                                new Shape.Choice(Words.all(ApiToken.Scope.values())),
                                "How far it reaches."),
                        Field.once(
                                "customers",
                                new Shape.ListOf(Shapes.NAME, 0, CUSTOMERS_MAX),
                                "Whose things: none for an operator, some for a reseller, one for a customer."),
                        Field.once(
                                "expiresAt",
                                new Shape.Moment(),
                                "From when it is refused; left out: never."),
                        Field.told("createdAt", new Shape.Moment(), "When it was made."),
                        Field.told(
                                "token",
                                Shapes.TEXT,
                                "The secret itself; shown once, by the answer that made it.")));
        allow(Level.OPERATOR, LIST, READ, CREATE, REMOVE);
    }

    @Override
    public List<String> filters() {
        return List.of();
    }

    @Override
    Fields shownOnce(ApiToken token, Draft.Prepared prepared) {
        return Fields.EMPTY.with("token", prepared.secret());
    }

    @Override
    String key(ApiToken token) {
        return token.id();
    }

    @Override
    Optional<String> customer(ApiToken token) {
        return Optional.empty();
    }

    @Override
    Fields show(ApiToken token) {
        return Fields.EMPTY
                .with("id", token.id())
                .with("name", token.name())
                .with("scope", Words.of(token.scope()))
                .with(
                        "customers",
                        Value.ofTexts(new TreeSet<>(token.customers()).stream().toList()))
                .with("expiresAt", token.expiresAt().map(Instant::toString))
                .with("createdAt", token.createdAt().toString());
    }

    @Override
    Optional<ApiToken> find(Desk desk, String key) {
        return desk.findToken(key);
    }

    @Override
    List<ApiToken> page(Desk desk, Page page) {
        return desk.tokens(page);
    }

    @Override
    Optional<ApiToken> read(Draft draft, Optional<ApiToken> before) throws MailException {
        Fields fields = draft.fields();
        ApiToken.Scope scope = Words.read(ApiToken.Scope.values(), fields.needed("scope"));
        List<String> customers = fields.texts("customers");
        boolean isRightNumber =
                switch (scope) {
                    case OPERATOR -> customers.isEmpty();
                    case RESELLER -> !customers.isEmpty();
                    case CUSTOMER -> customers.size() == 1;
                };
        if (!isRightNumber) {
            draft.check()
                    .problem(
                            "/customers",
                            "must be none for an operator, some for a reseller, one for a customer");
        }
        for (int i = 0; i < customers.size(); i++) {
            if (draft.desk().findCustomer(customers.get(i)).isEmpty()) {
                draft.check().problem("/customers/" + i, "there is no such customer");
            }
        }
        Optional<Instant> expires = fields.text("expiresAt").map(Instant::parse);
        if (expires.filter(at -> !at.isAfter(draft.prepared().now())).isPresent()) {
            draft.check().problem("/expiresAt", "is over already");
        }
        return Optional.of(
                new ApiToken(
                        draft.prepared().id(),
                        fields.needed("name"),
                        scope,
                        Set.copyOf(customers),
                        Digest.of(draft.prepared().secret()),
                        draft.prepared().now(),
                        expires));
    }

    @Override
    void add(Desk desk, ApiToken token) {
        desk.addToken(token);
    }

    @Override
    void set(Desk desk, ApiToken token) {
        throw new IllegalStateException("a token is not changed");
    }

    @Override
    void remove(Desk desk, ApiToken token) {
        desk.removeToken(token.id());
    }
}
