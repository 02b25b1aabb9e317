package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CHANGE;
import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.BackEnd;
import mailstead.spi.BackEnd.Endpoint;
import mailstead.spi.BackEnd.LogIn;
import mailstead.spi.BackEnd.Protocol;
import mailstead.spi.BackEnd.State;
import mailstead.spi.BackEnd.Tls;
import mailstead.spi.Desk;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;

/** A mail server behind proxies. */
final class BackEndResource extends Resource<BackEnd> {

    private static final Shape.Group ENDPOINT =
            new Shape.Group(
                    List.of(
                            Field.needed("host", Shapes.DOMAIN, "A DNS name or an IP address."),
                            Field.needed("port", new Shape.Whole(1, 65_535), "The TCP port."),
                            Field.needed(
                                    "tls",
                                    new Shape.Choice(Words.all(Tls.values())),
                                    "When TLS begins.")));

    BackEndResource() {
        super(
                "back-ends",
                "back end",
                "A mail server behind proxies. Recorded for them; no proxy reads it yet.",
                List.of(
                        Field.key("name", Shapes.NAME, "Unique: 1 to 64 of A-Z a-z 0-9 . _ -"),
                        Field.needed("group", Shapes.NAME, "Which stand for each other."),
                        Field.needed("weight", Shapes.WEIGHT, "Its share of its group's users."),
                        Field.needed(
                                "state",
                                new Shape.Choice(Words.all(State.values())),
                                "What proxies do with it."),
                        Field.needed(
                                "endpoints",
                                new Shape.Named(Words.all(Protocol.values()), ENDPOINT),
                                "Where it speaks what."),
                        Field.needed(
                                "logIn",
                                new Shape.Choice(Words.all(LogIn.values())),
                                "How proxies log users in there."),
                        Shapes.attributes()));
        allow(Level.OPERATOR, LIST, READ, CREATE, CHANGE, REMOVE);
    }

    @Override
    public List<String> filters() {
        return List.of();
    }

    @Override
    String key(BackEnd backEnd) {
        return backEnd.name();
    }

    @Override
    Optional<String> customer(BackEnd backEnd) {
        return Optional.empty();
    }

    @Override
    Fields show(BackEnd backEnd) {
        Map<String, Value> endpoints = new TreeMap<>();
        backEnd.endpoints()
                .forEach((protocol, endpoint) ->
                        endpoints.put(
                                Words.of(protocol),
                                Fields.EMPTY
                                        .with("host", endpoint.host())
                                        .with("port", new Value.Whole(endpoint.port()))
                                        .with("tls", Words.of(endpoint.tls()))));
        Fields fields =
                Fields.EMPTY
                        .with("name", backEnd.name())
                        .with("group", backEnd.group())
                        .with("weight", new Value.Whole(backEnd.weight()))
                        .with("state", Words.of(backEnd.state()))
                        .with("endpoints", new Fields(endpoints))
                        .with("logIn", Words.of(backEnd.logIn()));
        return withAttributes(fields, backEnd.attributes());
    }

    @Override
    Optional<BackEnd> find(Desk desk, String key) throws MailException {
        return desk.findBackEnd(key);
    }

    @Override
    List<BackEnd> page(Desk desk, Page page) {
        return desk.backEnds(page);
    }

    @Override
    Optional<BackEnd> read(Draft draft, Optional<BackEnd> before) {
        Fields fields = draft.fields();
        String name = Shapes.name(draft, "name");
        String group = Shapes.name(draft, "group");
        Map<Protocol, Endpoint> endpoints = new EnumMap<>(Protocol.class);
        Fields given = fields.fields("endpoints");
        if (given.fields().isEmpty()) {
            draft.check().problem("/endpoints", "must have at least one");
        }
        for (String word : given.fields().keySet()) {
            Fields endpoint = given.fields(word);
            if (!endpoint.needed("host").matches("[A-Za-z0-9._:-]+")) {
                draft.check()
                        .problem(
                                "/endpoints/" + word + "/host",
                                "must be a DNS name (A-labels) or an IP address");
            }
            endpoints.put(
                    Words.read(Protocol.values(), word),
                    new Endpoint(
                            endpoint.needed("host"),
                            Math.toIntExact(endpoint.number("port").orElseThrow()),
                            Words.read(Tls.values(), endpoint.needed("tls"))));
        }
        return Optional.of(
                new BackEnd(
                        name,
                        group,
                        Math.toIntExact(fields.number("weight").orElseThrow()),
                        Words.read(State.values(), fields.needed("state")),
                        endpoints,
                        Words.read(LogIn.values(), fields.needed("logIn")),
                        fields.map("attributes")));
    }

    @Override
    void add(Desk desk, BackEnd backEnd) throws MailException, Conflict {
        desk.addBackEnd(backEnd);
    }

    @Override
    void set(Desk desk, BackEnd backEnd) throws MailException, Conflict {
        desk.setBackEnd(backEnd);
    }

    @Override
    void remove(Desk desk, BackEnd backEnd) throws MailException, Conflict {
        desk.removeBackEnd(backEnd.name());
    }
}
