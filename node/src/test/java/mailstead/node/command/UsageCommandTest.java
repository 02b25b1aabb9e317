package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailstead usage} over what nodes have recorded. */
class UsageCommandTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final String HEAD =
            "day,customer,pop3-logins,imap-logins,messages-in,octets-in,stored-messages,stored-octets\n";

    @TempDir Path folder;

    @BeforeEach
    void record() throws Exception {
        run("customer add c1");
        run("domain add cluster.example --customer c1");
        run("volume add mail1 " + folder.resolve("mail1") + " --create");
        run("account add tevie --customer c1 --no-password --home mail1:t/tevie");
        try (SqliteDirectory directory =
                SqliteDirectory.open(
                        SqliteSettings.of(
                                folder.resolve("data/directory.sqlite"),
                                SqliteSettings.Mode.EXPECT))) {
            directory.addUsage(
                    "node-1",
                    1,
                    List.of(
                            new Usage(DAY, "c1", Measure.IMAP_LOGINS, 3),
                            new Usage(DAY, "c1", Measure.OCTETS_IN, 1L << 40),
                            new Usage(DAY, "c2", Measure.POP3_LOGINS, 1),
                            new Usage(DAY.plusDays(1), "c1", Measure.MESSAGES_IN, 7)));
        }
    }

    private CommandRun run(String line) {
        CommandRun run = CommandRun.of(line, "--data", folder.resolve("data").toString());
        assertThat(run.status()).as(line + "\n" + run.err()).isZero();
        return run;
    }

    @Test
    void aDayIsALineForEachCustomer() {
        String expected =
                HEAD + "2026-11-25,c1,0,3,0,1099511627776,0,0\n2026-11-25,c2,1,0,0,0,0,0\n";
        assertThat(run("usage export --from 2026-11-25").out()).isEqualTo(expected);
        assertThat(run("usage export --from 2026-11-25").out()).as("again").isEqualTo(expected);
    }

    @Test
    void daysFollowEachOther() {
        assertThat(run("usage export --from 2026-11-25 --to 2026-11-26 --customer c1").out())
                .isEqualTo(
                        HEAD
                                + "2026-11-25,c1,0,3,0,1099511627776,0,0\n2026-11-26,c1,0,0,7,0,0,0\n");
    }

    @Test
    void programsGetObjects() {
        assertThat(run("usage export --from 2026-11-26 --json").out())
                .isEqualTo(
                        "{\"day\":\"2026-11-26\",\"customer\":\"c1\",\"pop3-logins\":0,\"imap-logins\":0,"
                                + "\"messages-in\":7,\"octets-in\":0,\"stored-messages\":0,\"stored-octets\":0}\n");
    }

    @Test
    void nothingUsedIsAHeadAlone() {
        assertThat(run("usage export --from 2020-01-01").out()).isEqualTo(HEAD);
        assertThat(run("usage export --from 2020-01-01 --json").out()).isEmpty();
    }

    @Test
    void whatIsForgottenIsGone() {
        run("usage forget 2026-11-26");
        assertThat(run("usage export --from 2026-11-01 --to 2026-11-30").out())
                .isEqualTo(HEAD + "2026-11-26,c1,0,0,7,0,0,0\n");
    }

    @Test
    void emptyMailboxesAreMeasuredToo() {
        assertThat(run("usage measure").out()).isEqualTo("measured 1 customers\n");
        assertThat(run("usage measure --json").out()).contains("\"accountsFailed\" : 0");
    }

    @Test
    void wrongUsageIsTold() {
        CommandRun run =
                CommandRun.of(
                        "usage export --from 2026-11-25 --to 2026-11-24",
                        "--data",
                        folder.resolve("data").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--to is before --from");
    }
}
