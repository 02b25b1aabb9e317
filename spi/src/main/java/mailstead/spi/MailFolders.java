package mailstead.spi;

import mailstead.mail.MailException;

/**
 * Accounts' folders with UIDs and flags, as IMAP and JMAP show them: the same messages that {@link
 * MailStore} delivers and POP3 collects. Shared. Any number of nodes work on the same folders at
 * once. Calls wait for storage no longer than the store's deadline; storage that is away is {@code
 * TemporaryFailure} with {@code STORAGE_UNAVAILABLE}.
 */
public interface MailFolders {

    /**
     * One account's; this node has one for all its sessions. Asks nobody yet. From now on the quota
     * named here counts for it, in folders that are open already too.
     */
    AccountFolders of(Account account) throws MailException;
}
