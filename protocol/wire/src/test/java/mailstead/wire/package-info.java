/** Tests of the wire over real loopback sockets. */
@NullMarked
package mailstead.wire;

import org.jspecify.annotations.NullMarked;
