package mailstead.service.mailbox;

import java.util.OptionalLong;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;

/**
 * What all folders of an account hold together, and may hold (RFC 9208 section 3). Immutable.
 *
 * @param name the account's login
 * @param octets used
 * @param octetsMax empty for no limit
 * @param messages used
 * @param messagesMax empty for no limit
 */
public record QuotaRoot(
        String name, long octets, OptionalLong octetsMax, long messages, OptionalLong messagesMax) {

    static QuotaRoot of(Account owner, AccountFolders folders) throws MailException {
        AccountFolders.Usage usage = folders.usage();
        return new QuotaRoot(
                owner.login(),
                usage.octets(),
                owner.quota().octetsMax(),
                usage.messages(),
                owner.quota().messagesMax());
    }
}
