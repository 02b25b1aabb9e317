package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** The end of connections that nobody will use again. */
final class Closing {

    private Closing() {}

    /** Whatever it says: it is not used any more. */
    static void quietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // There is nothing left that could go wrong for us.
        }
    }
}
