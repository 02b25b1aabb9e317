package mailstead.directory.sql;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to open a directory in SQLite. Immutable.
 *
 * @param file the database; its neighbours {@code -wal}, {@code -shm} and {@code -migration} lie
 *     beside it, so the folder must be writable for whoever writes or is the first to open it. On a
 *     local disk: never on NFS
 * @param waitMax how long a call waits for a connection, and again for the database's lock, 250 ms
 *     to 60 s: no call takes longer than about twice this
 * @param readers number of connections for look-ups, 1 to 64
 * @param cachedMax number of accounts and addresses, plus list members, kept in memory; 0 keeps
 *     none
 */
public record SqliteSettings(Path file, Mode mode, Duration waitMax, int readers, int cachedMax) {

    /** Whether a missing database is made. */
    public enum Mode {
        /** Makes the database if there is none: for set-up and demonstration. */
        CREATE,
        /** A missing or empty database is a failure: for everything that looks users up. */
        EXPECT
    }

    public SqliteSettings {
        if (waitMax.compareTo(Duration.ofMillis(250)) < 0
                || waitMax.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException("waitMax must be 250 ms to 60 s");
        }
        if (readers < 1 || readers > 64) {
            throw new IllegalArgumentException("readers must be 1 to 64");
        }
        if (cachedMax < 0) {
            throw new IllegalArgumentException("cachedMax must not be negative");
        }
        if (file.toString().indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "the database's path must not contain a question mark");
        }
        file = file.toAbsolutePath();
    }

    /** Waits 3 s, 4 connections, 100,000 entries cached. */
    public static SqliteSettings of(Path file, Mode mode) {
        return new SqliteSettings(file, mode, Duration.ofSeconds(3), 4, 100_000);
    }
}
