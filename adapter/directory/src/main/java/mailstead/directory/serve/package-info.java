/**
 * Serves what a publisher has published over HTTPS: {@link mailstead.directory.serve.CopyServer}.
 * The JDK's small HTTP server is imported here and nowhere else. Imports no database.
 */
@NullMarked
package mailstead.directory.serve;

import org.jspecify.annotations.NullMarked;
