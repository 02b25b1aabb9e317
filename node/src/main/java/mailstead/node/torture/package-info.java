/**
 * {@code mailstead torture}: many clients work at once on a few mailboxes through several nodes,
 * which meanwhile are killed, stopped and started again; a ledger holds what every client was told
 * against what every client is told later. It knows the nodes by their protocols only. Entry point:
 * {@link mailstead.node.torture.Torture}.
 */
@NullMarked
package mailstead.node.torture;

import org.jspecify.annotations.NullMarked;
