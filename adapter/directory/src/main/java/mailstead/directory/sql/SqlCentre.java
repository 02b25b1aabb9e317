package mailstead.directory.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import mailstead.directory.copy.Point;
import mailstead.directory.publish.Centre;
import mailstead.mail.TemporaryFailure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The centre of copies in a database. The turn of the one publisher is a connection that holds a
 * lock there; it ends with the connection, whatever happens to its holder. Shared.
 */
final class SqlCentre implements Centre {

    /** How each kind of database does it. */
    interface Access {

        /** Quickly, from whoever takes changes. */
        <T> T ask(HandleCallback<T, RuntimeException> question) throws SQLException;

        /** In one snapshot that may be used for as long as it takes. */
        <T> T read(HandleCallback<T, IOException> reading) throws SQLException, IOException;

        /** In a transaction that may write. */
        <T> T change(HandleCallback<T, RuntimeException> change) throws SQLException;

        /**
         * Takes the lock, or fails with {@link Taken}.
         *
         * @return what holds it until it is closed
         */
        Turn take() throws SQLException, Taken, TemporaryFailure;
    }

    /** Holds the lock. */
    interface Turn extends AutoCloseable {

        /** Fails if the lock was lost. */
        void check() throws SQLException;

        @Override
        void close();
    }

    /** Somebody else has the lock. */
    static final class Taken extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final String DRAW =
            "UPDATE publication SET generation = CASE WHEN generation > ? THEN generation ELSE ? END + 1"
                    + " RETURNING generation";

    private final Access access;
    private final ReentrantLock claiming = new ReentrantLock();
    private @Nullable Turn turn;

    SqlCentre(Access access) {
        this.access = access;
    }

    private interface Work<T, X extends Exception> {
        T run() throws SQLException, X;
    }

    private static <T, X extends Exception> T named(Work<T, X> work) throws TemporaryFailure, X {
        try {
            return work.run();
        } catch (SQLException
                | JdbiException
                | IllegalArgumentException
                | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    @Override
    public Point point() throws TemporaryFailure {
        return SqlCentre.<Point, RuntimeException>named(() -> access.ask(SqlState::point));
    }

    @Override
    public <T> T read(Reading<T> reading) throws TemporaryFailure, IOException {
        return SqlCentre.<T, IOException>named(
                () -> access.read((Handle handle) -> reading.read(new SqlState(handle))));
    }

    @Override
    public long nextGeneration(long above) throws TemporaryFailure {
        return SqlCentre.<Long, RuntimeException>named(() ->
                access.change(handle -> handle.select(DRAW, above, above).mapTo(Long.class).one()));
    }

    @Override
    public Claim claim() throws TemporaryFailure {
        claiming.lock();
        try {
            Turn held = turn;
            if (held != null && isHeld(held)) {
                return Claim.HELD;
            }
            turn = null;
            turn = taken(access);
            return Claim.TAKEN;
        } catch (Taken _) {
            return Claim.REFUSED;
        } finally {
            claiming.unlock();
        }
    }

    private static boolean isHeld(Turn held) {
        try {
            held.check();
            return true;
        } catch (SQLException _) {
            held.close();
            return false;
        }
    }

    private static Turn taken(Access access) throws TemporaryFailure, Taken {
        try {
            return access.take();
        } catch (SQLException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    @Override
    public void close() {
        claiming.lock();
        try {
            Turn held = turn;
            turn = null;
            if (held != null) {
                held.close();
            }
        } finally {
            claiming.unlock();
        }
    }
}
