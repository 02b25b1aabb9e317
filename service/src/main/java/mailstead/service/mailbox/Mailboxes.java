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

    public Mailboxes(MailFolders folders, Directory directory) {
        this.folders = folders;
        this.directory = directory;
    }

    /** Asks nobody yet. */
    public UserMailboxes open(Login login) throws MailException {
        return new UserMailboxes(
                new View(folders, directory, login.account(), folders.of(login.account())));
    }
}
