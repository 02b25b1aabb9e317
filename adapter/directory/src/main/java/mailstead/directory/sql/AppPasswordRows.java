package mailstead.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.MailService;
import mailstead.spi.Provisioning.Conflict;
import org.jdbi.v3.core.Handle;

/**
 * The statements about app passwords, on one connection. Their accounts are there: {@link Entries}
 * has looked.
 */
final class AppPasswordRows {

    static final int PER_ACCOUNT_MAX = 50;

    /** What {@link Rows#ACCOUNT} gathers of them, for {@link #gathered}. */
    static final String GATHERED =
            """
            (SELECT string_agg(t.app_password_id || '\37' || t.label || '\37' || t.verifier || '\37' || t.services
                               || '\37' || t.created || '\37' || COALESCE(CAST(t.expires AS VARCHAR(20)), ''),
                               '\36' ORDER BY t.created, t.app_password_id)
             FROM app_password t WHERE t.login = account.login)
            """;

    private static final String WITH_USE =
            """
            SELECT a.app_password_id, a.label, a.verifier, a.services, a.created, a.expires, u.last_used
            FROM app_password a
            LEFT JOIN app_password_use u ON u.login = a.login AND u.app_password_id = a.app_password_id
            WHERE a.login = ? ORDER BY a.created, a.app_password_id
            """;

    private final Handle handle;

    AppPasswordRows(Handle handle) {
        this.handle = handle;
    }

    static AppPassword gathered(String record) {
        String[] fields = record.split(String.valueOf(Rows.FIELD), -1);
        return new AppPassword(
                fields[0],
                fields[1],
                fields[2],
                services(fields[3]),
                Instant.ofEpochSecond(Long.parseLong(fields[4])),
                fields[5].isEmpty()
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochSecond(Long.parseLong(fields[5]))));
    }

    void add(String login, List<AppPassword> there, AppPassword added) throws Conflict {
        Rules.check(added);
        if (there.stream().anyMatch(a -> a.id().equals(added.id()))) {
            throw new Conflict(
                    "account " + login + " already has an app password with the id " + added.id());
        }
        if (there.size() >= PER_ACCOUNT_MAX) {
            throw new Conflict(
                    "account " + login + " already has " + PER_ACCOUNT_MAX + " app passwords");
        }
        handle.execute(
                "INSERT INTO app_password (login, app_password_id, label, verifier, services, created, expires)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                login,
                added.id(),
                added.label(),
                added.verifier(),
                added.services().stream()
                        .map(MailService::name)
                        .sorted()
                        .collect(Collectors.joining(" ")),
                added.created().getEpochSecond(),
                added.expires().map(Instant::getEpochSecond).orElse(null));
    }

    void remove(String login, String id) throws Conflict {
        int removed =
                handle.execute(
                        "DELETE FROM app_password WHERE login = ? AND app_password_id = ?",
                        login,
                        id);
        if (removed == 0) {
            throw new Conflict("account " + login + " has no app password with the id " + id);
        }
    }

    List<AppPasswordUse> ofAccount(String login) {
        return handle.select(WITH_USE, login).map((row, _) -> use(row)).list();
    }

    /** Never goes back; nothing happens for one that is not there any more. */
    void noteUse(String login, String id, Instant at) {
        handle.execute(
                """
                INSERT INTO app_password_use (login, app_password_id, last_used)
                SELECT login, app_password_id, ? FROM app_password WHERE login = ? AND app_password_id = ?
                ON CONFLICT (login, app_password_id) DO UPDATE SET last_used = excluded.last_used
                WHERE app_password_use.last_used < excluded.last_used
                """,
                at.getEpochSecond(),
                login,
                id);
    }

    private static AppPasswordUse use(ResultSet row) throws SQLException {
        AppPassword appPassword =
                new AppPassword(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        services(row.getString(4)),
                        Instant.ofEpochSecond(row.getLong(5)),
                        instant(row, 6));
        return new AppPasswordUse(appPassword, instant(row, 7));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private static Set<MailService> services(String names) {
        return Arrays.stream(names.split(" ", -1))
                .map(MailService::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(MailService.class)));
    }
}
