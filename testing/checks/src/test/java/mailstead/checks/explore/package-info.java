/**
 * The shared log's production code on a simulated NFS, through every schedule of small cases and
 * through random ones beyond; and without each of its rules, to see that it is needed.
 *
 * <p>{@code -Dmailstead.explore.seconds=N} gives each random search N seconds instead of a second
 * or so, and {@code -Dmailstead.explore.seed=N} another seed. A violation prints a line {@code
 * replay: ...}; with {@code -Dmailstead.explore.replay="..."} (and {@code
 * -Dmailstead.explore.mount=NFS3}, where it was another than NFS4_POSITIVE) {@link
 * mailstead.checks.explore.ReplayTest} runs it again and tells what happens.
 */
@NullMarked
package mailstead.checks.explore;

import org.jspecify.annotations.NullMarked;
