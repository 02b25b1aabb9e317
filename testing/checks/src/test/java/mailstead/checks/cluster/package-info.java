/**
 * Nodes as real processes over real folders: what a kill, a neighbour or a real client can do to
 * them.
 */
@NullMarked
package mailstead.checks.cluster;

import org.jspecify.annotations.NullMarked;
