/**
 * The command line: one class per command. The administration of customers, domains, aliases,
 * accounts and volumes knows the directory by its contract only. Imports {@code config}, {@code
 * wiring} and the adapters; nothing imports it but Main and the demonstration, which types the same
 * commands as an operator would.
 */
@NullMarked
package mailstead.node.command;

import org.jspecify.annotations.NullMarked;
