/** Tests of {@code mailstead.node.config}. */
@NullMarked
package mailstead.node.config;

import org.jspecify.annotations.NullMarked;
