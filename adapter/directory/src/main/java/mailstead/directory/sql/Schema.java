package mailstead.directory.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.TemporaryFailure;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * Brings a database file to the shape this program knows. Flyway does the steps; since it takes no
 * lock on SQLite, the processes of a machine take turns by an exclusive transaction on an empty
 * database beside the file ({@code -migration}), which ends with its holder whatever happens to it.
 * A file that has the right shape is only looked at.
 */
final class Schema {

    /** The number of the newest script in {@code mailstead/directory/migration}. */
    static final int VERSION = 8;

    private static final int NONE = 0;
    private static final int PRIVATE = 0600;

    private final SqliteSettings settings;

    Schema(SqliteSettings settings) {
        this.settings = settings;
    }

    void prepare(SqliteSettings.Mode mode) throws TemporaryFailure {
        try {
            if (mode == SqliteSettings.Mode.CREATE || version() != VERSION) {
                migrateInTurn(mode);
            }
        } catch (SQLException | FlywayException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    private void migrateInTurn(SqliteSettings.Mode mode) throws SQLException, TemporaryFailure {
        if (mode == SqliteSettings.Mode.EXPECT) {
            check(version());
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(settings.waitMax().toMillis()));
        SQLiteDataSource guard = new SQLiteDataSource(config);
        String guardFile = settings.file() + "-migration";
        guard.setUrl("jdbc:sqlite:" + guardFile);
        if (mode == SqliteSettings.Mode.CREATE) {
            createPrivate(guardFile);
            createPrivate(settings.file().toString());
        }
        try (Connection turn = guard.getConnection();
                Statement statement = turn.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            if (mode == SqliteSettings.Mode.CREATE) {
                create();
            }
            int found = version();
            if (found > VERSION) {
                check(found);
            }
            if (found < VERSION) {
                migrate();
            }
            statement.execute("ROLLBACK");
        }
    }

    private void check(int found) throws TemporaryFailure {
        if (found == NONE) {
            throw Trouble.unavailable(
                    settings.file()
                            + " holds no directory of users; bring the right file back, or remove this one:"
                            + " then the first 'mailstead customer add' makes a new directory");
        }
        if (found > VERSION) {
            throw Trouble.unavailable(
                    settings.file()
                            + " has schema version "
                            + found
                            + ", but this program knows versions up to "
                            + VERSION
                            + " only; use the newer program");
        }
    }

    /**
     * Password hashes are nobody else's business. SQLite gives {@code -wal} and {@code -shm} the
     * database's mode; a file that is there keeps the mode that the operator gave it.
     */
    static void createPrivate(String file) throws TemporaryFailure {
        try {
            new LinuxFileSystem().create(file, PRIVATE).close();
        } catch (IOException failure) {
            if (!(failure instanceof FileFailure cause && cause.errno() == Errno.EEXIST)) {
                throw Trouble.unavailable(failure);
            }
        }
    }

    private void create() throws SQLException {
        SQLiteConfig config = Connections.writing(settings);
        config.setOpenMode(SQLiteOpenMode.CREATE);
        try (Connection connection = Connections.source(settings, config).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
        }
    }

    /** {@link #NONE} when there is a database, but none of ours. */
    private int version() throws SQLException {
        try (Connection connection =
                        Connections.source(settings, Connections.writing(settings))
                                .getConnection();
                Statement statement = connection.createStatement()) {
            return number(
                                    statement,
                                    "SELECT COUNT(*) FROM sqlite_master WHERE name = 'flyway_schema_history'")
                            == 0
                    ? NONE
                    : number(
                            statement,
                            "SELECT COALESCE(MAX(CAST(version AS INTEGER)), 0) FROM flyway_schema_history"
                                    + " WHERE success = 1");
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getInt(1) : NONE;
        }
    }

    private void migrate() {
        SQLiteConfig config = Connections.writing(settings);
        config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(Connections.source(settings, config))
                .loggers("slf4j")
                // In one transaction, or a shape would seem complete that lacks what is SQLite's
                // own.
                .group(true)
                .locations(
                        "classpath:mailstead/directory/migration",
                        "classpath:mailstead/directory/migration-sqlite")
                .load()
                .migrate();
    }
}
