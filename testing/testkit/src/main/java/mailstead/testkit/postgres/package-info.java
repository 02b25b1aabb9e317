/** A real PostgreSQL for tests, as Debian packages it. Entry: {@link PostgresServer}. */
@NullMarked
package mailstead.testkit.postgres;

import org.jspecify.annotations.NullMarked;
