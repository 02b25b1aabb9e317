package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mailstead.admin.server.Office.Told;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each kind of resource from its making to its end. */
final class ResourcesTest {

    @TempDir private Path folder;
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void aCustomerLives() throws Exception {
        Told made =
                office.post(
                        "/v1/customers",
                        """
                        {"customerId":"c-1","name":"Example Ltd","billingReference":"B 7","attributes":{"plan":"gold"}}
                        """);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.field("Location")).isEqualTo("/v1/customers/c-1");
        Told read = office.get(office.operator, "/v1/customers/c-1");
        assertThat(read.json())
                .isEqualTo(
                        Office.JSON.readTree(
                                """
                                {"customerId":"c-1","name":"Example Ltd","billingReference":"B 7",
                                 "attributes":{"plan":"gold"},"status":"active"}
                                """));
        assertThat(read.etag()).isEqualTo(made.etag()).matches("\"[A-Za-z0-9_-]{22}\"");
        Told changed =
                office.send(
                        "PATCH",
                        office.operator,
                        "/v1/customers/c-1",
                        "{\"name\":\"Other\",\"billingReference\":null,\"attributes\":{\"x\":\"y\"}}",
                        "If-Match",
                        read.etag());
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json())
                .isEqualTo(
                        Office.JSON.readTree(
                                """
                                {"customerId":"c-1","name":"Other","attributes":{"plan":"gold","x":"y"},"status":"active"}
                                """));
        Told suspended = office.post("/v1/customers/c-1/suspend", "");
        assertThat(suspended.json().get("status").asString()).isEqualTo("suspended");
        Told resumed = office.post("/v1/customers/c-1/resume", "");
        assertThat(resumed.json()).isEqualTo(changed.json());
        assertThat(resumed.etag()).isEqualTo(changed.etag());
        Told removed =
                office.send(
                        "DELETE",
                        office.operator,
                        "/v1/customers/c-1",
                        "",
                        "If-Match",
                        changed.etag());
        assertThat(removed.status()).isEqualTo(204);
        assertThat(office.get(office.operator, "/v1/customers/c-1").status()).isEqualTo(404);
    }

    @Test
    void aDomainLives() throws Exception {
        office.settle("c1");
        Told made =
                office.post(
                        "/v1/domains",
                        "{\"name\":\"M\u00dcLLER.example.\",\"customerId\":\"c1\",\"postmaster\":\"Ann@c1.example\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json())
                .isEqualTo(
                        Office.JSON.readTree(
                                """
                                {"name":"xn--mller-kva.example","customerId":"c1","postmaster":"Ann@c1.example",
                                 "status":"active","standing":"active"}
                                """));
        assertThat(office.get(office.operator, "/v1/domains/m%C3%BCller.example").status())
                .isEqualTo(200);
        office.post("/v1/customers/c1/suspend", "");
        assertThat(
                        office.get(office.operator, made.field("Location"))
                                .json()
                                .get("standing")
                                .asString())
                .isEqualTo("suspended");
        assertThat(
                        office.post(
                                        "/v1/domains",
                                        "{\"name\":\"c1.example\",\"customerId\":\"c1\"}")
                                .status())
                .isEqualTo(409);
        assertThat(
                        office.post(
                                        "/v1/domains",
                                        "{\"name\":\"-a.example\",\"customerId\":\"c9\"}")
                                .pointers())
                .containsExactly("/name");
        assertThat(
                        office.post("/v1/domains", "{\"name\":\"a.example\",\"customerId\":\"c9\"}")
                                .pointers())
                .containsExactly("/customerId");
        assertThat(
                        office.send(
                                        "DELETE",
                                        office.operator,
                                        made.field("Location"),
                                        "",
                                        "If-Match",
                                        "*")
                                .status())
                .isEqualTo(204);
    }

    @Test
    void anAccountLives() throws Exception {
        office.settle("c1");
        Told made =
                office.post(
                        "/v1/accounts",
                        """
                        {"login":"Bob@C1.example","password":"correct horse","addresses":["bob@c1.example","\\"b b\\"@c1.example"],
                         "quota":{"octets":1000},"owner":{"uid":7,"gid":8},"attributes":{"framed":"yes"}}
                        """);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.response().body())
                .doesNotContain("correct horse")
                .doesNotContain("$argon2id");
        assertThat(made.json())
                .isEqualTo(
                        Office.JSON.readTree(
                                """
                                {"login":"bob@c1.example","customerId":"c1",
                                 "addresses":["bob@c1.example","\\"b b\\"@c1.example"],
                                 "passwordSchemes":["ARGON2ID","SCRAM-SHA-256"],
                                 "home":{"volume":"mail1","path":"homes/bob@c1.example"},
                                 "owner":{"uid":7,"gid":8},"quota":{"octets":1000},
                                 "services":["delivery","pop3","imap","submission","webmail","managesieve"],
                                 "attributes":{"framed":"yes"},"status":"active","standing":"active"}
                                """));
        Told same =
                office.send(
                        "PATCH",
                        office.operator,
                        made.field("Location"),
                        made.response().body(),
                        "If-Match",
                        made.etag());
        assertThat(same.status()).as("what was read may be sent back").isEqualTo(200);
        assertThat(same.etag()).isEqualTo(made.etag());
        Told changed =
                office.send(
                        "PATCH",
                        office.operator,
                        made.field("Location"),
                        "{\"password\":\"other\",\"quota\":{\"octets\":null,\"messages\":5},\"owner\":null}",
                        "If-Match",
                        made.etag());
        assertThat(changed.json().get("quota").toString()).isEqualTo("{\"messages\":5}");
        assertThat(changed.json().has("owner")).isFalse();
        assertThat(changed.etag()).isNotEqualTo(made.etag());
        assertThat(office.directory.findAccount("bob@c1.example").orElseThrow().verifiers())
                .hasSize(2);
        Told none =
                office.send(
                        "PATCH",
                        office.operator,
                        made.field("Location"),
                        "{\"password\":null}",
                        "If-Match",
                        "*");
        assertThat(none.json().get("passwordSchemes")).isEmpty();
        Told suspended = office.post(made.field("Location") + "/suspend", "");
        assertThat(suspended.json().get("standing").asString()).isEqualTo("suspended");
        assertThat(
                        office.directory
                                .findAccount("bob@c1.example")
                                .orElseThrow()
                                .quota()
                                .messagesMax())
                .hasValue(5);
    }

    @Test
    void accountsAreRefusedByField() throws Exception {
        office.settle("c1");
        String long65 = "x".repeat(65);
        record Case(String body, String... pointers) {}
        List<Case> cases =
                List.of(
                        new Case("{}", "/login"),
                        new Case("{\"login\":\"a b\",\"customerId\":\"c1\"}", "/login"),
                        new Case("{\"login\":\"x\"}", "/customerId"),
                        new Case("{\"login\":7,\"color\":\"red\"}", "/color", "/login"),
                        new Case("{\"login\":7}", "/login"),
                        new Case("{\"login\":\"x@c1.example\",\"status\":\"asleep\"}", "/status"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"addresses\":[\"a@c1.example\",\"A@C1.example\"]}",
                                "/addresses/1"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"addresses\":[\"ann@c1.example\",\"a@nowhere.example\",\"a b@c1.example\",\"list@c1.example\"]}",
                                "/addresses/0",
                                "/addresses/1",
                                "/addresses/2"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"addresses\":[\""
                                        + long65
                                        + "@c1.example\"]}",
                                "/addresses/0"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"addresses\":[\"ann@c1.example\",\"list@c1.example\"]}",
                                "/addresses/0",
                                "/addresses/1"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"home\":{\"volume\":\"none\",\"path\":\"../x\"}}",
                                "/home/path",
                                "/home/volume"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"home\":{\"volume\":\"mail1\"}}",
                                "/home/path"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"quota\":{\"octets\":-1}}",
                                "/quota/octets"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"services\":[\"telnet\"]}",
                                "/services/0"),
                        new Case("{\"login\":\"x@c1.example\",\"password\":\"\"}", "/password"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"passwordHash\":\"nonsense\"}",
                                "/passwordHash"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"password\":\"a\",\"passwordHash\":\"{PLAIN}a\"}",
                                "/passwordHash"),
                        new Case(
                                "{\"login\":\"x@c1.example\",\"attributes\":{\"a\":\"\\u0000\"}}",
                                "/attributes/a"));
        for (Case each : cases) {
            Told told = office.post("/v1/accounts", each.body());
            assertThat(told.status()).as(each.body() + told).isEqualTo(422);
            assertThat(told.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(told.pointers()).as(each.body()).containsExactlyInAnyOrder(each.pointers());
        }
        assertThat(office.directory.accounts()).hasSize(1);
        Told longest =
                office.post(
                        "/v1/accounts",
                        "{\"login\":\"x@c1.example\",\"addresses\":[\""
                                + "x".repeat(64)
                                + "@c1.example\"]}");
        assertThat(longest.status()).as(longest.toString()).isEqualTo(201);
    }

    @Test
    void anAppPasswordLives() throws Exception {
        office.settle("c1");
        Told made =
                office.post(
                        "/v1/app-passwords",
                        "{\"login\":\"ann@c1.example\",\"label\":\"Phone\",\"services\":[\"imap\"]}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().get("password").asString()).matches("[a-z]{4}(-[a-z]{4}){3}");
        Told read = office.get(office.operator, made.field("Location"));
        assertThat(read.json().get("label").asString()).isEqualTo("Phone");
        assertThat(read.response().body()).doesNotContain("password\"").doesNotContain("SCRAM");
        Told list = office.get(office.operator, "/v1/app-passwords?account=ann@c1.example");
        assertThat(list.json().get("items")).hasSize(1);
        assertThat(office.get(office.operator, "/v1/app-passwords").pointers())
                .containsExactly("/account");
        assertThat(office.post("/v1/app-passwords", "{\"login\":\"x\",\"label\":\"x\"}").pointers())
                .containsExactly("/login");
        assertThat(
                        office.send(
                                        "DELETE",
                                        office.operator,
                                        made.field("Location"),
                                        "",
                                        "If-Match",
                                        read.etag())
                                .status())
                .isEqualTo(204);
        assertThat(office.directory.findAccount("ann@c1.example").orElseThrow().appPasswords())
                .isEmpty();
    }

    @Test
    void anAliasLives() throws Exception {
        office.settle("c1");
        StringBuilder many = new StringBuilder("\"ann@c1.example\"");
        for (int i = 1; i < 10_000; i++) {
            many.append(",\"Member").append(i).append("@elsewhere.example\"");
        }
        Told made =
                office.post(
                        "/v1/aliases",
                        "{\"address\":\"\\\"A/b\\\"@c1.example\",\"targets\":[" + many + "]}");
        assertThat(made.status()).as("10,000 targets").isEqualTo(201);
        assertThat(made.field("Location")).isEqualTo("/v1/aliases/a%2Fb@c1.example");
        Told read = office.get(office.operator, made.field("Location"));
        assertThat(read.status()).as(read.toString()).isEqualTo(200);
        assertThat(read.json().get("targets")).hasSize(10_000);
        assertThat(read.json().get("targets").get(1).asString())
                .as("a foreign local part keeps its case")
                .isEqualTo("Member1@elsewhere.example");
        Told tooMany =
                office.send(
                        "PATCH",
                        office.operator,
                        made.field("Location"),
                        "{\"targets\":[" + many + ",\"more@x.example\"]}",
                        "If-Match",
                        "*");
        assertThat(tooMany.pointers()).containsExactly("/targets");
        assertThat(
                        office.post(
                                        "/v1/aliases",
                                        "{\"address\":\"ann@c1.example\",\"targets\":[\"a@b.example\"]}")
                                .pointers())
                .containsExactly("/address");
        assertThat(
                        office.post(
                                        "/v1/aliases",
                                        "{\"address\":\"x@c1.example\",\"targets\":[\"X@c1.example\",\"no\",\"a@b.example\",\"a@b.example\"]}")
                                .pointers())
                .containsExactly("/targets/0", "/targets/1", "/targets/3");
    }

    @Test
    void aliasesDoNotRunInACircle() throws Exception {
        office.settle("c1");
        assertThat(office.post("/v1/aliases", alias("a", "b")).status()).isEqualTo(201);
        assertThat(office.post("/v1/aliases", alias("b", "c")).status()).isEqualTo(201);
        Told circle = office.post("/v1/aliases", alias("c", "A"));
        assertThat(circle.status()).isEqualTo(409);
        assertThat(circle.json().get("detail").asString()).contains("leads back");
        assertThat(office.get(office.operator, "/v1/aliases/c@c1.example").status())
                .as("nothing of it has happened")
                .isEqualTo(404);
        assertThat(office.post("/v1/aliases", alias("c", "d")).status()).isEqualTo(201);
        assertThat(
                        office.send(
                                        "PATCH",
                                        office.operator,
                                        "/v1/aliases/c@c1.example",
                                        "{\"targets\":[\"a@c1.example\"]}",
                                        "If-Match",
                                        "*")
                                .status())
                .isEqualTo(409);
        assertThat(office.directory.aliases()).hasSize(4);
    }

    @Test
    void aKeyMayHaveAnyCharacter() throws Exception {
        office.settle("c1");
        for (String localPart :
                List.of(
                        "a/b",
                        "a%b",
                        "\\\"a b\\\"",
                        "\\\"a\\\\\\\\b\\\"",
                        "a+b",
                        "a?b",
                        "a#b",
                        "\u00fc",
                        "\\\"..\\\"",
                        "\\\";x\\\"")) {
            Told made =
                    office.post(
                            "/v1/aliases",
                            "{\"address\":\"%s@c1.example\",\"targets\":[\"a@b.example\"]}"
                                    .formatted(localPart.replace("%", "%%"))
                                    .replace("%%", "%"));
            assertThat(made.status()).as(localPart + made).isEqualTo(201);
            Told read = office.get(office.operator, made.field("Location"));
            assertThat(read.json()).as(made.field("Location")).isEqualTo(made.json());
        }
    }

    private static String alias(String name, String target) {
        return "{\"address\":\"%s@c1.example\",\"targets\":[\"%s@c1.example\"]}"
                .formatted(name, target);
    }

    @Test
    void volumesBackEndsAndMovesLive() throws Exception {
        office.settle("c1");
        Told backEnd =
                office.post(
                        "/v1/back-ends",
                        """
                        {"name":"b1","group":"north","weight":10,"state":"up","logIn":"master-user",
                         "endpoints":{"imap":{"host":"192.0.2.1","port":143,"tls":"starttls"}}}
                        """);
        assertThat(backEnd.status()).as(backEnd.toString()).isEqualTo(201);
        Told draining =
                office.send(
                        "PATCH",
                        office.operator,
                        "/v1/back-ends/b1",
                        "{\"state\":\"draining\",\"endpoints\":{\"pop3\":{\"host\":\"192.0.2.1\",\"port\":110,\"tls\":\"none\"}}}",
                        "If-Match",
                        backEnd.etag());
        assertThat(draining.json().get("endpoints")).hasSize(2);
        assertThat(
                        office.post(
                                        "/v1/back-ends",
                                        "{\"name\":\"b 2\",\"group\":\"g\",\"weight\":1001,\"state\":\"x\",\"logIn\":\"client-password\",\"endpoints\":{\"ftp\":{}}}")
                                .pointers())
                .containsExactlyInAnyOrder("/weight", "/state", "/endpoints/ftp");
        assertThat(
                        office.post(
                                        "/v1/moves",
                                        "{\"login\":\"ann@c1.example\",\"volume\":\"mail1\"}")
                                .pointers())
                .as("it lies there already")
                .containsExactly("/volume");
        office.post(
                "/v1/volumes",
                "{\"name\":\"mail2\",\"folder\":\"/mail2\",\"markerId\":\"m2\",\"weight\":0}");
        Told move = office.post("/v1/moves", "{\"login\":\"ann@c1.example\",\"volume\":\"mail2\"}");
        assertThat(move.json().get("state").asString()).isEqualTo("requested");
        assertThat(
                        office.post(
                                        "/v1/moves",
                                        "{\"login\":\"ann@c1.example\",\"volume\":\"mail2\"}")
                                .pointers())
                .containsExactly("/login");
        assertThat(
                        office.send(
                                        "DELETE",
                                        office.operator,
                                        "/v1/volumes/mail2",
                                        "",
                                        "If-Match",
                                        "*")
                                .json()
                                .get("detail")
                                .asString())
                .contains("move request");
        assertThat(
                        office.send(
                                        "DELETE",
                                        office.operator,
                                        move.field("Location"),
                                        "",
                                        "If-Match",
                                        move.etag())
                                .status())
                .isEqualTo(204);
    }

    @Test
    void listsComeInPagesThatStayStable() throws Exception {
        office.settle("c1", "c2");
        for (int i = 10; i < 20; i++) {
            office.post("/v1/accounts", "{\"login\":\"u%d@c1.example\"}".formatted(i));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page =
                    office.get(
                                    office.operator,
                                    "/v1/accounts?customer=c1&limit=3&prefix=u&cursor=" + cursor)
                            .json();
            page.get("items").forEach(item -> seen.add(item.get("login").asString()));
            cursor = page.path("next").asString("");
            office.post("/v1/accounts", "{\"login\":\"u0%d@c1.example\"}".formatted(pages++));
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(10).isSorted().doesNotHaveDuplicates();
        assertThat(logins("?domain=c2.example")).containsExactly("ann@c2.example");
        office.post("/v1/accounts/ann@c2.example/suspend", "");
        assertThat(logins("?status=suspended")).containsExactly("ann@c2.example");
        assertThat(logins("?prefix=%25")).isEmpty();
        assertThat(logins("?customer=nobody")).isEmpty();
        for (String wrong :
                List.of("limit=0", "limit=501", "limit=x", "domain=-", "status=x", "color=red")) {
            Told told = office.get(office.operator, "/v1/accounts?" + wrong);
            assertThat(told.status()).as(wrong).isEqualTo(400);
            assertThat(told.pointers()).containsExactly("/" + wrong.split("=", 2)[0]);
        }
        for (String wrong : List.of("!", "AAAA")) {
            assertThat(office.get(office.operator, "/v1/accounts?cursor=" + wrong).pointers())
                    .as(wrong)
                    .containsExactly("/cursor");
        }
        assertThat(office.get(office.operator, "/v1/accounts?limit=1&limit=2").status())
                .isEqualTo(400);
    }

    private List<String> logins(String query) throws Exception {
        List<String> logins = new ArrayList<>();
        office.get(office.operator, "/v1/accounts" + query)
                .json()
                .get("items")
                .forEach(item -> logins.add(item.get("login").asString()));
        return logins;
    }

    @Test
    void whoChangedWhatIsNoted() throws Exception {
        office.settle("c1");
        office.send(
                "PATCH",
                office.operator,
                "/v1/accounts/ann@c1.example",
                "{\"password\":\"secret words\",\"quota\":{\"octets\":9}}",
                "If-Match",
                "*");
        office.post("/v1/accounts", "{\"login\":\"no domain\"}");
        JsonNode notes = office.get(office.operator, "/v1/audit?customer=c1").json().get("items");
        JsonNode newest = notes.get(0);
        assertThat(newest.get("action").asString()).isEqualTo("change");
        assertThat(newest.get("resource").asString()).isEqualTo("accounts");
        assertThat(newest.get("key").asString()).isEqualTo("ann@c1.example");
        assertThat(newest.get("origin").asString()).isEqualTo("127.0.0.1");
        assertThat(newest.get("actor").asString()).endsWith("(test operator)");
        assertThat(newest.get("before").has("quota")).isFalse();
        assertThat(newest.get("after").get("quota").get("octets").asInt()).isEqualTo(9);
        assertThat(newest.get("after").get("password").asString()).isEqualTo("changed");
        assertThat(notes.toString()).doesNotContain("secret words").doesNotContain("argon2id");
        assertThat(notes).as("a refusal is no change").hasSize(5);
        Told all = office.get(office.operator, "/v1/audit?limit=2");
        assertThat(all.json().get("items")).hasSize(2);
        assertThat(
                        office.get(
                                        office.operator,
                                        "/v1/audit?limit=2&cursor="
                                                + all.json().get("next").asString())
                                .json()
                                .get("items")
                                .get(0)
                                .get("number")
                                .asInt())
                .isEqualTo(newest.get("number").asInt() - 2);
    }

    @Test
    void aSuspendedCustomerMayOnlyLook() throws Exception {
        office.settle("c1");
        String token = office.token("customer", "c1");
        office.post("/v1/customers/c1/suspend", "");
        assertThat(office.get(token, "/v1/accounts/ann@c1.example").status()).isEqualTo(200);
        assertThat(
                        office.send("POST", token, "/v1/accounts", "{\"login\":\"x@c1.example\"}")
                                .status())
                .isEqualTo(403);
    }

    @Test
    void whatIsThereMayStay() throws Exception {
        office.settle("c1", "c2");
        String customer = office.token("customer", "c1");
        office.send(
                "PATCH",
                office.operator,
                "/v1/accounts/ann@c1.example",
                "{\"addresses\":[\"ann@c1.example\",\"guest@c2.example\"]}",
                "If-Match",
                "*");
        Told read = office.get(customer, "/v1/accounts/ann@c1.example");
        Told changed =
                office.send(
                        "PATCH",
                        customer,
                        "/v1/accounts/ann@c1.example",
                        "{\"password\":\"new words\"}",
                        "If-Match",
                        read.etag());
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json().get("addresses")).hasSize(2);
    }

    @Test
    void aTokenMayRemoveItself() throws Exception {
        Told made = office.post("/v1/tokens", "{\"name\":\"x\",\"scope\":\"operator\"}");
        String token = made.json().get("token").asString();
        assertThat(
                        office.send(
                                        "DELETE",
                                        token,
                                        made.field("Location"),
                                        "",
                                        "If-Match",
                                        "*",
                                        "Idempotency-Key",
                                        "last")
                                .status())
                .isEqualTo(204);
        assertThat(office.get(token, "/v1/tokens").status()).isEqualTo(401);
    }

    @Test
    void aDirectoryThatIsAwayIsNeverNotFound() throws Exception {
        office.settle("c1");
        office.directory.close();
        for (Told told :
                List.of(
                        office.get(office.operator, "/v1/customers/c1"),
                        office.get(office.operator, "/v1/customers"),
                        office.get("mstk_unknown", "/v1/customers"),
                        office.post("/v1/customers", "{\"customerId\":\"c2\",\"name\":\"x\"}"))) {
            assertThat(told.status()).as(told.toString()).isEqualTo(503);
            assertThat(told.field("Retry-After")).isEqualTo("5");
            assertThat(told.field("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void fieldsBelongToScopes() throws Exception {
        office.settle("c1", "c2");
        String customer = office.token("customer", "c1");
        String reseller = office.token("reseller", "c1");
        record Case(String token, String field, int status) {}
        List<Case> cases =
                List.of(
                        new Case(customer, "\"quota\":{\"octets\":1}", 403),
                        new Case(customer, "\"attributes\":{\"a\":\"b\"}", 403),
                        new Case(customer, "\"home\":{\"volume\":\"mail1\",\"path\":\"x\"}", 403),
                        new Case(reseller, "\"owner\":{\"uid\":0,\"gid\":0}", 403),
                        new Case(customer, "\"addresses\":[\"x@c2.example\"]", 422),
                        new Case(reseller, "\"customerId\":\"c2\"", 422),
                        new Case(reseller, "\"quota\":{\"octets\":1}", 200),
                        new Case(customer, "\"password\":\"new words\"", 200));
        for (Case each : cases) {
            Told told =
                    office.send(
                            "PATCH",
                            each.token(),
                            "/v1/accounts/ann@c1.example",
                            "{" + each.field() + "}",
                            "If-Match",
                            "*");
            assertThat(told.status()).as(each.field() + told).isEqualTo(each.status());
        }
        assertThat(office.send("POST", customer, "/v1/accounts", "{\"login\":\"root\"}").pointers())
                .containsExactly("/login");
    }
}
