/**
 * The POP3 server. {@link mailstead.pop3.server.Pop3Server} is what a listener speaks; each
 * connection is one {@code Pop3Session}. Any number of sessions may share a mailbox, without a
 * lock: each keeps the picture of its log-in. Knows the services, {@code wire} and its codec; never
 * {@code spi} or an adapter.
 */
@NullMarked
package mailstead.pop3.server;

import org.jspecify.annotations.NullMarked;
