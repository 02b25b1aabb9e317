/**
 * The demonstration: a cluster of separate processes on this machine, and the founding exercise
 * done on it with real sockets and files. Entry point: {@link mailstead.node.demo.Demonstration}.
 * It types the same administration commands as an operator, through {@link
 * mailstead.node.local.Operator}; it never reaches into a node.
 */
@NullMarked
package mailstead.node.demo;

import org.jspecify.annotations.NullMarked;
