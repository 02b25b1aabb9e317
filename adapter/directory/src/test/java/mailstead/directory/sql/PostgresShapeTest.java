package mailstead.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tables: the same in both kinds of databases, made by whoever may, and nobody else's. */
@Timeout(120)
class PostgresShapeTest {

    @TempDir private Path folder;

    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void bothDatabasesHaveTheSameTablesAndColumns() throws Exception {
        Town.make(server);
        Path file = folder.resolve("directory.sqlite");
        SqliteDirectory.open(SqliteSettings.of(file, Mode.CREATE)).close();
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
                Connection postgres = Town.connect(server)) {
            Map<String, String> expected = columns(sqlite, "");
            assertThat(expected).containsKey("account.login").hasSizeGreaterThan(30);
            Map<String, String> found = columns(postgres, "public");
            assertThat(found).isEqualTo(expected);
        }
    }

    /** What other people's configurations name. */
    @Test
    void whatNeighboursReadHasTheColumnsThatAreDocumented() throws Exception {
        server.sql("postgres", "CREATE DATABASE neighbours");
        PostgresDirectory.prepare(in("neighbours"));
        Map<String, List<String>> documented = new TreeMap<>();
        Matcher row =
                Pattern.compile("(?m)^\\| `neighbour\\.(\\w+)` \\|.*\\| ((?:`\\w+`(?:, )?)+) \\|$")
                        .matcher(
                                Files.readString(
                                        Path.of("..", "..", "docs", "operate", "neighbours.md")));
        while (row.find()) {
            documented.put(row.group(1), List.of(row.group(2).replace("`", "").split(", ")));
        }
        assertThat(documented).containsOnlyKeys("alias", "domain", "login", "mailbox");
        for (Map.Entry<String, List<String>> view : documented.entrySet()) {
            assertThat(columnsOf("neighbour", view.getKey()))
                    .as(view.getKey())
                    .isEqualTo(view.getValue())
                    .contains("customer_id");
        }
        List<String> item = List.of("id", "username", "attribute", "op", "value");
        List<String> group = List.of("id", "groupname", "attribute", "op", "value");
        assertThat(columnsOf("radius", "radcheck")).isEqualTo(item);
        assertThat(columnsOf("radius", "radreply")).isEqualTo(item);
        assertThat(columnsOf("radius", "radgroupcheck")).isEqualTo(group);
        assertThat(columnsOf("radius", "radgroupreply")).isEqualTo(group);
        assertThat(columnsOf("radius", "radusergroup"))
                .containsExactly("username", "groupname", "priority");
    }

    private static List<String> columnsOf(String schema, String view) throws Exception {
        return server.sql(
                        "neighbours",
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = '"
                                + schema
                                + "' AND table_name = '"
                                + view
                                + "' ORDER BY ordinal_position")
                .lines()
                .toList();
    }

    /**
     * A target is written as in a header field, and so is one target for whoever splits at commas.
     */
    @Test
    void oddTargetsStayOneAddress() throws Exception {
        server.sql("postgres", "CREATE DATABASE odd_targets");
        PostgresDirectory.prepare(in("odd_targets"));
        Map<String, String> written =
                Map.of(
                        "tevie@x.example", "tevie@x.example",
                        "a.b+c@x.example", "a.b+c@x.example",
                        "a,root@x.example", "\"a,root\"@x.example",
                        "|/bin/sh -c x@x.example", "\"|/bin/sh -c x\"@x.example",
                        "a\"b\\c@x.example", "\"a\\\"b\\\\c\"@x.example",
                        "a@b@x.example", "\"a@b\"@x.example",
                        ".a@x.example", "\".a\"@x.example",
                        "a[b]@x.example", "\"a[b]\"@x.example");
        for (Map.Entry<String, String> each : written.entrySet()) {
            assertThat(
                            server.sql(
                                    "odd_targets",
                                    "SELECT neighbour.written($q$" + each.getKey() + "$q$)"))
                    .isEqualTo(each.getValue());
        }
    }

    /** Column to nullability. */
    private static Map<String, String> columns(Connection connection, String schema)
            throws Exception {
        DatabaseMetaData tables = connection.getMetaData();
        Map<String, String> columns = new TreeMap<>();
        try (ResultSet row = tables.getColumns(null, schema.isEmpty() ? null : schema, "%", "%")) {
            while (row.next()) {
                String table = row.getString("TABLE_NAME");
                if (!table.matches("(flyway|sqlite)_.*|.*_standing|changed|recently_.*")) {
                    columns.put(
                            table + "." + row.getString("COLUMN_NAME"),
                            row.getString("IS_NULLABLE"));
                }
            }
        }
        return columns;
    }

    @Test
    void aDatabaseWithoutTablesIsRefusedAndSaysWhatToDo() throws Exception {
        server.sql("postgres", "CREATE DATABASE bare");
        refused("bare", "'mailstead directory prepare' makes one");
        PostgresSettings settings = in("bare");
        PostgresDirectory.prepare(settings);
        PostgresDirectory.prepare(settings);
        try (PostgresDirectory directory = Town.open(settings)) {
            assertThat(directory.customers()).isEmpty();
        }
        assertThat(PostgresDirectory.report(settings))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.role()).contains("primary");
                    assertThat(report.shape()).isEqualTo(PostgresSchema.VERSION);
                    assertThat(report.timeline()).hasValue(1);
                    assertThat(report.change()).hasValue(1);
                    assertThat(report.problem()).isEmpty();
                });
    }

    @Test
    void tablesOfANewerProgramAreRefused() throws Exception {
        server.sql("postgres", "CREATE DATABASE newer");
        PostgresDirectory.prepare(in("newer"));
        server.sql(
                "newer",
                "INSERT INTO flyway_schema_history SELECT installed_rank + 10, '1000', description, type, 'V1000__x.sql',"
                        + " checksum, installed_by, now(), 0, true FROM flyway_schema_history WHERE version = '1.1'");
        refused("newer", "the database's tables have version 1000");
    }

    @Test
    void onlyWhoMayMakesTables() throws Exception {
        server.sql("postgres", "CREATE DATABASE foreign_one");
        server.sql("postgres", "CREATE ROLE nobody_special LOGIN");
        PostgresSettings settings = in("foreign_one");
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() ->
                        PostgresDirectory.prepare(
                                new PostgresSettings(
                                        settings.name(),
                                        settings.servers(),
                                        new PostgresSettings.Login(
                                                "foreign_one", "nobody_special", Optional.empty()),
                                        settings.tls(),
                                        settings.deadline(),
                                        1,
                                        0,
                                        Duration.ZERO)));
        assertThat(
                        server.sql(
                                "foreign_one",
                                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
    }

    private static void refused(String database, String detail) {
        try (PostgresDirectory directory = Town.open(in(database))) {
            assertThatExceptionOfType(TemporaryFailure.class)
                    .isThrownBy(() -> directory.account("tevie"))
                    .satisfies(failure -> {
                        assertThat(failure.reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
                        assertThat(failure).hasStackTraceContaining(detail);
                    });
        }
    }

    private static PostgresSettings in(String database) {
        PostgresSettings usual = Town.settings(server);
        return new PostgresSettings(
                usual.name(),
                usual.servers(),
                new PostgresSettings.Login(database, PostgresServer.ADMIN, Optional.empty()),
                usual.tls(),
                usual.deadline(),
                usual.connectionsMax(),
                usual.cachedMax(),
                usual.stale());
    }
}
