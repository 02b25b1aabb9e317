package mailstead.maildir.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.TreeChange;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.folder.FolderLog;
import mailstead.maildir.folder.Workshop;

/**
 * Directories that an account's tree does not know: made by other Maildir software, or by us before
 * the tree was lost. On the volume's threads, as the owner.
 */
final class Adoption {

    /** Directories taken in at once. */
    static final int DIRECTORIES_AT_ONCE = 500;

    private final Mailbox home;
    private final FolderTree.Naming naming;
    private final Workshop workshop;

    Adoption(Mailbox home, FolderTree.Naming naming, Workshop workshop) {
        this.home = home;
        this.naming = naming;
        this.workshop = workshop;
    }

    /**
     * A directory that may become a folder.
     *
     * @param state what its own log says that it is
     * @param foreign the UIDVALIDITY that other software gave it
     */
    record Candidate(String directory, Optional<FolderState> state, OptionalLong foreign) {}

    /** A folder that was one before. */
    static FolderTree.Node node(FolderState state, String directory) {
        return FolderTree.Node.plain(state.mailboxId(), directory, state.uidValidity(), Set.of())
                .numbered();
    }

    /**
     * @param listed the names in the home
     * @param isToIgnore directories that need not be looked into
     */
    List<Candidate> candidates(List<FileSystem.Entry> listed, Set<String> isToIgnore)
            throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (FileSystem.Entry entry : listed) {
            if (candidates.size() == DIRECTORIES_AT_ONCE) {
                break;
            }
            if (mayBeFolder(entry) && !isToIgnore.contains(entry.name())) {
                Mailbox folder = home.subfolder(entry.name());
                if (isMaildir(folder)) {
                    candidates.add(
                            new Candidate(
                                    entry.name(),
                                    FolderLog.written(folder, workshop),
                                    workshop.genesis().uidValidity(folder)));
                }
            }
        }
        return candidates;
    }

    static boolean mayBeFolder(FileSystem.Entry entry) {
        return entry.name().startsWith(".")
                && (entry.kind() == FileSystem.Kind.FOLDER
                        || entry.kind() == FileSystem.Kind.UNKNOWN);
    }

    static boolean isMaildir(Mailbox folder) throws IOException {
        return Listing.unlessGone(() -> folder.files().stat(folder.cur()))
                .filter(stat -> stat.kind() == FileSystem.Kind.FOLDER)
                .isPresent();
    }

    /** What takes them in, on the newest tree. */
    List<TreeChange> changes(FolderTree tree, List<Candidate> candidates) {
        Set<String> directories = new HashSet<>(tree.retiredDirectories());
        Set<String> ids = new HashSet<>();
        tree.folders()
                .values()
                .forEach(node -> {
                    directories.add(node.directory());
                    ids.add(node.mailboxId());
                });
        Set<String> names = new HashSet<>(tree.folders().keySet());
        long lastUidValidity = tree.lastUidValidity();
        List<TreeChange> changes = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (names.size() >= FolderTree.FOLDERS_MAX || !directories.add(candidate.directory())) {
                continue;
            }
            String name = DirectoryNames.nameOf(candidate.directory(), names::contains);
            // A directory that was copied as a whole says that it is its model.
            FolderTree.Node node =
                    candidate.state().isPresent() && ids.add(candidate.state().get().mailboxId())
                            ? node(candidate.state().get(), candidate.directory())
                            : fresh(candidate, naming.newUidValidity(lastUidValidity));
            lastUidValidity = Math.max(lastUidValidity, node.uidValidity());
            names.add(name);
            changes.add(new TreeChange.Created(name, node));
        }
        return changes;
    }

    /** With UIDs of its own if it has a log, whosever that was. */
    private FolderTree.Node fresh(Candidate candidate, long uidValidity) {
        FolderTree.Node node =
                FolderTree.Node.plain(
                        naming.newMailboxId(),
                        candidate.directory(),
                        candidate
                                .state()
                                .map(FolderState::uidValidity)
                                .orElse(candidate.foreign().orElse(uidValidity)),
                        Set.of());
        return candidate.state().isPresent() ? node.numbered() : node;
    }
}
