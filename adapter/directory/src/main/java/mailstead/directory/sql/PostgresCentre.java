package mailstead.directory.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * How a publisher reaches PostgreSQL: always the primary. Its turn is an advisory lock of the
 * database, held by a connection of its own.
 */
final class PostgresCentre implements SqlCentre.Access {

    /** Any number that nobody else uses: "mailstea". */
    private static final long LOCK = 0x6d61_696c_7374_6561L;

    /** Between two lots of rows everything read so far may have to be written to a slow disk. */
    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private final Servers servers;
    private final Link primary;
    private final Link changes;

    PostgresCentre(Servers servers, Link primary, Link changes) {
        this.servers = servers;
        this.primary = primary;
        this.changes = changes;
    }

    @Override
    public <T> T ask(HandleCallback<T, RuntimeException> question) throws SQLException {
        return primary.call(handle ->
                handle.inTransaction(snapshot -> {
                    fence(snapshot);
                    return question.withHandle(snapshot);
                }));
    }

    /** Refuses a primary that was replaced: it does not know of the newest changes. */
    private void fence(Handle handle) {
        handle.select(Servers.MARK)
                .map((row, _) -> servers.marked(row.getLong(1), row.getLong(2)))
                .one();
    }

    @Override
    public <T> T read(HandleCallback<T, IOException> reading) throws SQLException, IOException {
        try (Connection connection = servers.connect(Servers.Use.CHANGE)) {
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(Servers.LONG_STATEMENT_MAX.toMillis()));
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "SET idle_in_transaction_session_timeout = " + PAUSE_MAX.toMillis());
                // The plan that gives the first rows soonest reads everything by way of an index.
                statement.execute("SET cursor_tuple_fraction = 1");
                statement.execute("SET default_transaction_read_only = on");
            }
            try (Handle handle = Jdbi.open(() -> connection)) {
                return handle.inTransaction(
                        TransactionIsolationLevel.REPEATABLE_READ,
                        snapshot -> {
                            fence(snapshot);
                            return reading.withHandle(snapshot);
                        });
            }
        }
    }

    @Override
    public <T> T change(HandleCallback<T, RuntimeException> change) throws SQLException {
        return changes.call(handle ->
                handle.inTransaction(turn -> {
                    fence(turn);
                    return change.withHandle(turn);
                }));
    }

    @Override
    public SqlCentre.Turn take() throws SQLException, SqlCentre.Taken {
        Connection connection = servers.connect(Servers.Use.CHANGE);
        boolean taken = false;
        try {
            taken = isTrue(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")");
        } finally {
            if (!taken) {
                Closing.quietly(connection);
            }
        }
        if (!taken) {
            throw new SqlCentre.Taken();
        }
        return new HeldLock(connection);
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** The server keeps the lock for as long as it believes in this connection. */
    private record HeldLock(Connection connection) implements SqlCentre.Turn {

        @Override
        public void check() throws SQLException {
            if (!isTrue(connection, "SELECT NOT pg_is_in_recovery()")) {
                throw new SQLException("not the primary any more");
            }
        }

        @Override
        public void close() {
            Closing.quietly(connection);
        }
    }
}
