package mailstead.spi;

import mailstead.mail.MailException;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.TreeRequest;

/** The folders of one account. Shared by all sessions of this node. */
public interface AccountFolders {

    /** All folders as the server knows them now; one call where nothing changed. */
    FolderTree tree() throws MailException;

    /**
     * All folders as this node knows them, with what others did up to a minute ago; mostly without
     * a call. Enough for what never changes: that INBOX is there, and which mailbox id it has.
     */
    default FolderTree known() throws MailException {
        return tree();
    }

    /**
     * Does what is asked, on the newest tree, durably: by the time it returns every node that asks
     * sees it. A created folder can be used at once; a deleted one's messages are removed.
     */
    Outcome request(TreeRequest request) throws MailException;

    /** What came of a request. */
    sealed interface Outcome {
        /** The tree after it. */
        record Done(FolderTree tree) implements Outcome {}

        record Refused(TreeRequest.Refusal why) implements Outcome {}
    }

    /**
     * One folder.
     *
     * @param mailboxId as in the tree
     * @throws FolderGone if the tree does not hold it (any more)
     */
    MailFolder folder(String mailboxId) throws MailException, FolderGone;

    /** What all folders hold together, within the error that the store documents. */
    Usage usage() throws MailException;

    /**
     * @param octets as counted for the quota
     */
    record Usage(long octets, long messages) {}
}
