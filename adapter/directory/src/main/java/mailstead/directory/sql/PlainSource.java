package mailstead.directory.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What pools and Flyway ask for connections, when how to open one is our own matter. Of the
 * driver's class only its being a {@code DataSource} is used. Shared.
 */
final class PlainSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    /** How a connection is opened. */
    @FunctionalInterface
    interface Opener {
        Connection open() throws SQLException;
    }

    private final transient Opener opener;

    PlainSource(Opener opener) {
        this.opener = opener;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return opener.open();
    }
}
