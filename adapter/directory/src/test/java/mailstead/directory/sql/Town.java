package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mailstead.directory.sql.PostgresSettings.Login;
import mailstead.directory.sql.PostgresSettings.Server;
import mailstead.directory.sql.PostgresSettings.Tls;
import mailstead.mail.EventSink;
import mailstead.testkit.postgres.PostgresServer;

/** A database of a real PostgreSQL, and ways to open it as nodes do. */
final class Town {

    static final String DATABASE = "mailstead";

    /** Short, so that tests of hung servers are; long enough for a busy machine. */
    static final Duration DEADLINE = Duration.ofSeconds(4);

    private Town() {}

    /** An empty database with our tables. */
    static void make(PostgresServer server) throws Exception {
        server.sql("postgres", "CREATE DATABASE " + DATABASE);
        PostgresDirectory.prepare(settings(server));
    }

    static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + DATABASE,
                PostgresServer.ADMIN,
                "");
    }

    static void empty(Connection admin) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute("TRUNCATE customer, volume, vacated_home CASCADE");
        }
    }

    static long number(Connection admin) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM directory_change")) {
            row.next();
            return row.getLong(1);
        }
    }

    static PostgresSettings settings(PostgresServer... servers) {
        return settings(PostgresServer.ADMIN, 1000, servers);
    }

    static PostgresSettings settings(String user, int cachedMax, PostgresServer... servers) {
        return new PostgresSettings(
                "node-1",
                Stream.of(servers).map(each -> new Server(each.host(), each.port())).toList(),
                new Login(DATABASE, user, Optional.empty()),
                Tls.NONE,
                DEADLINE,
                4,
                cachedMax,
                Duration.ofMinutes(1));
    }

    static PostgresDirectory open(PostgresSettings settings) {
        return open(settings, EventSink.NOWHERE);
    }

    static PostgresDirectory open(PostgresSettings settings, EventSink events) {
        return PostgresDirectory.open(
                settings, task -> Thread.ofVirtual().name("directory").start(task), events);
    }

    static void until(String what, Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in " + atMost + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
