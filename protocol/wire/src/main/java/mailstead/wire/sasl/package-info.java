/**
 * SASL (RFC 4422) for all protocols: one class per mechanism and one exchange loop; the protocol
 * supplies the framing.
 */
@NullMarked
package mailstead.wire.sasl;

import org.jspecify.annotations.NullMarked;
