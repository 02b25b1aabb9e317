package mailstead.directory.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import mailstead.mail.TemporaryFailure;
import org.jdbi.v3.core.HandleCallback;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * How a publisher reaches a database in SQLite. Its turn is an exclusive transaction on an empty
 * database beside the file, {@code -publisher}: like the file itself it lies on a local disk, never
 * on a shared volume.
 */
final class SqliteCentre implements SqlCentre.Access {

    private static final int WAIT_MILLIS = 100;

    private final Database database;

    SqliteCentre(Database database) {
        this.database = database;
    }

    @Override
    public <T> T ask(HandleCallback<T, RuntimeException> question) throws SQLException {
        return connections().reads().withHandle(question);
    }

    @Override
    public <T> T read(HandleCallback<T, IOException> reading) throws SQLException, IOException {
        return connections().reads().inTransaction(reading);
    }

    @Override
    public <T> T change(HandleCallback<T, RuntimeException> change) throws SQLException {
        return connections().writes().inTransaction(change);
    }

    private Connections connections() throws SQLException {
        try {
            return database.connections();
        } catch (TemporaryFailure failure) {
            throw new SQLException("the database cannot be opened", failure);
        }
    }

    @Override
    public SqlCentre.Turn take() throws SQLException, SqlCentre.Taken, TemporaryFailure {
        String file = database.settings().file() + "-publisher";
        Schema.createPrivate(file);
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(WAIT_MILLIS);
        SQLiteDataSource guard = new SQLiteDataSource(config);
        guard.setUrl("jdbc:sqlite:" + file);
        Connection connection = guard.getConnection();
        boolean taken = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            taken = true;
            return new HeldFile(connection);
        } catch (SQLException failure) {
            if ((failure.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_BUSY.code) {
                throw new SqlCentre.Taken();
            }
            throw failure;
        } finally {
            if (!taken) {
                connection.close();
            }
        }
    }

    /** The kernel keeps the lock for as long as this process has the file open. */
    private record HeldFile(Connection connection) implements SqlCentre.Turn {

        @Override
        public void check() throws SQLException {
            if (connection.isClosed()) {
                throw new SQLException("closed");
            }
        }

        @Override
        public void close() {
            Closing.quietly(connection);
        }
    }
}
