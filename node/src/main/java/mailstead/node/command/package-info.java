/** The command line: one class per command. Imports {@code config}, {@code wiring} and the adapters; nothing imports it but Main. */
@NullMarked
package mailstead.node.command;

import org.jspecify.annotations.NullMarked;
