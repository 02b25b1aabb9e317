package mailstead.directory.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import mailstead.fs.FileIdentity;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * Everything that is open on one database file: a pool for look-ups, the one connection that
 * writes, and the watch that tells whether anybody wrote. Shared. Replaced as a whole when the file
 * is another one.
 */
final class Connections implements AutoCloseable {

    private final FileIdentity identity;
    private final HikariDataSource readPool;
    private final HikariDataSource writePool;
    private final ChangeWatch watch;
    private final Jdbi reads;
    private final Jdbi writes;

    Connections(FileIdentity identity, SqliteSettings settings) {
        this.identity = identity;
        this.readPool = pool("directory-read", settings.readers(), settings, reading(settings));
        this.writePool = pool("directory-write", 1, settings, writing(settings));
        this.watch = new ChangeWatch(source(settings, reading(settings)), settings.waitMax());
        this.reads = Jdbi.create(readPool);
        this.writes = Jdbi.create(writePool);
    }

    FileIdentity identity() {
        return identity;
    }

    Jdbi reads() {
        return reads;
    }

    /**
     * Its transactions begin by taking the database's write lock: what they read stays true until
     * they commit.
     */
    Jdbi writes() {
        return writes;
    }

    ChangeWatch watch() {
        return watch;
    }

    @Override
    public void close() {
        watch.close();
        readPool.close();
        writePool.close();
    }

    static SQLiteDataSource source(SqliteSettings settings, SQLiteConfig config) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + settings.file());
        return source;
    }

    /** Never creates a database. */
    static SQLiteConfig writing(SqliteSettings settings) {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(Math.toIntExact(settings.waitMax().toMillis()));
        config.enforceForeignKeys(true);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return config;
    }

    private static SQLiteConfig reading(SqliteSettings settings) {
        SQLiteConfig config = writing(settings);
        config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        // Never memory-mapped: a file that somebody shortens or overwrites in place would kill the
        // process (SIGBUS) instead of failing a read.
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        return config;
    }

    private static HikariDataSource pool(
            String name, int size, SqliteSettings settings, SQLiteConfig config) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setDataSource(source(settings, config));
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(Duration.ofMinutes(10).toMillis());
        pool.setConnectionTimeout(settings.waitMax().toMillis());
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }
}
