/**
 * The receiving side of SMTP (RFC 5321) and LMTP (RFC 2033): {@link
 * mailstead.smtp.server.SmtpServer} is what a listener speaks, {@link
 * mailstead.smtp.server.SmtpSession} one client's conversation. Who a recipient is and how a
 * message is stored is the services' business; nothing here imports {@code spi} or an adapter.
 */
@NullMarked
package mailstead.smtp.server;

import org.jspecify.annotations.NullMarked;
