/** Whole nodes over real sockets. */
@NullMarked
package mailstead.node.wiring;

import org.jspecify.annotations.NullMarked;
