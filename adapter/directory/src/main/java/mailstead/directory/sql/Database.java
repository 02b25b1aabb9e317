package mailstead.directory.sql;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mailstead.directory.sql.SqliteSettings.Mode;
import mailstead.fs.FileIdentity;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * The database file as it is now. SQLite itself goes on reading a file that was deleted or
 * replaced; here each use first asks whether the name still leads to the file that is open, and
 * moves to the new one if not. Shared.
 */
final class Database implements AutoCloseable {

    private final SqliteSettings settings;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Connections current;
    private volatile boolean closed;

    private Database(SqliteSettings settings) {
        this.settings = settings;
    }

    SqliteSettings settings() {
        return settings;
    }

    static Database open(SqliteSettings settings) throws TemporaryFailure {
        Database database = new Database(settings);
        if (settings.mode() == Mode.CREATE) {
            new Schema(settings).prepare(Mode.CREATE);
        }
        database.connections();
        return database;
    }

    Connections connections() throws TemporaryFailure {
        Optional<FileIdentity> identity = FileIdentity.of(settings.file());
        Connections open = current;
        if (open != null
                && identity.isPresent()
                && open.identity().equals(identity.get())
                && !closed) {
            return open;
        }
        return reopen(
                identity.orElseThrow(() ->
                        Trouble.unavailable(
                                "there is no file "
                                        + settings.file()
                                        + "; the first 'mailstead customer add' makes a new directory,"
                                        + " but if there was one, bring it back")));
    }

    private Connections reopen(FileIdentity identity) throws TemporaryFailure {
        try {
            if (!opening.tryLock(settings.waitMax().toNanos(), TimeUnit.NANOSECONDS)) {
                throw Trouble.unavailable("the database does not open in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Trouble.unavailable(interrupted);
        }
        try {
            if (closed) {
                throw Trouble.unavailable("the directory of users is closed");
            }
            Connections open = current;
            if (open != null && open.identity().equals(identity)) {
                return open;
            }
            if (open != null) {
                current = null;
                open.close();
            }
            new Schema(settings).prepare(Mode.EXPECT);
            Connections fresh = new Connections(identity, settings);
            current = fresh;
            return fresh;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        opening.lock();
        try {
            closed = true;
            Connections open = current;
            current = null;
            if (open != null) {
                open.close();
            }
        } finally {
            opening.unlock();
        }
    }
}
