/** The API over real sockets, on a real directory. */
@NullMarked
package mailstead.admin.server;

import org.jspecify.annotations.NullMarked;
