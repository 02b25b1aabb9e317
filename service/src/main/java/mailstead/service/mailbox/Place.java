package mailstead.service.mailbox;

import java.util.Optional;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;

/**
 * Where a name of a user's view leads: into which account's tree, and to which name there, whether
 * or not there is such a folder. Immutable.
 *
 * @param name as the user says it
 * @param login the user's
 * @param inner the name in the owner's tree
 * @param tree as it was a moment ago
 */
record Place(
        String name,
        String login,
        Account owner,
        AccountFolders folders,
        FolderTree tree,
        String inner) {

    boolean isOwn() {
        return owner.login().equals(login);
    }

    Optional<FolderTree.Node> node() {
        return tree.folder(inner);
    }

    /** What the user may do with the folder; nothing if there is none. */
    Rights rights() {
        return node().map(this::rightsOn).orElse(Rights.NONE);
    }

    private Rights rightsOn(FolderTree.Node node) {
        return isOwn() ? Rights.ALL : AccessList.granted(node, login);
    }

    /** Why the user may not do what needs this right; empty if it may be done. */
    Optional<Refusal> refusal(Right needed) {
        return refusal(rights(), needed);
    }

    /** The same where these are the user's rights. */
    static Optional<Refusal> refusal(Rights rights, Right needed) {
        if (rights.has(needed)) {
            return Optional.empty();
        }
        return Optional.of(isKnown(rights) ? Refusal.NO_PERMISSION : Refusal.NO_SUCH_FOLDER);
    }

    /**
     * Whether somebody with these rights may know that the folder is there: with any but those to
     * its messages alone (RFC 4314 section 4, MYRIGHTS).
     */
    static boolean isKnown(Rights rights) {
        return rights.has(Right.LOOKUP)
                || rights.has(Right.READ)
                || rights.has(Right.INSERT)
                || rights.has(Right.CREATE)
                || rights.has(Right.DELETE_FOLDER)
                || rights.has(Right.ADMINISTER);
    }

    /**
     * The same of making a folder by this name (RFC 4314 section 4): asked of the nearest one
     * above.
     */
    Optional<Refusal> refusalToMake() {
        if (isOwn()) {
            return Optional.empty();
        }
        for (String above = parent(inner); !above.isEmpty(); above = parent(above)) {
            Optional<FolderTree.Node> node = tree.folder(above);
            if (node.isPresent()) {
                return refusal(rightsOn(node.get()), Right.CREATE);
            }
        }
        return Optional.of(Refusal.NO_PERMISSION);
    }

    private static String parent(String name) {
        int separator = name.lastIndexOf(FolderTree.SEPARATOR);
        return separator < 0 ? "" : name.substring(0, separator);
    }
}
