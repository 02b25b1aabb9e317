/**
 * Runs the real code of a few actors over a {@link mailstead.testkit.nfs.SimulatedNfs}, one call at
 * a time, in every order that matters and with every fault within bounds; then at random. What goes
 * wrong is printed as a schedule that can be run again. Entry point: {@link
 * mailstead.testkit.explore.Explorer}.
 */
@NullMarked
package mailstead.testkit.explore;

import org.jspecify.annotations.NullMarked;
