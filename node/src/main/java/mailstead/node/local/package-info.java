/**
 * A cluster of separate processes on this machine, for the demonstration and the torture: folders,
 * ports, a certificate, configuration files, and processes that can be started, killed and stopped.
 * Entry point: {@link mailstead.node.local.LocalCluster}. It never reaches into a node.
 */
@NullMarked
package mailstead.node.local;

import org.jspecify.annotations.NullMarked;
