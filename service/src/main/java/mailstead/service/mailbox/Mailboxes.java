package mailstead.service.mailbox;

import mailstead.mail.MailException;
import mailstead.service.account.Login;
import mailstead.spi.Directory;
import mailstead.spi.MailFolders;

/**
 * Users' folders, as IMAP and JMAP show them. Shared; what it opens is confined to its session. No
 * folder is ever made but by a user's wish: INBOX alone is always there.
 */
public final class Mailboxes {

    private final MailFolders folders;
    private final Directory directory;
    private final QuotaOffice quotas;

    /** Where nobody sets quotas. */
    public Mailboxes(MailFolders folders, Directory directory) {
        this(folders, directory, QuotaOffice.CLOSED);
    }

    public Mailboxes(MailFolders folders, Directory directory, QuotaOffice quotas) {
        this.folders = folders;
        this.directory = directory;
        this.quotas = quotas;
    }

    /** Asks nobody yet. */
    public UserMailboxes open(Login login) throws MailException {
        return new UserMailboxes(
                new View(folders, directory, login.account(), folders.of(login.account())), quotas);
    }
}
