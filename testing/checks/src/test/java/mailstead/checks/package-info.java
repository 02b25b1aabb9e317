/**
 * Checks on the whole: the architecture's rules, whole nodes, real clients, and what survives a
 * kill.
 */
@NullMarked
package mailstead.checks;

import org.jspecify.annotations.NullMarked;
