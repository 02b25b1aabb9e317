package mailstead.directory.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mailstead.directory.sql.PostgresSettings.Server;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLState;

/**
 * The cluster's servers, and who of them is what. Connections are opened to the first server in
 * turn that is what is wanted; every new connection is asked, for roles change. A primary that was
 * replaced (its timeline is older than one we have met) is refused. Shared.
 */
final class Servers {

    /** What a connection is for. */
    enum Use {
        /** Changes, on the primary. */
        CHANGE("change"),
        /** Look-ups on the primary, and the watch. */
        PRIMARY("primary"),
        /** Look-ups on a replica. */
        REPLICA("replica");

        private final String word;

        Use(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** How long a server that failed is asked after all others. */
    private static final Duration AVOIDED = Duration.ofSeconds(10);

    /** Longest silence while a statement of an operator runs, such as a list of all accounts. */
    static final Duration LONG_STATEMENT_MAX = Duration.ofSeconds(60);

    /** Then the server ends a transaction whose client says nothing: it may hold the lock. */
    private static final Duration IDLE_TRANSACTION_MAX = Duration.ofSeconds(30);

    /** A replica knows its timeline only when it is promoted. */
    private static final String TIMELINE =
            "CASE WHEN pg_is_in_recovery() THEN 0"
                    + " ELSE CAST(CAST('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8) AS bit(32)) AS bigint) END";

    private static final String WHO =
            "SELECT pg_is_in_recovery(), system_identifier, "
                    + TIMELINE
                    + " FROM pg_control_system()";

    /** The change number and the timeline, in the transaction's snapshot. */
    static final String MARK = "SELECT number, " + TIMELINE + " FROM directory_change";

    private final PostgresSettings settings;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Server, Long> failed = new ConcurrentHashMap<>();
    private final AtomicReference<Lineage> newest = new AtomicReference<>(Lineage.NONE);

    Servers(PostgresSettings settings) {
        this.settings = settings;
    }

    PostgresSettings settings() {
        return settings;
    }

    /** What a server said when it was asked. */
    private record Identity(boolean isReplica, Lineage lineage) {}

    /** A connection to a server that is what is wanted and has our tables. */
    Connection connect(Use use) throws SQLException {
        List<SQLException> failures = new ArrayList<>();
        for (Server server : inTurn()) {
            try {
                Connection connection = open(server, use);
                if (keep(connection, server, use)) {
                    failed.remove(server);
                    return connection;
                }
            } catch (SQLException failure) {
                failed.put(server, System.nanoTime());
                failures.add(new SQLException(server + ": " + failure.getMessage(), failure));
            }
        }
        String wanted = use == Use.REPLICA ? "replica" : "primary";
        SQLException none =
                new SQLTransientConnectionException(
                        failures.isEmpty()
                                ? "none of " + settings.servers() + " is a " + wanted
                                : "no " + wanted + " answers: " + failures.getFirst().getMessage(),
                        PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState());
        failures.forEach(none::addSuppressed);
        throw none;
    }

    private List<Server> inTurn() {
        List<Server> all = settings.servers();
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        List<Server> turned = new ArrayList<>(all.subList(first, all.size()));
        turned.addAll(all.subList(0, first));
        turned.sort(Comparator.comparing(this::isAvoided));
        return turned;
    }

    private boolean isAvoided(Server server) {
        Long at = failed.get(server);
        return at != null && System.nanoTime() - at < AVOIDED.toNanos();
    }

    /** Closes it again if it is not what is wanted. */
    private boolean keep(Connection connection, Server server, Use use) throws SQLException {
        boolean kept = false;
        try {
            Identity identity = identify(connection);
            if (identity.isReplica() == (use == Use.REPLICA)) {
                if (!identity.isReplica()) {
                    meet(server, identity.lineage());
                }
                PostgresSchema.check(connection);
                connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silenceMax(use)));
                kept = true;
            }
            return kept;
        } finally {
            if (!kept) {
                connection.abort(Runnable::run);
            }
        }
    }

    private void meet(Server server, Lineage lineage) throws SQLException {
        Lineage met =
                newest.accumulateAndGet(
                        lineage, (known, seen) -> seen.isBefore(known) ? known : seen);
        if (lineage.isBefore(met)) {
            throw new SQLNonTransientConnectionException(
                    server
                            + " was replaced: it writes timeline "
                            + lineage.timeline()
                            + ", another primary "
                            + met.timeline()
                            + "; shut it down",
                    PSQLState.CONNECTION_REJECTED.getState());
        }
    }

    /** Fails if the primary that wrote this was replaced since the connection was opened. */
    Mark marked(long number, long timeline) throws SQLException {
        Lineage known = newest.get();
        if (timeline < known.timeline()) {
            throw new SQLNonTransientConnectionException(
                    "this primary was replaced: it writes timeline " + timeline,
                    PSQLState.CONNECTION_REJECTED.getState());
        }
        return new Mark(new Lineage(known.system(), timeline), number);
    }

    private static Identity identify(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WHO)) {
            if (!row.next()) {
                throw new SQLException("the server does not say who it is");
            }
            return new Identity(row.getBoolean(1), new Lineage(row.getLong(2), row.getLong(3)));
        }
    }

    private Connection open(Server server, Use use) throws SQLException {
        return source(server, use).getConnection();
    }

    /** The driver takes whole seconds until the connection stands; then {@link #silenceMax}. */
    private PGSimpleDataSource source(Server server, Use use) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {server.host()});
        source.setPortNumbers(new int[] {server.port()});
        source.setDatabaseName(settings.login().database());
        source.setUser(settings.login().user());
        if (settings.login().password().isPresent()) {
            source.setPassword(read(settings.login().password().get()));
        }
        source.setApplicationName(settings.name());
        int seconds = Math.toIntExact(Math.max(1, settings.stepMax().toSeconds()));
        source.setConnectTimeout(seconds);
        source.setSocketTimeout(seconds);
        source.setCancelSignalTimeout(seconds);
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        source.setOptions(options(use));
        secure(source);
        return source;
    }

    private static String read(PostgresSettings.Password password) throws SQLException {
        try {
            return password.read();
        } catch (IOException cannot) {
            throw new SQLException("the password cannot be read: " + cannot.getMessage(), cannot);
        }
    }

    private void secure(PGSimpleDataSource source) {
        PostgresSettings.Tls tls = settings.tls();
        SslMode mode =
                switch (tls.mode()) {
                    case DISABLE -> SslMode.DISABLE;
                    case REQUIRE -> SslMode.REQUIRE;
                    case VERIFY_CA -> SslMode.VERIFY_CA;
                    case VERIFY_FULL -> SslMode.VERIFY_FULL;
                };
        source.setSslMode(mode.value);
        tls.authority().ifPresent(file -> source.setSslRootCert(file.toString()));
        tls.own()
                .ifPresent(own -> {
                    source.setSslCert(own.certificate().toString());
                    source.setSslKey(own.key().toString());
                });
    }

    /**
     * The server keeps limits of its own, shorter than ours where that is possible: what it ends
     * itself leaves a connection that can be used.
     */
    private String options(Use use) {
        String limits =
                "-c idle_in_transaction_session_timeout="
                        + IDLE_TRANSACTION_MAX.toMillis()
                        + " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
                        + " -c tcp_user_timeout=30000";
        return switch (use) {
            case CHANGE ->
                    limits
                            + " -c statement_timeout="
                            + LONG_STATEMENT_MAX.toMillis()
                            + " -c lock_timeout="
                            + settings.deadline().toMillis() * 3 / 4
                            + " -c default_transaction_isolation=read\\ committed";
            case PRIMARY, REPLICA ->
                    limits
                            + " -c statement_timeout="
                            + settings.stepMax().toMillis() * 3 / 4
                            + " -c default_transaction_read_only=on"
                            + " -c default_transaction_isolation=repeatable\\ read";
        };
    }

    private long silenceMax(Use use) {
        return (use == Use.CHANGE ? settings.deadline() : settings.stepMax()).toMillis();
    }

    /** The primary, whatever is in it, to make tables. */
    Connection connectToPrepare() throws SQLException {
        SQLException none =
                new SQLTransientConnectionException(
                        "none of " + settings.servers() + " is a primary that answers");
        for (Server server : settings.servers()) {
            try {
                Connection connection = open(server, Use.CHANGE);
                if (!identify(connection).isReplica()) {
                    connection.setNetworkTimeout(
                            Runnable::run, Math.toIntExact(LONG_STATEMENT_MAX.toMillis()));
                    return connection;
                }
                connection.close();
            } catch (SQLException failure) {
                none.addSuppressed(failure);
                if (none.getCause() == null) {
                    none.initCause(failure);
                }
            }
        }
        throw none;
    }

    /** Asks every server. */
    List<ServerReport> report() {
        return settings.servers().stream().map(this::report).toList();
    }

    private ServerReport report(Server server) {
        try (Connection connection = open(server, Use.REPLICA)) {
            Identity identity = identify(connection);
            String shape = PostgresSchema.version(connection);
            OptionalLong number = OptionalLong.empty();
            if (shape.equals(PostgresSchema.VERSION)) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(MARK)) {
                    if (row.next()) {
                        number = OptionalLong.of(row.getLong(1));
                    }
                }
            }
            return new ServerReport(
                    server.toString(),
                    Optional.of(identity.isReplica() ? "replica" : "primary"),
                    shape,
                    identity.isReplica()
                            ? OptionalLong.empty()
                            : OptionalLong.of(identity.lineage().timeline()),
                    number,
                    PostgresSchema.problem(shape));
        } catch (SQLException failure) {
            return new ServerReport(
                    server.toString(),
                    Optional.empty(),
                    "",
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.of(String.valueOf(failure.getMessage())));
        }
    }
}
