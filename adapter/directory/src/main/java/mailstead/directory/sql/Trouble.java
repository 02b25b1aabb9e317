package mailstead.directory.sql;

import java.sql.SQLException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Turns what goes wrong below us into the one failure that callers know: the directory cannot
 * answer now.
 */
final class Trouble {

    private Trouble() {}

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

    /** Whether the database refused because it, or the disk below it, may only be read. */
    static boolean isReadOnly(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_READONLY.code) {
                return true;
            }
        }
        return false;
    }
}
