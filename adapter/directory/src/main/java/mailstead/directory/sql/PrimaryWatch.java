package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Knows the primary's change number, and how long ago it was so. One connection listens for
 * notifications; each wakes it, and after a second without one it asks all the same, so that a lost
 * one costs a second and nothing more. Shared; {@link #run} by one thread.
 */
final class PrimaryWatch implements Runnable, AutoCloseable {

    /** How old an answer of the primary may be that what is cached relies on: the stated bound. */
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** What is known. {@code asked} is in nanoseconds, before the question was sent. */
    private record Known(Mark mark, long asked) {}

    /** A moment's knowledge. */
    record View(Mark mark, Duration age) {
        /** Whether nothing can have changed unseen for longer than the bound. */
        boolean isFresh() {
            return mark.isKnown() && age.compareTo(FRESH) <= 0;
        }
    }

    /** Who must know how the primary is. */
    interface Listener {
        /** Asked and answered; about once a second. */
        void well();

        void lost(SQLException cause);
    }

    private final Servers servers;
    private final Listener listener;
    private final AtomicReference<Known> known =
            new AtomicReference<>(new Known(Mark.NONE, System.nanoTime()));
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection current;

    PrimaryWatch(Servers servers, Listener listener) {
        this.servers = servers;
        this.listener = listener;
    }

    View view() {
        Known now = known.get();
        return new View(now.mark(), Duration.ofNanos(System.nanoTime() - now.asked()));
    }

    /**
     * Our own change made it so; that the primary was asked for others' changes stays as long ago.
     */
    void advance(Mark mark) {
        known.updateAndGet(now -> new Known(now.mark().advancedTo(mark), now.asked()));
    }

    /** Until it is closed. */
    @Override
    public void run() {
        while (!isClosed()) {
            SQLException failure = attend();
            if (!isClosed()) {
                // Only its own connection may have broken: whether the primary is lost, the next
                // attempt tells.
                failure = attend();
            }
            if (!isClosed()) {
                listener.lost(failure);
                pause();
            }
        }
    }

    /** Opens a connection and stays with it until it fails. */
    private SQLException attend() {
        try (Connection connection = servers.connect(Servers.Use.PRIMARY)) {
            current = connection;
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN mailstead_directory");
            }
            PGConnection notified = connection.unwrap(PGConnection.class);
            try (PreparedStatement question = connection.prepareStatement(Servers.MARK)) {
                begin(question);
                while (!isClosed()) {
                    ask(question);
                    notified.getNotifications(Math.toIntExact(POLL.toMillis()));
                }
            }
            return new SQLException("closed");
        } catch (SQLException failure) {
            return failure;
        } finally {
            current = null;
        }
    }

    /**
     * Takes a lower number too: the database was restored. Unless something else was learned
     * meanwhile.
     */
    private void begin(PreparedStatement question) throws SQLException {
        Known before = known.get();
        long asked = System.nanoTime();
        Mark mark = mark(question);
        if (before.mark().isRolledBackTo(mark)) {
            known.compareAndSet(before, new Known(mark, asked));
        }
    }

    private void ask(PreparedStatement question) throws SQLException {
        long asked = System.nanoTime();
        Mark mark = mark(question);
        known.updateAndGet(before -> new Known(before.mark().advancedTo(mark), asked));
        listener.well();
    }

    private Mark mark(PreparedStatement question) throws SQLException {
        try (ResultSet row = question.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("directory_change is empty");
            }
            return servers.marked(row.getLong(1), row.getLong(2));
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            closed.countDown();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Connection open = current;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException _) {
                // It ends with its next question.
            }
        }
    }
}
