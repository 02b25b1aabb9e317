/**
 * Small blocking clients for SMTP and POP3, for the demonstration and the load generators: they
 * speak plainly, check every reply and know no retries. Imports none of ours.
 */
@NullMarked
package mailstead.node.client;

import org.jspecify.annotations.NullMarked;
