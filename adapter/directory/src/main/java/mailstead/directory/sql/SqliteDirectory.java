package mailstead.directory.sql;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import mailstead.directory.publish.Centre;
import mailstead.mail.TemporaryFailure;
import org.jdbi.v3.core.JdbiException;

/**
 * The directory of one machine, in an SQLite file that any number of its processes open at the same
 * time. Shared.
 *
 * <p>A change is durable when its method returns, and from then on every look-up in every process
 * of the machine sees it: cached entries are used only after {@link ChangeWatch} has said that
 * nobody committed since they were read. One change at a time, whoever makes it. A file that is
 * missing, replaced by something else, damaged, locked for longer than {@link
 * SqliteSettings#waitMax} or on a full disk, and a directory that was closed, are {@code
 * DIRECTORY_UNAVAILABLE}; nothing is ever said to be unknown because of them. The paper is {@code
 * docs/design/directory.md}.
 */
public final class SqliteDirectory extends SqlDirectory {

    private final Database database;
    private final Cache cache;

    private final Centre centre;

    SqliteDirectory(Database database, Cache cache) {
        this.database = database;
        this.cache = cache;
        this.centre = new SqlCentre(new SqliteCentre(database));
    }

    /** Opens the file, and brings it to the present schema if it is older. */
    public static SqliteDirectory open(SqliteSettings settings) throws TemporaryFailure {
        return new SqliteDirectory(Database.open(settings), new Cache(settings.cachedMax()));
    }

    /** For a publisher of copies; closed with the directory. */
    @Override
    public Centre centre() {
        return centre;
    }

    @Override
    public void close() {
        centre.close();
        database.close();
    }

    @Override
    <K, V> Optional<V> lookUp(
            Function<Cache.Generation, Cache.Generation.Shelf<K, V>> shelf,
            K key,
            Function<Entries, Optional<V>> query)
            throws TemporaryFailure {
        Connections connections = database.connections();
        try {
            Cache.Generation generation =
                    cache.at(new State(connections, connections.watch().now()));
            Optional<V> known = shelf.apply(generation).get(key);
            if (known.isPresent()) {
                return known;
            }
            Optional<V> found =
                    connections.reads().withHandle(handle -> query.apply(new Entries(handle)));
            found.ifPresent(value -> shelf.apply(generation).put(key, value));
            return found;
        } catch (SQLException
                | JdbiException
                | IllegalArgumentException
                | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    @Override
    <T> T read(Function<Entries, T> query) throws TemporaryFailure {
        try {
            return database.connections()
                    .reads()
                    .withHandle(handle -> query.apply(new Entries(handle)));
        } catch (JdbiException | IllegalArgumentException | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    @Override
    void change(Change change) throws TemporaryFailure, Conflict {
        try {
            database.connections()
                    .writes()
                    .useTransaction(handle -> change.make(new Entries(handle)));
        } catch (JdbiException | IllegalArgumentException | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    @Override
    void record(Consumer<Entries> note) throws TemporaryFailure {
        try {
            database.connections()
                    .writes()
                    .useTransaction(handle -> note.accept(new Entries(handle)));
        } catch (JdbiException | IllegalArgumentException | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    /** One state of one database file. */
    private record State(Connections connections, ChangeWatch.Stamp stamp) {}
}
