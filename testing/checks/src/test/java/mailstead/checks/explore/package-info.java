/**
 * The production code of the shared log, and of the store that stands on it, on a simulated NFS,
 * through every schedule of small cases and through random ones beyond; and without each rule of
 * the log, and with mistakes in the store, to see that it is found out. Entry points: {@link
 * mailstead.checks.explore.LogScenario} and {@link mailstead.checks.explore.Repertoire}.
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
