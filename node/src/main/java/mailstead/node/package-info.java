/**
 * The one place where things meet. {@link mailstead.node.Main} is the program's entry; {@code
 * command} its commands, {@code config} the configuration file, {@code wiring} the page on which
 * every constructor is called, {@code log} the only place that turns events into log lines. Only
 * here are the system clock, the environment and real randomness used.
 */
@NullMarked
package mailstead.node;

import org.jspecify.annotations.NullMarked;
