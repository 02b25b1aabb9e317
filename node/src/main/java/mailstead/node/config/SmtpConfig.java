package mailstead.node.config;

import java.time.Duration;
import mailstead.mail.ByteSize;

/**
 * Bounds of an SMTP or LMTP session.
 *
 * @param messageSize largest message (RFC 1870)
 * @param recipientsMax recipients of one transaction, at least the 100 of RFC 5321 section
 *     4.5.3.1.8
 * @param transactionsMax messages of one connection
 * @param errorsMax refused commands after which the connection is closed
 * @param dataTotal longest time for one whole message
 */
public record SmtpConfig(
        ByteSize messageSize,
        int recipientsMax,
        int transactionsMax,
        int errorsMax,
        Duration dataTotal) {}
