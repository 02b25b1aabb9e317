/** Tests of {@code mailstead.node.log}. */
@NullMarked
package mailstead.node.log;

import org.jspecify.annotations.NullMarked;
