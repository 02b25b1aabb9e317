package mailstead.admin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import mailstead.admin.server.Office.Told;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What customers used, by the API. */
final class UsageTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final String RANGE = "/v1/usage?from=2026-11-20&to=2026-11-22";

    @TempDir private Path folder;
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        office.settle("own", "foreign");
        List<Usage> used = new ArrayList<>();
        for (int day = 0; day < 3; day++) {
            used.add(new Usage(DAY.plusDays(day), "own", Measure.POP3_LOGINS, 3 + day));
            used.add(new Usage(DAY.plusDays(day), "own", Measure.OCTETS_IN, 1000));
            used.add(new Usage(DAY.plusDays(day), "foreign", Measure.MESSAGES_IN, 7));
        }
        office.directory.setUsage(used);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static List<String> lines(Told told) {
        assertThat(told.status()).as(told.toString()).isEqualTo(200);
        List<String> lines = new ArrayList<>();
        for (JsonNode item : told.json().get("items")) {
            lines.add(item.get("day").asString() + " " + item.get("customer").asString());
        }
        return lines;
    }

    @Test
    void pagesGiveEveryLineOnce() throws Exception {
        List<String> whole = lines(office.get(office.operator, RANGE));
        assertThat(whole)
                .containsExactly(
                        "2026-11-20 foreign",
                        "2026-11-20 own",
                        "2026-11-21 foreign",
                        "2026-11-21 own",
                        "2026-11-22 foreign",
                        "2026-11-22 own");
        for (int limit = 1; limit < 7; limit++) {
            List<String> paged = new ArrayList<>();
            String cursor = "";
            do {
                Told page =
                        office.get(
                                office.operator,
                                RANGE
                                        + "&limit="
                                        + limit
                                        + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                paged.addAll(lines(page));
                cursor = page.json().path("next").asString("");
            } while (!cursor.isEmpty());
            assertThat(paged).as("limit %s", limit).isEqualTo(whole);
        }
    }

    @Test
    void csvIsTheWholeAtOnce() throws Exception {
        Told told = office.send("GET", office.operator, RANGE, "", "Accept", "text/csv");
        assertThat(told.field("Content-Type")).startsWith("text/csv");
        String[] lines = told.response().body().split("\r\n", -1);
        assertThat(lines).hasSize(8);
        assertThat(lines[0]).startsWith("day,customer,pop3-logins,imap-logins,messages-in");
        assertThat(told.response().body()).contains("\r\n2026-11-21,own,4,0,0,1000,");
        assertThat(lines[7]).isEmpty();
    }

    @Test
    void everybodySeesHisCustomersOnly() throws Exception {
        String reseller = office.token("reseller", "own");
        assertThat(lines(office.get(reseller, RANGE)))
                .allMatch(line -> line.endsWith(" own"))
                .hasSize(3);
        assertThat(lines(office.get(reseller, RANGE + "&customer=foreign"))).isEmpty();
        String customer = office.token("customer", "own");
        assertThat(lines(office.get(customer, RANGE + "&customer=own"))).hasSize(3);
        assertThat(office.send("GET", customer, RANGE, "", "Accept", "text/csv").response().body())
                .doesNotContain("foreign");
    }

    @Test
    void wrongQueriesAreNamed() throws Exception {
        for (String wrong :
                List.of(
                        "?to=2026-11-20 /from",
                        "?from=2026-11-31 /from",
                        "?from=yesterday /from",
                        "?from=2026-11-20&to=2026-11-19 /to",
                        "?from=2025-01-01&to=2026-11-19 /to",
                        "?from=2026-11-20&limit=0 /limit",
                        "?from=2026-11-20&cursor=AAAA /cursor",
                        "?from=2026-11-20&colour=red /colour")) {
            String[] parts = wrong.split(" ", 2);
            Told told = office.get(office.operator, "/v1/usage" + parts[0]);
            assertThat(told.status()).as(wrong).isEqualTo(400);
            assertThat(told.pointers()).as(wrong).containsExactly(parts[1]);
        }
    }
}
