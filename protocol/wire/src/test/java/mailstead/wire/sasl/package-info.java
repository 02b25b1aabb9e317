/** Tests of the SASL mechanisms and their exchange. */
@NullMarked
package mailstead.wire.sasl;

import org.jspecify.annotations.NullMarked;
