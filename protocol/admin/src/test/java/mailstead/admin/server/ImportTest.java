package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mailstead.admin.server.Office.Told;
import mailstead.mail.DomainName;
import mailstead.service.provisioning.BulkImport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Many changes in one request. */
final class ImportTest {

    private static final String CUSTOMER =
            "{\"kind\":\"customers\",\"document\":{\"customerId\":\"new\",\"name\":\"New\"}}";
    private static final String DOMAIN =
            "{\"kind\":\"domains\",\"document\":{\"name\":\"new.example\",\"customerId\":\"new\"}}";
    private static final String ACCOUNT =
            "{\"kind\":\"accounts\",\"document\":{\"login\":\"bob@new.example\",\"password\":\"open sesame\"}}";
    private static final String PASSWORD =
            "{\"kind\":\"accounts\",\"operation\":\"change\",\"key\":\"bob@new.example\","
                    + "\"document\":{\"password\":\"another one\"}}";
    private static final String ALIAS =
            "{\"kind\":\"aliases\",\"document\":{\"address\":\"info@new.example\",\"targets\":[\"bob@new.example\"]}}";
    private static final String SUSPEND =
            "{\"kind\":\"customers\",\"operation\":\"suspend\",\"key\":\"new\"}";
    private static final List<String> GOOD =
            List.of(CUSTOMER, DOMAIN, ACCOUNT, PASSWORD, ALIAS, SUSPEND);

    @TempDir private Path folder;
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        office.settle("own", "foreign");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private List<JsonNode> send(String token, String mode, List<String> lines, String... fields)
            throws Exception {
        String[] all = new String[fields.length + 2];
        all[0] = "Content-Type";
        all[1] = ImportRequests.TYPE;
        System.arraycopy(fields, 0, all, 2, fields.length);
        Told told = office.send("POST", token, "/v1/imports?mode=" + mode, text(lines), all);
        assertThat(told.status()).as(told.toString()).isEqualTo(200);
        List<JsonNode> answers = new ArrayList<>();
        told.response().body().lines().forEach(line -> answers.add(Office.JSON.readTree(line)));
        return answers;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static List<Integer> statuses(List<JsonNode> answers) {
        return answers.stream()
                .filter(answer -> answer.has("status"))
                .map(answer -> answer.get("status").asInt())
                .toList();
    }

    private boolean isNewThere() throws Exception {
        return office.directory
                .findDomain(DomainName.parse("new.example").orElseThrow())
                .isPresent();
    }

    private int audited() throws Exception {
        return office.get(office.operator, "/v1/audit?limit=500").json().get("items").size();
    }

    @Test
    void eachLineIsDoneAndTheLastOneCounts() throws Exception {
        int before = audited();
        List<JsonNode> answers = send(office.operator, "each", GOOD);
        assertThat(statuses(answers)).containsExactly(201, 201, 201, 200, 201, 200);
        JsonNode end = answers.getLast();
        assertThat(end.toString())
                .isEqualTo(
                        "{\"mode\":\"each\",\"lines\":6,\"done\":6,\"failed\":0,\"complete\":true}");
        assertThat(answers.get(2).get("key").asString()).isEqualTo("bob@new.example");
        assertThat(audited()).isEqualTo(before + 6);
        assertThat(office.get(office.operator, "/v1/customers/new").json().get("status").asString())
                .isEqualTo("suspended");
    }

    @Test
    void aTrialSeesWhatLinesBeforeMadeAndChangesNothing() throws Exception {
        int before = audited();
        List<JsonNode> answers = send(office.operator, "trial", GOOD);
        assertThat(statuses(answers)).containsExactly(201, 201, 201, 200, 201, 200);
        assertThat(isNewThere()).isFalse();
        assertThat(audited()).isEqualTo(before);
    }

    @Test
    void aTrialTellsOfEveryLineThatWouldBeRefused() throws Exception {
        List<String> lines =
                List.of(
                        CUSTOMER,
                        CUSTOMER,
                        ACCOUNT,
                        "{\"kind\":\"customers\",\"operation\":\"remove\",\"key\":\"own\"}",
                        DOMAIN,
                        ACCOUNT);
        List<JsonNode> answers = send(office.operator, "trial", lines);
        assertThat(statuses(answers)).containsExactly(201, 409, 422, 409, 201, 201);
        assertThat(answers.get(2).at("/errors/0/pointer").asString()).isNotEmpty();
        assertThat(answers.getLast().get("failed").asInt()).isEqualTo(3);
        assertThat(isNewThere()).isFalse();
    }

    @Test
    void allLinesOrNone() throws Exception {
        List<String> bad = new ArrayList<>(GOOD);
        bad.add(CUSTOMER);
        int before = audited();
        List<JsonNode> answers = send(office.operator, "all", bad);
        assertThat(statuses(answers)).containsOnly(409);
        assertThat(answers.getLast().get("done").asInt()).isZero();
        assertThat(isNewThere()).isFalse();
        assertThat(audited()).isEqualTo(before);
        assertThat(statuses(send(office.operator, "all", GOOD)))
                .containsExactly(201, 201, 201, 200, 201, 200);
        assertThat(isNewThere()).isTrue();
        assertThat(office.directory.findAccount("bob@new.example").orElseThrow().verifiers())
                .isNotEmpty();
    }

    @Test
    void whatIsSentAgainIsDoneOnce() throws Exception {
        String[] key = {"Idempotency-Key", "import-1"};
        send(office.operator, "each", GOOD.subList(0, 2), key);
        int before = audited();
        List<JsonNode> answers = send(office.operator, "each", GOOD, key);
        assertThat(statuses(answers)).containsExactly(201, 201, 201, 200, 201, 200);
        assertThat(answers.get(0).get("replayed").asBoolean()).isTrue();
        assertThat(answers.get(2).has("replayed")).isFalse();
        assertThat(audited()).isEqualTo(before + 4);
        List<String> other = new ArrayList<>(GOOD);
        other.set(0, CUSTOMER.replace("New", "Other"));
        assertThat(statuses(send(office.operator, "each", other, key)).getFirst()).isEqualTo(422);
        assertThat(audited()).isEqualTo(before + 4);
    }

    @Test
    void everyLineIsUnderItsTokensScope() throws Exception {
        String token = office.token("customer", "own");
        List<JsonNode> answers =
                send(
                        token,
                        "each",
                        List.of(
                                CUSTOMER,
                                "{\"kind\":\"accounts\",\"document\":{\"login\":\"cy@own.example\"}}",
                                "{\"kind\":\"accounts\",\"document\":{\"login\":\"cy@foreign.example\"}}",
                                "{\"kind\":\"accounts\",\"operation\":\"remove\",\"key\":\"ann@foreign.example\"}",
                                "{\"kind\":\"volumes\",\"operation\":\"remove\",\"key\":\"mail1\"}"));
        assertThat(statuses(answers)).containsExactly(403, 201, 422, 404, 403);
        assertThat(statuses(send(token, "trial", List.of(CUSTOMER)))).containsExactly(403);
    }

    @Test
    void brokenLinesAreNamedAndTheOthersGoOn() throws Exception {
        List<String> lines =
                List.of(
                        "nonsense",
                        "{\"kind\":\"tokens\",\"document\":{}}",
                        "{\"kind\":\"accounts\",\"operation\":\"change\",\"document\":{}}",
                        "{\"kind\":\"accounts\",\"operation\":\"list\",\"key\":\"x\"}",
                        "{\"kind\":\"customers\",\"surprise\":1,\"document\":{}}",
                        "",
                        "{\"kind\":\"customers\",\"kind\":\"customers\",\"document\":{}}",
                        CUSTOMER);
        List<JsonNode> answers = send(office.operator, "each", lines);
        assertThat(statuses(answers)).containsExactly(422, 422, 422, 422, 422, 422, 201);
        assertThat(answers.get(1).at("/errors/0/pointer").asString()).isEqualTo("/kind");
        assertThat(answers.get(2).at("/errors/0/pointer").asString()).isEqualTo("/key");
        assertThat(answers.get(3).at("/errors/0/pointer").asString()).isEqualTo("/operation");
        assertThat(answers.get(4).at("/errors/0/pointer").asString()).isEqualTo("/surprise");
        assertThat(answers.get(5).get("line").asInt()).isEqualTo(7);
        assertThat(answers.get(6).get("line").asInt()).isEqualTo(8);
    }

    @Test
    void tooManyLinesTogetherAndOtherTypesAreRefused() throws Exception {
        String many = "{}\n".repeat(BulkImport.LINES_TOGETHER_MAX + 1);
        String[] type = {"Content-Type", ImportRequests.TYPE};
        assertThat(
                        office.send("POST", office.operator, "/v1/imports?mode=trial", many, type)
                                .status())
                .isEqualTo(413);
        assertThat(office.post("/v1/imports", CUSTOMER).status()).isEqualTo(415);
        assertThat(
                        office.send("POST", office.operator, "/v1/imports?mode=some", "{}", type)
                                .pointers())
                .containsExactly("/mode");
    }
}
