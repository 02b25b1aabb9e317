/**
 * A file server in memory and the clients that mount it, with what NFS does to whoever trusts it:
 * stale names and attributes, lost and repeated requests, requests that arrive late, listings that
 * take time. Nothing here is random: what becomes of each call is decided by an {@link
 * mailstead.testkit.nfs.Oracle}. Entry point: {@link mailstead.testkit.nfs.SimulatedNfs}.
 */
@NullMarked
package mailstead.testkit.nfs;

import org.jspecify.annotations.NullMarked;
