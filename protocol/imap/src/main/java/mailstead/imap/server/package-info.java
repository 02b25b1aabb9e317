/**
 * The IMAP server (RFC 3501, RFC 9051). {@link mailstead.imap.server.ImapServer} is what a listener
 * speaks; each connection is one {@code ImapSession}, which reads commands, knows the state and
 * hands each command to the class named after it. What a client has been told of its selected
 * folder is a {@code FolderState} in {@code SelectedFolder}; other sessions and other nodes go on
 * meanwhile, without a lock. Knows the services, {@code wire} and its codec; never {@code spi} or
 * an adapter.
 */
@NullMarked
package mailstead.imap.server;

import org.jspecify.annotations.NullMarked;
