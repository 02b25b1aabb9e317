package mailstead.directory.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Turns what goes wrong below us into the one failure that callers know: the directory cannot
 * answer now.
 */
final class Trouble {

    /** PostgreSQL: read_only_sql_transaction, insufficient_privilege. */
    private static final Set<String> READ_ONLY_STATES = Set.of("25006", "42501");

    /**
     * PostgreSQL's conditions that say nothing about what was asked, only that this server does not
     * serve now: connection gone, resources, the operator, a query that was cancelled for its
     * length, a replica that replays what the query wanted to read.
     */
    private static final Set<String> ILLNESSES = Set.of("08", "53", "57", "58", "XX");

    private static final String REPLAY_CONFLICT = "40001";

    private Trouble() {}

    static String stateOf(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    /** Whether the server, and not what was asked of it, is the reason. */
    static boolean isIllness(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof IOException
                    || cause instanceof SQLException sql && isIllness(stateOf(sql))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIllness(String state) {
        return state.equals(REPLAY_CONFLICT)
                || state.length() == 5 && ILLNESSES.contains(state.substring(0, 2));
    }

    static TemporaryFailure unavailable(@Nullable Throwable cause) {
        return new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE,
                "the directory of users cannot be reached just now",
                cause);
    }

    /**
     * @param detail for the operator; clients anywhere in the world must not see it
     */
    static TemporaryFailure unavailable(String detail) {
        return unavailable(new IllegalStateException(detail));
    }

    /**
     * Whether the database refused because it, or the disk below it, may only be read, or because
     * we may do no more.
     */
    static boolean isReadOnly(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && ((sql.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_READONLY.code
                            || READ_ONLY_STATES.contains(stateOf(sql)))) {
                return true;
            }
        }
        return false;
    }
}
