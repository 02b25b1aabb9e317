package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import mailstead.mail.TemporaryFailure;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.util.PSQLState;

/**
 * The shape of the tables in PostgreSQL. Nodes only look at it; an operator's command makes it,
 * with a role that may.
 */
final class PostgresSchema {

    /**
     * The newest script's: of a shape that both databases have, or with a fraction of what only
     * this one has.
     */
    static final String VERSION = "8";

    private static final String NONE = "none";

    private PostgresSchema() {}

    /**
     * @throws SQLException with what to do, if the tables are not those that we know
     */
    static void check(Connection connection) throws SQLException {
        Optional<String> problem = problem(version(connection));
        if (problem.isPresent()) {
            throw new SQLNonTransientConnectionException(
                    problem.get(), PSQLState.CONNECTION_REJECTED.getState());
        }
    }

    /** What is wrong with tables of this version. */
    static Optional<String> problem(String version) {
        if (version.equals(VERSION)) {
            return Optional.empty();
        }
        return Optional.of(
                version.equals(NONE)
                        ? "the database holds no directory of users; 'mailstead directory prepare' makes one"
                        : "the database's tables have version "
                                + version
                                + ", this program knows "
                                + VERSION
                                + "; 'mailstead directory prepare' of the newer program brings older tables up to date");
    }

    static String version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("SELECT to_regclass('flyway_schema_history') IS NULL")) {
                if (!row.next() || row.getBoolean(1)) {
                    return NONE;
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT version FROM flyway_schema_history WHERE success"
                                    + " ORDER BY installed_rank DESC LIMIT 1")) {
                return row.next() ? row.getString(1) : NONE;
            }
        }
    }

    /** Makes the tables, or brings them up to date. Several may try at once. */
    static void prepare(PostgresSettings settings) throws TemporaryFailure {
        Servers servers = new Servers(settings);
        try {
            String found;
            try (Connection connection = servers.connectToPrepare()) {
                found = version(connection);
            }
            if (!found.equals(VERSION)) {
                Flyway.configure(PostgresSchema.class.getClassLoader())
                        .dataSource(new PlainSource(servers::connectToPrepare))
                        .loggers("slf4j")
                        .locations(
                                "classpath:mailstead/directory/migration",
                                "classpath:mailstead/directory/migration-postgresql")
                        .load()
                        .migrate();
            }
        } catch (SQLException | FlywayException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }
}
