package mailstead.service.mailbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.spi.Account;

/** Lists the names of a user's view. */
final class Catalogue {

    private final View view;

    /** What is there, by the name in the view. */
    private final SortedMap<String, Found> found = new TreeMap<>();

    Catalogue(View view) {
        this.view = view;
    }

    private record Found(boolean isOwn, FolderTree.Node node, Rights rights) {}

    List<FolderEntry> list(Collection<String> prefixes) throws MailException {
        FolderTree tree = view.own().tree();
        tree.folders().forEach((name, node) -> found.put(name, new Found(true, node, Rights.ALL)));
        Set<String> silent = new TreeSet<>();
        for (String login : tree.peers()) {
            String root = OtherUsers.of(login);
            if (overlaps(root, prefixes) && !addOther(login)) {
                silent.add(root);
            }
        }
        for (String login : namedAccounts(prefixes)) {
            if (!tree.peers().contains(login) && !addOther(login)) {
                silent.add(OtherUsers.of(login));
            }
        }
        return entries(tree, silent, prefixes);
    }

    /** Accounts that share with everybody are not noted anywhere: they appear when asked for. */
    private static Set<String> namedAccounts(Collection<String> prefixes) {
        Set<String> logins = new TreeSet<>();
        for (String prefix : prefixes) {
            OtherUsers.parse(prefix)
                    .filter(_ ->
                            prefix.indexOf(FolderTree.SEPARATOR, OtherUsers.PREFIX.length()) > 0)
                    .ifPresent(name -> logins.add(name.login()));
        }
        return logins;
    }

    private static boolean overlaps(String root, Collection<String> prefixes) {
        return prefixes.isEmpty()
                || prefixes.stream()
                        .anyMatch(prefix -> prefix.startsWith(root) || root.startsWith(prefix));
    }

    /**
     * Adds what another account shares with this user.
     *
     * @return false if it could not be asked: its storage, and nobody else's, is away
     */
    private boolean addOther(String login) throws MailException {
        Optional<Account> owner = view.account(login);
        if (owner.isEmpty() || login.equals(view.user().login())) {
            return true;
        }
        FolderTree tree;
        try {
            tree = view.folders(owner.get()).tree();
        } catch (MailException _) {
            return false;
        }
        for (Map.Entry<String, FolderTree.Node> folder : tree.folders().entrySet()) {
            Rights rights = AccessList.granted(folder.getValue(), view.user().login());
            if (rights.has(Right.LOOKUP)) {
                found.putIfAbsent(
                        OtherUsers.of(login, folder.getKey()),
                        new Found(false, folder.getValue(), rights));
            }
        }
        return true;
    }

    private List<FolderEntry> entries(
            FolderTree tree, Set<String> silent, Collection<String> prefixes) {
        SortedMap<String, FolderEntry.Kind> names = new TreeMap<>();
        tree.subscriptions().forEach(name -> names.put(name, FolderEntry.Kind.ABSENT));
        silent.forEach(name -> putWithParents(names, name, FolderEntry.Kind.PARENT));
        found.keySet().forEach(name -> putWithParents(names, name, FolderEntry.Kind.FOLDER));
        List<FolderEntry> entries = new ArrayList<>();
        names.forEach((name, kind) -> {
            if (prefixes.isEmpty() || prefixes.stream().anyMatch(name::startsWith)) {
                entries.add(entry(name, kind, tree));
            }
        });
        return entries;
    }

    private static void putWithParents(
            SortedMap<String, FolderEntry.Kind> names, String name, FolderEntry.Kind kind) {
        names.merge(name, kind, Catalogue::better);
        int separator = name.lastIndexOf(FolderTree.SEPARATOR);
        while (separator > 0) {
            String parent = name.substring(0, separator);
            FolderEntry.Kind there = names.get(parent);
            if (there == FolderEntry.Kind.PARENT || there == FolderEntry.Kind.FOLDER) {
                return; // and so is everything above
            }
            names.put(parent, FolderEntry.Kind.PARENT);
            separator = name.lastIndexOf(FolderTree.SEPARATOR, separator - 1);
        }
    }

    private static FolderEntry.Kind better(FolderEntry.Kind one, FolderEntry.Kind other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private FolderEntry entry(String name, FolderEntry.Kind kind, FolderTree tree) {
        boolean isSubscribed = tree.subscriptions().contains(name);
        boolean hasChildren = hasChildren(name);
        Found folder = found.get(name);
        return folder == null
                ? new FolderEntry(
                        name,
                        kind,
                        !OtherUsers.isRoot(name),
                        Optional.empty(),
                        Set.of(),
                        hasChildren,
                        isSubscribed,
                        Rights.NONE)
                : new FolderEntry(
                        name,
                        kind,
                        folder.isOwn(),
                        Optional.of(folder.node().mailboxId()),
                        folder.node().uses(),
                        hasChildren,
                        isSubscribed,
                        folder.rights());
    }

    private boolean hasChildren(String name) {
        String first = name + FolderTree.SEPARATOR;
        return !found.subMap(first, name + (char) (FolderTree.SEPARATOR + 1)).isEmpty();
    }
}
