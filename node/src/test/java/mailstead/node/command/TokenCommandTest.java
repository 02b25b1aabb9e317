package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.spi.ApiToken;
import mailstead.spi.AuditRecord;
import mailstead.spi.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mailstead token}, and what is noted of commands. */
class TokenCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Page ALL =
            new Page(Optional.empty(), Optional.empty(), Optional.empty(), "", "", 100);

    @TempDir Path folder;

    private CommandRun run(String line) {
        return CommandRun.of(line, "--data", folder.toString());
    }

    private CommandRun done(String line) {
        CommandRun run = run(line);
        assertThat(run.status()).as(line + "\n" + run.err()).isZero();
        return run;
    }

    private SqliteDirectory directory() throws Exception {
        return SqliteDirectory.open(
                SqliteSettings.of(folder.resolve("directory.sqlite"), SqliteSettings.Mode.EXPECT));
    }

    @Test
    void tokensAreMadeListedAndRemoved() throws Exception {
        done("customer add c-1 --name One");
        JsonNode made =
                JSON.readTree(
                        done("token add shop --scope reseller --customer c-1"
                                        + " --expires 2099-01-31T00:00:00Z --json")
                                .out());
        assertThat(made.get("token").asString()).matches("mstk_[A-Za-z0-9_-]{43}");
        CommandRun list = done("token list");
        assertThat(list.out()).contains("shop", "reseller", "c-1", "2099-01-31T00:00:00Z");
        assertThat(list.out()).doesNotContain(made.get("token").asString());
        try (SqliteDirectory directory = directory()) {
            List<ApiToken> tokens = directory.look(desk -> desk.tokens(ALL));
            assertThat(tokens).hasSize(1);
            assertThat(tokens.getFirst().digest()).isNotEqualTo(made.get("token").asString());
        }
        done("token remove " + made.get("id").asString());
        assertThat(done("token list").out()).isEqualTo("no tokens\n");
        CommandRun again = run("token remove " + made.get("id").asString());
        assertThat(again.status()).isEqualTo(ExitStatus.REFUSED);
    }

    @Test
    void whatIsWrongIsToldByName() {
        done("customer add c-1 --name One");
        CommandRun wrong = run("token add x --scope king --customer c-2");
        assertThat(wrong.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(wrong.err()).contains("scope: must be one of operator, reseller, customer");
        assertThat(run("token add x --scope customer").err()).contains("customers: must be");
        assertThat(run("token add x --scope reseller --customer c-2").err())
                .contains("there is no such customer");
        assertThat(run("token add x --scope operator --expires yesterday").err())
                .contains("expiresAt: must be a time");
    }

    @Test
    void commandsAreNoted() throws Exception {
        done("customer add c-1 --name One");
        done("customer set c-1 --name Two");
        assertThat(run("customer add c-1 --name Three").status()).isEqualTo(ExitStatus.REFUSED);
        try (SqliteDirectory directory = directory()) {
            List<AuditRecord> notes = directory.look(desk -> desk.notes(ALL));
            assertThat(notes).hasSize(2);
            AuditRecord newest = notes.getFirst();
            assertThat(newest.action()).isEqualTo("change");
            assertThat(newest.key()).isEqualTo("c-1");
            assertThat(newest.origin()).isEqualTo("command");
            assertThat(newest.before()).contains("\"name\":\"One\"");
            assertThat(newest.after()).contains("\"name\":\"Two\"");
        }
    }
}
