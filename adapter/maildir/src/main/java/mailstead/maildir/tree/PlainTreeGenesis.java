package mailstead.maildir.tree;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.folder.FolderLog;
import mailstead.maildir.folder.Workshop;

/**
 * Takes over INBOX and what was subscribed to, and what a lost log still tells. Immutable.
 *
 * @param workshop to read what INBOX's own log says that it is
 */
public record PlainTreeGenesis(Workshop workshop) implements TreeGenesis {

    @Override
    public FolderTree of(Mailbox home, FolderTree.Naming naming, Optional<FolderTree> salvaged)
            throws IOException {
        if (salvaged.isPresent()) {
            return salvaged.get();
        }
        Optional<FolderState> inbox = FolderLog.written(home, workshop);
        long uidValidity = workshop.genesis().uidValidity(home).orElse(naming.newUidValidity(0));
        FolderTree.Node node =
                inbox.map(state -> Adoption.node(state, ""))
                        .orElseGet(() ->
                                FolderTree.Node.plain(
                                        naming.newMailboxId(), "", uidValidity, Set.of()));
        FolderTree tree = FolderTree.of(node);
        return new FolderTree(
                tree.folders(),
                new TreeSet<>(SubscriptionFile.read(home)),
                tree.annotations(),
                tree.peers(),
                tree.retiredDirectories(),
                tree.lastUidValidity());
    }
}
