/**
 * The directory of users in an SQL database: {@link mailstead.directory.sql.SqliteDirectory} for
 * all processes of one machine, {@link mailstead.directory.sql.PostgresDirectory} for a cluster.
 * The papers are {@code docs/design/directory.md} and {@code docs/design/directory-postgresql.md}.
 * JDBC, JDBI, HikariCP and Flyway are imported here and nowhere else. Imports no service and no
 * protocol.
 */
@NullMarked
package mailstead.directory.sql;

import org.jspecify.annotations.NullMarked;
