package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mailstead.admin.server.Office.Told;
import mailstead.admin.server.Route.Target;
import mailstead.service.provisioning.Operation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each route with each scope, on the caller's own things and on a stranger's. A route that has no
 * row here fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthorisationTest {

    /**
     * Statuses: operator; reseller on its own, on a stranger's; customer on its own, on a
     * stranger's. What is nobody's has one status for both.
     */
    private static final Map<String, String> TABLE = new TreeMap<>();

    private static void row(String route, String statuses) {
        TABLE.put(route, statuses);
    }

    static {
        row("customers list", "200 200 200 200 200");
        row("customers read", "200 200 404 200 404");
        row("customers create", "201 403 403 403 403");
        row("customers change", "200 200 404 403 403");
        row("customers remove", "409 403 403 403 403");
        row("customers suspend", "200 200 404 403 403");
        row("customers resume", "200 200 404 403 403");
        row("domains list", "200 200 200 200 200");
        row("domains read", "200 200 404 200 404");
        row("domains create", "201 201 422 403 403");
        row("domains change", "200 200 404 200 404");
        row("domains remove", "409 409 404 403 403");
        row("domains suspend", "200 200 404 403 403");
        row("domains resume", "200 200 404 403 403");
        row("accounts list", "200 200 200 200 200");
        row("accounts read", "200 200 404 200 404");
        row("accounts create", "201 201 422 201 422");
        row("accounts change", "200 200 404 200 404");
        row("accounts remove", "204 204 404 204 404");
        row("accounts suspend", "200 200 404 403 403");
        row("accounts resume", "200 200 404 403 403");
        row("app-passwords list", "200 200 200 200 200");
        row("app-passwords read", "404 404 404 404 404");
        row("app-passwords create", "201 201 422 201 422");
        row("app-passwords remove", "404 404 404 404 404");
        row("aliases list", "200 200 200 200 200");
        row("aliases read", "200 200 404 200 404");
        row("aliases create", "201 201 422 201 422");
        row("aliases change", "200 200 404 200 404");
        row("aliases remove", "204 204 404 204 404");
        for (String kind : List.of("volumes", "back-ends", "moves", "tokens", "webhooks")) {
            row(kind + " list", "200 403 403 403 403");
            row(kind + " read", "200 403 403 403 403");
            row(kind + " create", "201 403 403 403 403");
            row(kind + " remove", "204 403 403 403 403");
        }
        row("volumes change", "200 403 403 403 403");
        row("back-ends change", "200 403 403 403 403");
        row("webhooks change", "200 403 403 403 403");
        row("webhooks ping", "200 403 403 403 403");
        row("audit list", "200 200 200 403 403");
        row("audit read", "200 200 404 403 403");
    }

    private static final String SPARE_BACK_END =
            "{\"name\":\"%s\",\"group\":\"g\",\"weight\":1,\"state\":\"up\",\"logIn\":\"client-password\","
                    + "\"endpoints\":{\"imap\":{\"host\":\"192.0.2.1\",\"port\":143,\"tls\":\"none\"}}}";

    private Office office;
    private String reseller;
    private String customer;
    private int count;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        office = new Office(folder);
        office.settle("own", "foreign");
        reseller = office.token("reseller", "own");
        customer = office.token("customer", "own");
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void everyRouteHasARow() {
        List<String> routes = new ArrayList<>();
        for (Route route : Routes.all()) {
            if (route.target() instanceof Target.Provision(var resource, var operation)) {
                routes.add(resource.name() + " " + operation.word());
            }
        }
        assertThat(TABLE.keySet()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void everyRouteAnswersEachScopeAsTheTableSays() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Route route : Routes.all()) {
            if (route.target() instanceof Target.Provision(var resource, var operation)) {
                String name = resource.name() + " " + operation.word();
                String[] expected = TABLE.getOrDefault(name, "").split(" ");
                String[] found = {
                    ask(office.operator, resource.name(), operation, "own"),
                    ask(reseller, resource.name(), operation, "own"),
                    ask(reseller, resource.name(), operation, "foreign"),
                    ask(customer, resource.name(), operation, "own"),
                    ask(customer, resource.name(), operation, "foreign")
                };
                if (!String.join(" ", expected).equals(String.join(" ", found))) {
                    wrong.add(name + ": " + String.join(" ", found));
                }
                String nobody = ask("", resource.name(), operation, "own");
                if (!nobody.equals("401")) {
                    wrong.add(name + " without a token: " + nobody);
                }
                office.clock.advance(Duration.ofMinutes(1));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private String ask(String token, String kind, Operation operation, String whose)
            throws Exception {
        String path = "/v1/" + kind;
        Told told =
                switch (operation) {
                    case LIST ->
                            office.get(
                                    token,
                                    kind.equals("app-passwords")
                                            ? path + "?account=ann@" + whose + ".example"
                                            : path);
                    case CREATE -> office.send("POST", token, path, fresh(kind, whose));
                    case READ -> office.get(token, path + "/" + key(kind, operation, whose));
                    case CHANGE ->
                            office.send(
                                    "PATCH",
                                    token,
                                    path + "/" + key(kind, operation, whose),
                                    change(kind),
                                    "If-Match",
                                    "*");
                    case REMOVE ->
                            office.send(
                                    "DELETE",
                                    token,
                                    path + "/" + key(kind, operation, whose),
                                    "",
                                    "If-Match",
                                    "*");
                    case PING ->
                            office.send(
                                    "POST",
                                    token,
                                    path + "/" + key(kind, operation, whose) + "/ping",
                                    "");
                    case SUSPEND, RESUME -> {
                        String one = path + "/" + key(kind, operation, whose);
                        Told done = office.send("POST", token, one + "/" + operation.word(), "");
                        if (operation == Operation.SUSPEND && done.status() == 200) {
                            office.post(one + "/resume", "");
                        }
                        yield done;
                    }
                };
        return Integer.toString(told.status());
    }

    /** A thing that is there; for a removal one that nobody else needs. */
    private String key(String kind, Operation operation, String whose) throws Exception {
        boolean isRemoval = operation == Operation.REMOVE;
        return switch (kind) {
            case "customers" -> whose;
            case "domains" -> whose + ".example";
            case "accounts" -> isRemoval ? made(kind, whose, "login") : "ann@" + whose + ".example";
            case "app-passwords" -> "ann@" + whose + ".example,none";
            case "aliases" ->
                    isRemoval ? made(kind, whose, "address") : "list@" + whose + ".example";
            case "volumes" -> isRemoval ? made(kind, whose, "name") : "mail1";
            case "back-ends" -> made(kind, whose, "name");
            case "moves", "tokens", "webhooks" -> made(kind, whose, "id");
            case "audit" -> audited(whose);
            default -> throw new AssertionError(kind);
        };
    }

    private String made(String kind, String whose, String key) throws Exception {
        Told made = office.post("/v1/" + kind, fresh(kind, whose));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json().get(key).asString();
    }

    private String audited(String whose) throws Exception {
        return office.get(office.operator, "/v1/audit?customer=" + whose)
                .json()
                .get("items")
                .get(0)
                .get("number")
                .asString();
    }

    private String fresh(String kind, String whose) throws Exception {
        String name = "n" + count++;
        return switch (kind) {
            case "customers" -> "{\"customerId\":\"%s\",\"name\":\"x\"}".formatted(name);
            case "domains" ->
                    "{\"name\":\"%s.example\",\"customerId\":\"%s\"}".formatted(name, whose);
            case "accounts" -> "{\"login\":\"%s@%s.example\"}".formatted(name, whose);
            case "app-passwords" ->
                    "{\"login\":\"ann@%s.example\",\"label\":\"x\"}".formatted(whose);
            case "aliases" ->
                    "{\"address\":\"%s@%s.example\",\"targets\":[\"a@b.example\"]}"
                            .formatted(name, whose);
            case "volumes" ->
                    "{\"name\":\"%s\",\"folder\":\"/x\",\"markerId\":\"m\",\"weight\":0}"
                            .formatted(name);
            case "back-ends" -> SPARE_BACK_END.formatted(name);
            case "moves" -> {
                made("accounts", whose, "login");
                String login = "n%d@%s.example".formatted(count - 1, whose);
                yield "{\"login\":\"%s\",\"volume\":\"%s\"}"
                        .formatted(login, made("volumes", whose, "name"));
            }
            case "tokens" -> "{\"name\":\"%s\",\"scope\":\"operator\"}".formatted(name);
            case "webhooks" -> "{\"name\":\"%s\",\"url\":\"https://x.example/\"}".formatted(name);
            default -> throw new AssertionError(kind);
        };
    }

    private static String change(String kind) {
        return switch (kind) {
            case "customers" -> "{\"name\":\"y\"}";
            case "domains" -> "{\"catchAll\":\"a@b.example\"}";
            case "accounts" -> "{\"services\":[\"imap\"]}";
            case "aliases" -> "{\"targets\":[\"c@b.example\"]}";
            case "webhooks" -> "{\"actions\":[\"create\"]}";
            case "volumes", "back-ends" -> "{\"weight\":7}";
            default -> throw new AssertionError(kind);
        };
    }
}
