package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether anybody on this machine has changed the database. {@code PRAGMA data_version} of
 * one connection that never writes is a number that differs whenever another connection, of this or
 * any other process, has committed in between; it costs microseconds. Numbers of two connections
 * have nothing to do with each other, so the connection's own ordinal is part of the answer.
 * Shared; callers take turns.
 */
final class ChangeWatch implements AutoCloseable {

    private final DataSource source;
    private final Duration waitMax;
    private final ReentrantLock turn = new ReentrantLock();

    // guarded by turn
    private @Nullable Connection connection;
    private @Nullable PreparedStatement question;
    private int ordinal;
    private boolean closed;

    ChangeWatch(DataSource source, Duration waitMax) {
        this.source = source;
        this.waitMax = waitMax;
    }

    /** Two equal stamps: nothing was committed between the moments they were taken. */
    record Stamp(int connection, long version) {}

    Stamp now() throws SQLException {
        try {
            if (!turn.tryLock(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SQLTransientConnectionException("waited too long for a turn");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted", interrupted);
        }
        try {
            return ask();
        } catch (SQLException trouble) {
            disconnect();
            throw trouble;
        } finally {
            turn.unlock();
        }
    }

    private Stamp ask() throws SQLException {
        if (closed) {
            throw new SQLException("the directory is closed");
        }
        PreparedStatement prepared = question;
        if (prepared == null) {
            Connection opened = source.getConnection();
            connection = opened;
            ordinal++;
            prepared = opened.prepareStatement("PRAGMA data_version");
            question = prepared;
        }
        try (ResultSet answer = prepared.executeQuery()) {
            if (!answer.next()) {
                throw new SQLException("no data_version");
            }
            return new Stamp(ordinal, answer.getLong(1));
        }
    }

    private void disconnect() {
        Connection old = connection;
        connection = null;
        question = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException _) {
                // It is being given up because it failed.
            }
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            disconnect();
        } finally {
            turn.unlock();
        }
    }
}
