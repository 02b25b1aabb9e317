package mailstead.service.mailbox;

import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;

/**
 * What one user may do with one folder that is open. A user's own folder grants everything and
 * costs no call; of another's, the owner's tree is asked. Confined to its session.
 */
final class Access {

    private final AccountFolders folders;
    private final String mailboxId;
    private final String login;
    private final boolean isOwn;
    private Rights rights;

    /**
     * @param folders the owner's
     * @param login the user's
     * @param rights as of just now
     */
    Access(AccountFolders folders, String mailboxId, String login, boolean isOwn, Rights rights) {
        this.folders = folders;
        this.mailboxId = mailboxId;
        this.login = login;
        this.isOwn = isOwn;
        this.rights = rights;
    }

    /** The folder itself. */
    MailFolder folder() throws MailException, FolderGone {
        return folders.folder(mailboxId);
    }

    /** Whether both are known to lead to one folder; accounts that were copied share ids. */
    boolean isToSame(Access other) {
        return mailboxId.equals(other.mailboxId)
                && (isOwn && other.isOwn || folders == other.folders);
    }

    boolean isOwn() {
        return isOwn;
    }

    /** As of the last call that asked. */
    Rights rights() {
        return rights;
    }

    /** Asks anew. */
    void ask() throws MailException {
        if (isOwn) {
            return;
        }
        FolderTree tree = folders.tree();
        rights =
                tree.nameOf(mailboxId)
                        .flatMap(tree::folder)
                        .map(node -> AccessList.granted(node, login))
                        .orElse(Rights.NONE);
    }

    /** Asks anew, and fails if the folder cannot be used at all any more. */
    void check() throws MailException {
        ask();
        if (!rights.has(Right.READ) && !rights.has(Right.INSERT)) {
            throw new PermanentFailure(
                    Reason.FOLDER_GONE, "this folder is gone, or is not shared any more");
        }
    }
}
