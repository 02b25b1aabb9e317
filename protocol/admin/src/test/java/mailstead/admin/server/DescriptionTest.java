package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mailstead.admin.server.Office.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the API says of itself is what it does. */
final class DescriptionTest {

    @TempDir private Path folder;

    @Test
    void whatIsDescribedIsServedAndNothingElse() throws Exception {
        try (Office office = new Office(folder)) {
            Told told = office.get("", "/openapi.json");
            assertThat(told.status()).isEqualTo(200);
            JsonNode description = told.json();
            assertThat(description.get("openapi").asString()).isEqualTo("3.1.0");
            Set<String> described = new TreeSet<>();
            description
                    .get("paths")
                    .properties()
                    .forEach(path ->
                            path.getValue()
                                    .propertyNames()
                                    .forEach(
                                            method -> described.add(method + " " + path.getKey())));
            Set<String> served = new TreeSet<>();
            Routes.all().forEach(route -> served.add(lower(route.method()) + " " + route.path()));
            assertThat(described).isEqualTo(served);
            for (String each : described) {
                String[] parts = each.split(" ", 2);
                String path = parts[1].replace("{key}", "x");
                int status = office.send(upper(parts[0]), "", path, "").status();
                assertThat(status).as(each).isEqualTo(path.startsWith("/v1/") ? 401 : 200);
                office.clock.advance(Duration.ofMinutes(1));
            }
        }
    }

    private static String lower(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    private static String upper(String method) {
        return method.toUpperCase(Locale.ROOT);
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasItsOwnName() {
        JsonNode description = Office.JSON.readTree(OpenApi.TEXT);
        Set<String> names = new TreeSet<>();
        for (JsonNode path : description.get("paths")) {
            for (JsonNode operation : path) {
                JsonNode name = operation.path("operationId");
                assertThat(name.isMissingNode() || names.add(name.asString())).isTrue();
            }
        }
        assertThat(names).hasSize(Routes.all().size() - 2);
        for (String reference : OpenApi.TEXT.split("\"#", -1)) {
            if (reference.startsWith("/components")) {
                String pointer = reference.substring(0, reference.indexOf('"'));
                assertThat(description.at(pointer).isMissingNode()).as(pointer).isFalse();
            }
        }
    }

    @Test
    void whatIsShownIsDescribed() throws Exception {
        try (Office office = new Office(folder)) {
            office.settle("c1");
            JsonNode schemas = Office.JSON.readTree(OpenApi.TEXT).at("/components/schemas");
            for (String kind :
                    Set.of(
                            "customers",
                            "domains",
                            "accounts",
                            "aliases",
                            "volumes",
                            "tokens",
                            "audit")) {
                JsonNode item =
                        office.get(office.operator, "/v1/" + kind).json().get("items").get(0);
                Set<String> known = new TreeSet<>();
                schemas.get(kind).get("properties").propertyNames().forEach(known::add);
                assertThat(item.propertyNames()).as(kind).isSubsetOf(known);
            }
        }
    }

    @Test
    void thePageForPeopleHasNoScriptAndNothingForeign() throws Exception {
        try (Office office = new Office(folder)) {
            Told page = office.get("", "/docs");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.field("Content-Type")).startsWith("text/html");
            assertThat(page.field("Content-Security-Policy")).startsWith("default-src 'none'");
            assertThat(page.response().body())
                    .doesNotContain("<script")
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .contains("/v1/accounts/{key}/suspend");
        }
    }
}
