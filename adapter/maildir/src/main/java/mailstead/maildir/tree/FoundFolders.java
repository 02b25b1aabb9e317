package mailstead.maildir.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.FolderTree;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;

/**
 * What an account's home would become that has no tree yet. Immutable.
 *
 * @param folders INBOX first
 * @param subscriptions names, also of folders that are not there
 * @param isOurs whether there is a tree
 */
public record FoundFolders(List<Folder> folders, List<String> subscriptions, boolean isOurs) {

    /**
     * @param directory in the home; empty for INBOX
     */
    public record Folder(String name, String directory) {}

    public FoundFolders {
        folders = List.copyOf(folders);
        subscriptions = List.copyOf(subscriptions);
    }

    /** Changes nothing; on the volume's threads, as the owner. */
    public static FoundFolders in(Mailbox home) throws IOException {
        List<Folder> folders = new ArrayList<>();
        folders.add(new Folder(FolderTree.INBOX, ""));
        Set<String> names = new HashSet<>(Set.of(FolderTree.INBOX));
        boolean isOurs = false;
        for (FileSystem.Entry entry : Listing.namesIn(home, home.volume().path(home.home()))) {
            isOurs |= entry.name().equals(TreeLog.NAME);
            if (Adoption.mayBeFolder(entry) && Adoption.isMaildir(home.subfolder(entry.name()))) {
                String name = DirectoryNames.nameOf(entry.name(), names::contains);
                names.add(name);
                folders.add(new Folder(name, entry.name()));
            }
        }
        return new FoundFolders(folders, SubscriptionFile.read(home), isOurs);
    }
}
