/**
 * Connections without protocols: listeners, limits, deadlines, bounded lines, TLS, the PROXY
 * header, the traffic tap and (in {@code wire.sasl}) SASL. A protocol sees {@link
 * mailstead.wire.Connection} and implements {@link mailstead.wire.Protocol}. Imports {@code mail}
 * only.
 */
@NullMarked
package mailstead.wire;

import org.jspecify.annotations.NullMarked;
