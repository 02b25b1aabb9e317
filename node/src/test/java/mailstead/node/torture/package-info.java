/** Tests of the torture's own judgement. */
@NullMarked
package mailstead.node.torture;

import org.jspecify.annotations.NullMarked;
