package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import mailstead.directory.contact.Contact;
import mailstead.directory.publish.Centre;
import mailstead.mail.EventSink;
import mailstead.mail.TemporaryFailure;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The directory of a cluster, in PostgreSQL: changes and the last word at the primary, look-ups at
 * replicas where there are some. Shared.
 *
 * <p>Opening it never waits; a server that is away is looked for until it is there. A change is
 * durable when its method returns, is seen by this object from then on, and by those of other nodes
 * within {@link PrimaryWatch#FRESH}. Only the primary is believed when it says that something does
 * not exist. The paper is {@code docs/design/directory-postgresql.md}.
 */
public final class PostgresDirectory extends SqlDirectory {

    private final Servers servers;
    private final Cache cache;
    private final PrimaryWatch watch;
    private final Link changes;
    private final Link primary;
    private final Optional<Link> replicas;
    private final Centre centre;

    private PostgresDirectory(PostgresSettings settings, Executor background, EventSink events) {
        this.servers = new Servers(settings);
        this.cache = new Cache(settings.cachedMax());
        Contact silent = new Contact("", "", EventSink.NOWHERE);
        this.changes =
                new Link(
                        servers,
                        Servers.Use.CHANGE,
                        PostgresSettings.CHANGE_CONNECTIONS,
                        background,
                        silent);
        this.primary =
                new Link(
                        servers,
                        Servers.Use.PRIMARY,
                        settings.connectionsMax(),
                        background,
                        silent);
        this.centre = new SqlCentre(new PostgresCentre(servers, primary, changes));
        this.replicas =
                settings.servers().size() > 1
                        ? Optional.of(replicas(settings, background, events))
                        : Optional.empty();
        this.watch = new PrimaryWatch(servers, new Reaction(events));
        background.execute(watch);
    }

    /** None is used before a probe has found one. */
    private Link replicas(PostgresSettings settings, Executor background, EventSink events) {
        Contact contact =
                new Contact(
                        "replicas",
                        "look at the cause and at the replicas; the primary does their work meanwhile",
                        events);
        Link link =
                new Link(
                        servers,
                        Servers.Use.REPLICA,
                        settings.connectionsMax(),
                        background,
                        contact);
        link.trip();
        return link;
    }

    /**
     * @param background runs each task on a thread of its own, one of them until {@link #close}
     */
    public static PostgresDirectory open(
            PostgresSettings settings, Executor background, EventSink events) {
        return new PostgresDirectory(settings, background, events);
    }

    /**
     * For a short while, to change things and to read what is not cached: nothing runs in the
     * background.
     */
    public static PostgresDirectory openForChanges(PostgresSettings settings) {
        return new PostgresDirectory(settings, _ -> {}, EventSink.NOWHERE);
    }

    /** Makes the tables, or brings them up to date, with a role that may. */
    public static void prepare(PostgresSettings settings) throws TemporaryFailure {
        PostgresSchema.prepare(settings);
    }

    /** Asks every server how it is, one after the other. */
    public static List<ServerReport> report(PostgresSettings settings) {
        return new Servers(settings).report();
    }

    @Override
    public void close() {
        centre.close();
        watch.close();
        changes.close();
        primary.close();
        replicas.ifPresent(Link::close);
    }

    /** For a publisher of copies; closed with the directory. */
    @Override
    public Centre centre() {
        return centre;
    }

    /** What is known of the primary at this moment. */
    PrimaryWatch.View view() {
        return watch.view();
    }

    boolean isReplicaUsed() {
        return replicas.filter(Link::isUsable).isPresent();
    }

    /** What follows from how the primary is. */
    private final class Reaction implements PrimaryWatch.Listener {

        private final Contact contact;

        Reaction(EventSink events) {
            this.contact =
                    new Contact(
                            "primary",
                            "look at the cause, and whether a replica must be promoted; service resumes by itself",
                            events);
        }

        @Override
        public void well() {
            contact.inTouch();
            changes.probeIfDue();
            primary.probeIfDue();
            replicas.ifPresent(Link::probeIfDue);
        }

        @Override
        public void lost(SQLException cause) {
            contact.lost(cause);
            changes.trip();
            primary.trip();
        }
    }

    /**
     * What a server said.
     *
     * @param number the change number that it has reached
     */
    private record Answer<V>(long number, Optional<V> found) {}

    @Override
    <K, V> Optional<V> lookUp(
            Function<Cache.Generation, Cache.Generation.Shelf<K, V>> shelf,
            K key,
            Function<Entries, Optional<V>> query)
            throws TemporaryFailure {
        PrimaryWatch.View view = watch.view();
        Cache.Generation generation = cache.at(view.mark());
        Optional<V> cached = shelf.apply(generation).get(key);
        if (cached.isPresent() && view.isFresh()) {
            return cached;
        }
        Optional<Answer<V>> copy = askReplica(query);
        boolean isCopyCurrent = copy.filter(c -> c.number() >= view.mark().number()).isPresent();
        Optional<V> copied = copy.flatMap(Answer::found);
        if (view.isFresh() && isCopyCurrent && copied.isPresent()) {
            shelf.apply(generation).put(key, copied.get());
            return copied;
        }
        try {
            Optional<V> found = askPrimary(query, view.mark());
            found.ifPresent(value -> shelf.apply(generation).put(key, value));
            return found;
        } catch (JdbiException | IllegalArgumentException | IllegalStateException trouble) {
            Optional<V> last = isCopyCurrent ? copied.or(() -> cached) : cached.or(() -> copied);
            boolean mayBeStale =
                    view.mark().isKnown() && view.age().compareTo(servers.settings().stale()) <= 0;
            if (last.isPresent() && mayBeStale && Trouble.isIllness(trouble)) {
                return last;
            }
            throw Trouble.unavailable(trouble);
        }
    }

    /** Empty when none answers. */
    private <V> Optional<Answer<V>> askReplica(Function<Entries, Optional<V>> query) {
        if (replicas.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    replicas.get()
                            .call(handle ->
                                    handle.inTransaction(snapshot ->
                                            new Answer<>(
                                                    number(snapshot),
                                                    query.apply(new Entries(snapshot))))));
        } catch (JdbiException | IllegalArgumentException | IllegalStateException _) {
            // The primary is asked, and tells what is wrong if that is not the replica's matter.
            return Optional.empty();
        }
    }

    /** Refuses one that is behind what is known: it was replaced. */
    private <V> Optional<V> askPrimary(Function<Entries, Optional<V>> query, Mark known) {
        try {
            return primary.call(handle ->
                    handle.inTransaction(snapshot -> {
                        mark(snapshot, known);
                        return query.apply(new Entries(snapshot));
                    }));
        } catch (Replaced replaced) {
            primary.renew();
            throw replaced;
        }
    }

    @Override
    <T> T read(Function<Entries, T> query) throws TemporaryFailure {
        try {
            return changes.call(handle -> {
                Connection connection = handle.getConnection();
                int usual = connection.getNetworkTimeout();
                connection.setNetworkTimeout(
                        Runnable::run, Math.toIntExact(Servers.LONG_STATEMENT_MAX.toMillis()));
                try {
                    return handle.inTransaction(
                            TransactionIsolationLevel.REPEATABLE_READ,
                            snapshot -> query.apply(new Entries(snapshot)));
                } finally {
                    connection.setNetworkTimeout(Runnable::run, usual);
                }
            });
        } catch (SQLException
                | JdbiException
                | IllegalArgumentException
                | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    @Override
    void change(Change change) throws TemporaryFailure, Conflict {
        Mark before = watch.view().mark();
        try {
            Mark after =
                    changes.call(handle ->
                            handle.inTransaction(turn -> {
                                turn.select("SELECT directory_begin()").mapTo(Long.class).one();
                                Mark reached = mark(turn, before);
                                Entries entries = new Entries(turn);
                                change.make(entries);
                                return entries.isAbandoned() ? before : reached;
                            }));
            watch.advance(after);
        } catch (Replaced replaced) {
            changes.renew();
            throw Trouble.unavailable(replaced);
        } catch (JdbiException | IllegalArgumentException | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    /** Takes no turn among the changes, and does not count as one. */
    @Override
    void record(Consumer<Entries> note) throws TemporaryFailure {
        try {
            changes.call(handle -> {
                handle.useTransaction(turn -> note.accept(new Entries(turn)));
                return true;
            });
        } catch (JdbiException | IllegalArgumentException | IllegalStateException trouble) {
            throw Trouble.unavailable(trouble);
        }
    }

    private static long number(Handle handle) {
        return handle.select("SELECT number FROM directory_change").mapTo(Long.class).one();
    }

    private Mark mark(Handle handle, Mark known) {
        return handle.select(Servers.MARK)
                .map((row, _) -> {
                    try {
                        Mark found = servers.marked(row.getLong(1), row.getLong(2));
                        if (found.lineage().equals(known.lineage())
                                && found.number() < known.number()) {
                            throw new SQLException("it lacks changes that were seen", "08004");
                        }
                        return found;
                    } catch (SQLException replaced) {
                        throw new Replaced(replaced);
                    }
                })
                .one();
    }

    /** The server is not the primary any more, though it thinks so. */
    private static final class Replaced extends ConnectionException {
        private static final long serialVersionUID = 1L;

        Replaced(SQLException cause) {
            super(cause);
        }
    }
}
