package mailstead.node.command;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.password.PasswordHashes;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Provisioner;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Resources;
import mailstead.service.provisioning.Value;
import mailstead.spi.Home;
import mailstead.spi.Provisioning;
import mailstead.spi.Registry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mailstead token}: who may use the provisioning API. */
@Command(name = "token", description = "Tokens: what lets programs use the provisioning API.")
final class TokenCommand extends Group {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Resource<?> TOKENS = Resources.named("tokens");
    private static final int PAGE = 500;

    @Command(description = "Makes a token and shows it, once.")
    int add(
            @Mixin Administration administration,
            @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
            @Option(
                            names = "--scope",
                            required = true,
                            paramLabel = "SCOPE",
                            description =
                                    "operator (everything), reseller (some customers) or customer (one).")
                    String scope,
            @Option(
                            names = "--customer",
                            paramLabel = "ID",
                            description = "Whose things it may see and change; may be repeated.")
                    @Nullable List<String> customers,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description =
                                    "From when it is refused: 2027-01-31T00:00:00Z. Left out: never.")
                    @Nullable String expires) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", new Value.Text(name));
        fields.put("scope", new Value.Text(scope));
        fields.put("customers", Value.ofTexts(customers == null ? List.of() : customers));
        if (expires != null) {
            fields.put("expiresAt", new Value.Text(expires));
        }
        Order order =
                new Order(
                        Operation.CREATE,
                        "",
                        new Value.Fields(fields),
                        Optional.empty(),
                        Optional.empty());
        return administration.runAtOffice(registry -> {
            Answer.Done done =
                    done(office(registry).change(Administration.caller(), TOKENS, order));
            administration.note("this is the only time that the token is shown");
            administration.show(view(JSON.readTree(done.json())));
        });
    }

    @Command(description = "Lists all tokens, without what is secret.")
    int list(@Mixin Administration administration) {
        return administration.runAtOffice(registry -> {
            List<View> views = new ArrayList<>();
            String cursor = "";
            do {
                Answer.Done done =
                        done(
                                office(registry)
                                        .list(
                                                Administration.caller(),
                                                TOKENS,
                                                new Order.Listing(
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        "",
                                                        cursor,
                                                        PAGE)));
                JsonNode page = JSON.readTree(done.json());
                page.path("items").forEach(item -> views.add(view(item)));
                cursor = page.path("next").asString("");
            } while (!cursor.isEmpty());
            administration.list(Kind.TOKEN, views);
        });
    }

    @Command(description = "Removes a token; who holds it is refused from then on.")
    int remove(@Mixin Administration administration, @Parameters(paramLabel = "ID") String id) {
        Order order =
                new Order(
                        Operation.REMOVE,
                        id,
                        Value.Fields.EMPTY,
                        Optional.of(Set.of(Order.ANY)),
                        Optional.empty());
        return administration.runAtOffice(registry -> {
            done(office(registry).change(Administration.caller(), TOKENS, order));
            administration.removed(Kind.TOKEN, id);
        });
    }

    /** For tokens: nothing is hashed and nothing is placed. */
    private static Provisioner office(Registry registry) {
        SecureRandom random = new SecureRandom();
        return new Provisioner(
                registry,
                new PasswordHashes(PasswordHashes.Settings.defaults(1), random),
                TokenCommand::placesNothing,
                Administration.CLOCK,
                random);
    }

    private static Home placesNothing(String login) throws MailException {
        throw new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "no volume for " + login);
    }

    private static Answer.Done done(Answer answer) throws Provisioning.Conflict {
        return switch (answer) {
            case Answer.Done done -> done;
            case Answer.Refused refused -> {
                StringBuilder text = new StringBuilder(refused.detail());
                refused.problems()
                        .forEach(problem ->
                                text.append("; ")
                                        .append(problem.pointer().substring(1))
                                        .append(' ')
                                        .append(problem.detail()));
                throw new Provisioning.Conflict(text.toString());
            }
            case Answer.TooMany tooMany -> throw new Provisioning.Conflict(tooMany.detail());
        };
    }

    private static View view(JsonNode token) {
        List<String> customers = new ArrayList<>();
        token.path("customers").forEach(customer -> customers.add(customer.asString()));
        View view =
                new View()
                        .with("id", text(token, "id"))
                        .with("name", text(token, "name"))
                        .with("scope", text(token, "scope"))
                        .with("customers", customers)
                        .with("expiresAt", text(token, "expiresAt"))
                        .with("createdAt", text(token, "createdAt"));
        return token.has("token") ? view.with("token", text(token, "token")) : view;
    }

    private static @Nullable String text(JsonNode token, String field) {
        return token.has(field) ? token.get(field).asString() : null;
    }
}
