package mailstead.directory.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import mailstead.spi.Page;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The conditions of one page of a list, gathered. Keys are compared by the database, in its own
 * order: which one does not matter, as long as it stays the same from page to page. Confined to one
 * statement.
 */
final class Paging {

    private final String key;
    private final Page page;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    private Paging(String key, Page page) {
        this.key = key;
        this.page = page;
        if (!page.after().isEmpty()) {
            where(key + " > ?", page.after());
        }
        if (!page.prefix().isEmpty()) {
            where(key + " LIKE ? ESCAPE '!'", page.prefix().replaceAll("([!%_])", "!$1") + "%");
        }
    }

    static Paging of(String key, Page page) {
        return new Paging(key, page);
    }

    /** Newest first; the page's {@code after} is a number. */
    static Paging newestFirst(String key, Page page) {
        Paging paging = new Paging(key, withoutKeys(page));
        if (!page.after().isEmpty()) {
            paging.where(key + " < ?", Long.parseLong(page.after()));
        }
        return paging;
    }

    private static Page withoutKeys(Page page) {
        return new Page(page.customers(), page.domain(), page.status(), "", "", page.limit());
    }

    Paging where(String condition, Object... values) {
        conditions.add(condition);
        Collections.addAll(arguments, values);
        return this;
    }

    Paging ofCustomers(String column) {
        if (page.customers().isPresent()) {
            Set<String> customers = page.customers().get();
            conditions.add(
                    customers.isEmpty()
                            ? "1 = 0"
                            : column
                                    + " IN ("
                                    + String.join(", ", Collections.nCopies(customers.size(), "?"))
                                    + ")");
            arguments.addAll(customers);
        }
        return this;
    }

    Paging withStatus(String column) {
        page.status().ifPresent(status -> where(column + " = ?", status.name()));
        return this;
    }

    Paging inDomain(String condition) {
        page.domain().ifPresent(domain -> where(condition, domain.ascii()));
        return this;
    }

    <T> List<T> select(Handle handle, String query, RowMapper<T> mapper) {
        return select(handle, query, " ORDER BY " + key, mapper);
    }

    <T> List<T> selectDescending(Handle handle, String query, RowMapper<T> mapper) {
        return select(handle, query, " ORDER BY " + key + " DESC", mapper);
    }

    private <T> List<T> select(Handle handle, String query, String order, RowMapper<T> mapper) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        arguments.add(page.limit());
        return handle.select(query + where + order + " LIMIT ?", arguments.toArray())
                .map(mapper)
                .list();
    }
}
