package mailstead.directory.sql;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mailstead.directory.copy.Point;
import mailstead.directory.publish.Centre;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Volume;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;

/** One state of the centre: a transaction's snapshot. Confined to it. */
final class SqlState implements Centre.State {

    /** Rows that are in memory at a time; SQLite gives them one by one anyway. */
    private static final int ROWS_AT_ONCE = 2_000;

    private static final String NO_MARK = "none";

    private static final String NOW =
            "SELECT c.number, (SELECT p.mark FROM change_point p WHERE p.sequence = c.number)"
                    + " FROM directory_change c";

    private final Handle handle;
    private final Entries entries;
    private final Point point;

    SqlState(Handle handle) {
        this.handle = handle;
        this.entries = new Entries(handle);
        this.point = point(handle);
    }

    static Point point(Handle handle) {
        return handle.select(NOW).map((row, _) -> point(row)).one();
    }

    private static Point point(ResultSet row) throws SQLException {
        return new Point(row.getLong(1), Optional.ofNullable(row.getString(2)).orElse(NO_MARK));
    }

    @Override
    public Point point() {
        return point;
    }

    @Override
    public boolean follows(Point earlier) {
        return earlier.sequence() <= point.sequence()
                && handle.select(
                                "SELECT mark FROM change_point WHERE sequence = ?",
                                earlier.sequence())
                        .mapTo(String.class)
                        .findFirst()
                        .equals(Optional.of(earlier.mark()));
    }

    @Override
    public List<Centre.Change> changesAfter(Point earlier, int max) {
        return handle.select(
                        "SELECT kind, key FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?",
                        earlier.sequence(),
                        max)
                .map((row, _) -> new Centre.Change(kind(row.getString(1)), row.getString(2)))
                .list();
    }

    private static Centre.Kind kind(String name) {
        return Stream.of(Centre.Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElse(Centre.Kind.OTHER);
    }

    @Override
    public long generation() {
        return handle.select("SELECT generation FROM publication").mapTo(Long.class).one();
    }

    @Override
    public boolean isScramReady() {
        return !entries.isAnyLackingScram();
    }

    @Override
    public Optional<Customer> customer(String customerId) {
        return entries.customer(customerId);
    }

    @Override
    public Optional<Domain> domain(DomainName name) {
        return entries.domain(name);
    }

    @Override
    public Optional<Volume> volume(String name) {
        return entries.volume(name);
    }

    @Override
    public Optional<BackEnd> backEnd(String name) {
        return new BackEndRows(handle).find(name);
    }

    @Override
    public List<BackEnd> backEnds() {
        return new BackEndRows(handle).all();
    }

    @Override
    public Optional<Account> account(String login) {
        return entries.account(login);
    }

    @Override
    public Optional<String> ownerOf(Address address) {
        return handle.select(
                        "SELECT login FROM address WHERE address = ? AND login IS NOT NULL",
                        Rules.key(address))
                .mapTo(String.class)
                .findFirst();
    }

    @Override
    public Optional<Alias> alias(Address address) {
        return entries.alias(address);
    }

    @Override
    public List<Volume> volumes() {
        return entries.volumes();
    }

    @Override
    public void customers(Centre.Sink<Customer> sink) throws IOException {
        all(Rows.CUSTOMER, (row, _) -> Rows.customer(row), sink);
    }

    @Override
    public void domains(Centre.Sink<Domain> sink) throws IOException {
        all(Rows.DOMAIN, (row, _) -> Rows.domain(row), sink);
    }

    @Override
    public void accounts(Centre.Sink<Account> sink) throws IOException {
        all(Rows.STORED_ACCOUNT, (row, _) -> Rows.account(row), sink);
    }

    @Override
    public void aliases(Centre.Sink<Alias> sink) throws IOException {
        all(Rows.ALIAS, (row, _) -> Rows.alias(row), sink);
    }

    private <T> void all(String query, RowMapper<T> mapper, Centre.Sink<T> sink)
            throws IOException {
        try (ResultIterator<T> rows =
                handle.createQuery(query).setFetchSize(ROWS_AT_ONCE).map(mapper).iterator()) {
            while (rows.hasNext()) {
                sink.take(rows.next());
            }
        }
    }
}
