package mailstead.node.config;

import java.time.Duration;
import java.util.Set;
import mailstead.mail.ByteSize;

/**
 * What IMAP says and allows.
 *
 * @param messageSize largest message that may be appended (RFC 7889)
 * @param poll how often an idle session's folder is looked at for what other nodes did
 * @param plaintextWithoutTls from where passwords are taken without TLS
 * @param quotaAdministrators logins of who may set quotas, in lower case
 */
public record ImapConfig(
        ByteSize messageSize,
        Duration poll,
        Pop3Config.Plaintext plaintextWithoutTls,
        Set<String> quotaAdministrators) {

    public ImapConfig {
        quotaAdministrators = Set.copyOf(quotaAdministrators);
    }
}
