/** Tests of the cluster on this machine. */
@NullMarked
package mailstead.node.local;

import org.jspecify.annotations.NullMarked;
