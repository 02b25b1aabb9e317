package mailstead.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mailstead.spi.BackEnd;
import mailstead.spi.BackEnd.Endpoint;
import mailstead.spi.BackEnd.Protocol;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The statements about back ends, on one connection. There are few of these, and they are small.
 */
final class BackEndRows {

    private static final String QUERY =
            "SELECT name, group_name, weight, state, log_in FROM back_end ";

    private final Handle handle;

    BackEndRows(Handle handle) {
        this.handle = handle;
    }

    Optional<BackEnd> find(String name) {
        return handle.select(QUERY + "WHERE name = ?", name)
                .map((row, _) -> bare(row))
                .findFirst()
                .map(this::whole);
    }

    List<BackEnd> all() {
        return handle.select(QUERY).map((row, _) -> bare(row)).list().stream()
                .map(this::whole)
                .toList();
    }

    List<BackEnd> page(Page page) {
        return Paging.of("name", page).select(handle, QUERY, (row, _) -> bare(row)).stream()
                .map(this::whole)
                .toList();
    }

    void add(BackEnd backEnd) throws Conflict {
        Rules.check(backEnd);
        if (find(backEnd.name()).isPresent()) {
            throw new Conflict("back end " + backEnd.name() + " already exists");
        }
        handle.execute(
                "INSERT INTO back_end (group_name, weight, state, log_in, name) VALUES (?, ?, ?, ?, ?)",
                columns(backEnd));
        insertParts(backEnd);
    }

    void set(BackEnd backEnd) throws Conflict {
        Rules.check(backEnd);
        demand(backEnd.name());
        handle.execute(
                "UPDATE back_end SET group_name = ?, weight = ?, state = ?, log_in = ? WHERE name = ?",
                columns(backEnd));
        handle.execute("DELETE FROM back_end_endpoint WHERE name = ?", backEnd.name());
        handle.execute("DELETE FROM back_end_attribute WHERE back_end = ?", backEnd.name());
        insertParts(backEnd);
    }

    void remove(String name) throws Conflict {
        demand(name);
        handle.execute("DELETE FROM back_end WHERE name = ?", name);
    }

    private void demand(String name) throws Conflict {
        if (find(name).isEmpty()) {
            throw new Conflict("back end " + name + " does not exist");
        }
    }

    private static Object[] columns(BackEnd backEnd) {
        return new Object[] {
            backEnd.group(),
            backEnd.weight(),
            backEnd.state().name(),
            backEnd.logIn().name(),
            backEnd.name()
        };
    }

    private void insertParts(BackEnd backEnd) {
        PreparedBatch endpoints =
                handle.prepareBatch(
                        "INSERT INTO back_end_endpoint (name, protocol, host, port, tls) VALUES (?, ?, ?, ?, ?)");
        backEnd.endpoints()
                .forEach((protocol, endpoint) ->
                        endpoints.add(
                                backEnd.name(),
                                protocol.name(),
                                endpoint.host(),
                                endpoint.port(),
                                endpoint.tls().name()));
        endpoints.execute();
        PreparedBatch attributes =
                handle.prepareBatch(
                        "INSERT INTO back_end_attribute (back_end, name, content) VALUES (?, ?, ?)");
        backEnd.attributes()
                .forEach((name, content) -> attributes.add(backEnd.name(), name, content));
        attributes.execute();
    }

    private static BackEnd bare(ResultSet row) throws SQLException {
        return new BackEnd(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                BackEnd.State.valueOf(row.getString(4)),
                Map.of(),
                BackEnd.LogIn.valueOf(row.getString(5)),
                Map.of());
    }

    private BackEnd whole(BackEnd bare) {
        Map<Protocol, Endpoint> endpoints = new EnumMap<>(Protocol.class);
        handle.select(
                        "SELECT protocol, host, port, tls FROM back_end_endpoint WHERE name = ?",
                        bare.name())
                .map((row, _) ->
                        Map.entry(
                                Protocol.valueOf(row.getString(1)),
                                new Endpoint(
                                        row.getString(2),
                                        row.getInt(3),
                                        BackEnd.Tls.valueOf(row.getString(4)))))
                .list()
                .forEach(entry -> endpoints.put(entry.getKey(), entry.getValue()));
        Map<String, String> attributes = new TreeMap<>();
        List<Map.Entry<String, String>> read =
                new ArrayList<>(
                        handle.select(
                                        "SELECT name, content FROM back_end_attribute WHERE back_end = ?",
                                        bare.name())
                                .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                                .list());
        read.forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
        return new BackEnd(
                bare.name(),
                bare.group(),
                bare.weight(),
                bare.state(),
                endpoints,
                bare.logIn(),
                attributes);
    }
}
