/**
 * What messages say about themselves, remembered: in memory for a node, in a folder's directory
 * {@code mailstead.cache} for all nodes. Everything here can be lost or deleted at any time and is
 * made again. {@link mailstead.maildir.digest.FolderDigests} is the entry. Knows nothing of UIDs
 * and flags.
 */
@NullMarked
package mailstead.maildir.digest;

import org.jspecify.annotations.NullMarked;
