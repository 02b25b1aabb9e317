/**
 * Builds a node from its configuration by calling constructors, and runs it: start, reload, drain,
 * stop.
 */
@NullMarked
package mailstead.node.wiring;

import org.jspecify.annotations.NullMarked;
