package mailstead.maildir.tree;

import java.io.IOException;
import java.util.Optional;
import mailstead.mail.folder.FolderTree;
import mailstead.maildir.files.Mailbox;

/**
 * What an account's folders are taken to be when its tree gets its log. Shared; on the volume's
 * threads, as the owner.
 */
@FunctionalInterface
public interface TreeGenesis {

    /**
     * The first tree. Directories that it does not know are taken into it afterwards.
     *
     * @param home the account's INBOX
     * @param salvaged of a lost log the last tree that could be read; what was created, renamed or
     *     deleted after it is not known
     */
    FolderTree of(Mailbox home, FolderTree.Naming naming, Optional<FolderTree> salvaged)
            throws IOException;
}
