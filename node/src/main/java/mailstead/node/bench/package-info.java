/**
 * {@code mailstead bench}: our own figures beside a peer's, both sides in one run, in turn, as
 * ratios of medians. Peers are Debian's packages, run from configurations of their own in a
 * temporary folder.
 */
@NullMarked
package mailstead.node.bench;

import org.jspecify.annotations.NullMarked;
