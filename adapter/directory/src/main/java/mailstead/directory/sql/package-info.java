/**
 * The directory of users in an SQL database; today SQLite, for all processes of one machine. {@link
 * mailstead.directory.sql.SqliteDirectory} is the entry; the paper is {@code
 * docs/design/directory.md}. JDBC, JDBI, HikariCP and Flyway are imported here and nowhere else.
 * Imports no service and no protocol.
 */
@NullMarked
package mailstead.directory.sql;

import org.jspecify.annotations.NullMarked;
