package mailstead.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import mailstead.spi.AuditRecord;
import mailstead.spi.Page;
import mailstead.spi.Webhook;
import mailstead.spi.WebhookLedger.Next;
import org.jdbi.v3.core.Handle;

/** The statements about webhooks, on one connection. */
final class WebhookRows {

    /**
     * So that one that wants little of a long log does not make the database read all of it at
     * once.
     */
    private static final long PASSED_AT_ONCE = 10_000;

    private static final String NEWEST = "SELECT COALESCE(MAX(number), 0) FROM audit";
    private static final String SELECT =
            """
            SELECT webhook_id, name, url, resources, actions, customers, secret, enabled, created_at, passed, failures,
                failing_since, next_attempt_at, last_answer, last_answer_at, disabled_why, ping_wanted,
                (SELECT COALESCE(MAX(number), 0) FROM audit)
            FROM webhook
            """;

    /** Something is to be told, and nobody is at it. */
    private static final String IS_DUE =
            """
            (ping_wanted = 1 OR enabled = 1 AND next_attempt_at <= ?
                AND passed < (SELECT COALESCE(MAX(number), 0) FROM audit))
            AND (teller = '' OR teller_until <= ?)
            """;

    private final Handle handle;

    WebhookRows(Handle handle) {
        this.handle = handle;
    }

    void add(Webhook webhook) {
        handle.execute(
                """
                INSERT INTO webhook (webhook_id, name, url, resources, actions, customers, secret, enabled, created_at,
                    passed, failures, next_attempt_at, last_answer, disabled_why, ping_wanted, teller, teller_until)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', 0, '', 0)
                """,
                webhook.id(),
                webhook.name(),
                webhook.url(),
                words(webhook.resources()),
                words(webhook.actions()),
                words(webhook.customers()),
                webhook.secret(),
                webhook.isEnabled() ? 1 : 0,
                webhook.createdAt().toEpochMilli(),
                webhook.standing().position());
    }

    void set(Webhook webhook) {
        handle.execute(
                """
                UPDATE webhook SET name = ?, url = ?, resources = ?, actions = ?, customers = ?, enabled = ?,
                    failures = 0, failing_since = NULL, next_attempt_at = 0, disabled_why = '', teller = ''
                WHERE webhook_id = ?
                """,
                webhook.name(),
                webhook.url(),
                words(webhook.resources()),
                words(webhook.actions()),
                words(webhook.customers()),
                webhook.isEnabled() ? 1 : 0,
                webhook.id());
        if (webhook.moveTo().isPresent()) {
            handle.execute(
                    "UPDATE webhook SET passed = ? WHERE webhook_id = ?",
                    webhook.moveTo().getAsLong(),
                    webhook.id());
        }
    }

    void remove(String id) {
        handle.execute("DELETE FROM webhook WHERE webhook_id = ?", id);
    }

    void ping(String id) {
        handle.execute("UPDATE webhook SET ping_wanted = 1 WHERE webhook_id = ?", id);
    }

    Optional<Webhook> find(String id) {
        return handle.select(SELECT + " WHERE webhook_id = ?", id)
                .map((row, _) -> webhook(row))
                .findFirst();
    }

    List<Webhook> page(Page page) {
        return Paging.of("webhook_id", page).select(handle, SELECT, (row, _) -> webhook(row));
    }

    List<String> due(Instant now, int limit) {
        return handle.select(
                        "SELECT webhook_id FROM webhook WHERE "
                                + IS_DUE
                                + " ORDER BY next_attempt_at, webhook_id LIMIT ?",
                        now.toEpochMilli(),
                        now.toEpochMilli(),
                        limit)
                .mapTo(String.class)
                .list();
    }

    Optional<Webhook> take(String id, String teller, Instant now, Duration holdFor) {
        int taken =
                handle.execute(
                        "UPDATE webhook SET teller = ?, teller_until = ? WHERE webhook_id = ? AND "
                                + IS_DUE,
                        teller,
                        now.plus(holdFor).toEpochMilli(),
                        id,
                        now.toEpochMilli(),
                        now.toEpochMilli());
        return taken == 0 ? Optional.empty() : find(id);
    }

    /** Numbers are committed in their order: up to the newest that is seen, all are there. */
    Next next(Webhook webhook) {
        long position = webhook.standing().position();
        long last = Math.min(newestNote(), position + PASSED_AT_ONCE);
        List<Object> arguments = new ArrayList<>(List.of(position, last));
        String query =
                OfficeRows.NOTE
                        + " WHERE number > ? AND number <= ?"
                        + oneOf("resource", webhook.resources(), arguments)
                        + oneOf("action", webhook.actions(), arguments)
                        + oneOf("customer_id", webhook.customers(), arguments)
                        + " ORDER BY number LIMIT 1";
        Optional<AuditRecord> found =
                handle.select(query, arguments.toArray())
                        .map((row, _) -> OfficeRows.note(row))
                        .findFirst();
        return new Next(found, found.map(AuditRecord::number).orElse(Math.max(last, position)));
    }

    long newestNote() {
        return handle.select(NEWEST).mapTo(Long.class).one();
    }

    private static String oneOf(String column, Set<String> wanted, List<Object> arguments) {
        if (wanted.isEmpty()) {
            return "";
        }
        arguments.addAll(wanted);
        return " AND "
                + column
                + " IN ("
                + String.join(", ", Collections.nCopies(wanted.size(), "?"))
                + ")";
    }

    boolean note(
            Webhook before,
            Webhook.Standing after,
            boolean isEnabled,
            String teller,
            Instant now,
            Duration holdFor) {
        // A ping that was asked for meanwhile stays asked for.
        boolean isPingDone = before.standing().isPingWanted() && !after.isPingWanted();
        int noted =
                handle.execute(
                        """
                        UPDATE webhook SET enabled = ?, passed = ?, failures = ?, failing_since = ?, next_attempt_at = ?,
                            last_answer = ?, last_answer_at = ?, disabled_why = ?,
                            ping_wanted = CASE WHEN ? = 1 THEN 0 ELSE ping_wanted END, teller_until = ?
                        WHERE webhook_id = ? AND teller = ? AND passed = ?
                        """,
                        isEnabled ? 1 : 0,
                        after.position(),
                        after.failures(),
                        after.failingSince().map(Instant::toEpochMilli).orElse(null),
                        after.nextAttemptAt().toEpochMilli(),
                        after.lastAnswer(),
                        after.lastAnswerAt().map(Instant::toEpochMilli).orElse(null),
                        after.disabledWhy(),
                        isPingDone ? 1 : 0,
                        now.plus(holdFor).toEpochMilli(),
                        before.id(),
                        teller,
                        before.standing().position());
        return noted > 0;
    }

    void release(String id, String teller) {
        handle.execute(
                "UPDATE webhook SET teller = '' WHERE webhook_id = ? AND teller = ?", id, teller);
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                set(row.getString(4)),
                set(row.getString(5)),
                set(row.getString(6)),
                row.getString(7),
                row.getInt(8) == 1,
                Instant.ofEpochMilli(row.getLong(9)),
                OptionalLong.empty(),
                new Webhook.Standing(
                        row.getLong(10),
                        row.getLong(18),
                        row.getLong(11),
                        moment(row, 12),
                        Instant.ofEpochMilli(row.getLong(13)),
                        row.getString(14),
                        moment(row, 15),
                        row.getString(16),
                        row.getInt(17) == 1));
    }

    private static Optional<Instant> moment(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static String words(Collection<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }

    private static Set<String> set(String words) {
        return words.isEmpty() ? Set.of() : Set.of(words.split(" "));
    }
}
