package mailstead.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mailstead.spi.Usage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about what customers used, on one connection. */
final class UsageRows {

    /** After so long nobody tells a batch again. */
    private static final int SOURCE_DAYS = 30;

    private static final int ROWS_AT_ONCE = 1_000;

    private static final String INSERT =
            "INSERT INTO customer_usage (day, customer_id, measure, amount) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (day, customer_id, measure) DO UPDATE SET amount = ";

    /** All who write take the rows in the same order, so that nobody waits in a circle. */
    private static final Comparator<Usage> ORDER =
            Comparator.comparing(Usage::day)
                    .thenComparing(Usage::customerId)
                    .thenComparing(Usage::measure);

    private final Handle handle;

    UsageRows(Handle handle) {
        this.handle = handle;
    }

    void add(String source, long batch, List<Usage> counted) {
        LocalDate newest =
                counted.stream().map(Usage::day).max(Comparator.naturalOrder()).orElse(null);
        if (newest == null) {
            return;
        }
        int taken =
                handle.execute(
                        """
                        INSERT INTO usage_source (source, batch, day) VALUES (?, ?, ?)
                        ON CONFLICT (source) DO UPDATE SET batch = excluded.batch, day = excluded.day
                        WHERE usage_source.batch < excluded.batch
                        """,
                        source,
                        batch,
                        newest.toString());
        if (taken == 0) {
            return;
        }
        write("customer_usage.amount + excluded.amount", counted);
        handle.execute(
                "DELETE FROM usage_source WHERE day < ?", newest.minusDays(SOURCE_DAYS).toString());
    }

    void set(List<Usage> measured) {
        write("excluded.amount", measured);
    }

    private void write(String amount, List<Usage> usages) {
        List<Usage> sorted = usages.stream().sorted(ORDER).toList();
        for (int from = 0; from < sorted.size(); from += ROWS_AT_ONCE) {
            try (PreparedBatch rows = handle.prepareBatch(INSERT + amount)) {
                for (Usage usage :
                        sorted.subList(from, Math.min(sorted.size(), from + ROWS_AT_ONCE))) {
                    rows.add(
                            usage.day().toString(),
                            usage.customerId(),
                            usage.measure().word(),
                            usage.amount());
                }
                rows.execute();
            }
        }
    }

    void each(LocalDate first, LocalDate last, Consumer<Usage> consumer) {
        try (Stream<Usage> rows =
                handle
                        .select(
                                "SELECT day, customer_id, measure, amount FROM customer_usage"
                                        + " WHERE day >= ? AND day <= ? ORDER BY day, customer_id, measure",
                                first.toString(),
                                last.toString())
                        .setFetchSize(ROWS_AT_ONCE)
                        .map((row, _) -> usage(row))
                        .stream()) {
            rows.forEach(consumer);
        }
    }

    void forget(LocalDate before) {
        handle.execute("DELETE FROM customer_usage WHERE day < ?", before.toString());
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                LocalDate.parse(row.getString(1)),
                row.getString(2),
                Usage.Measure.of(row.getString(3))
                        .orElseThrow(() -> new SQLException("an unknown measure of usage")),
                row.getLong(4));
    }
}
