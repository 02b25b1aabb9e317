package mailstead.testkit.nfs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * The server's files: names, hard links, what is durable. Each change also tells all hosts but the
 * one that made it that their caches are behind. Confined.
 */
final class Tree {

    private static final long ROOT = 1;
    private static final int NAME_OCTETS_MAX = 255;

    private record NameChange(Inode folder, String name, Inode before) {}

    /**
     * What a power cut undoes as a whole: a rename is one, also between two folders, as in the
     * journals of ext4, XFS and Btrfs. So syncing either folder makes it durable in both.
     */
    private record Step(List<NameChange> changes) {
        boolean touches(Inode folder) {
            return changes.stream().anyMatch(change -> change.folder == folder);
        }
    }

    /**
     * Where a path leads.
     *
     * @param node {@link Inode#NONE} if nothing bears the name
     */
    record Place(Inode folder, String name, Inode node) {}

    /** What a name in a folder leads to, in somebody's eyes. */
    interface Lookup {
        Inode look(Inode folder, String name, Intent intent);
    }

    /** What a name is looked up for. */
    enum Intent {
        WALK,
        OPEN,
        STAT,
        /** The file to be linked: found by name, linked by its handle. */
        LINKED,
        /** To be removed or renamed: by the server, by name. */
        REMOVED,
        /** A name to be made: the server decides. */
        MADE
    }

    static final Lookup PRESENT = (folder, name, _) -> folder.names.getOrDefault(name, Inode.NONE);

    private final boolean syncsNames;
    private final Map<Long, Inode> inodes = new HashMap<>();
    private final List<Step> unsynced = new ArrayList<>();
    final List<Host> hosts = new ArrayList<>();
    private Inode root = new Inode(ROOT, true, 0755);
    private Instant clock = Instant.ofEpochSecond(1_800_000_000);
    private int version;

    Tree(boolean syncsNames) {
        this.syncsNames = syncsNames;
        root.links = 1;
        inodes.put(ROOT, root);
    }

    Tree copy() {
        Tree copy = new Tree(syncsNames);
        copy.inodes.clear();
        for (Inode inode : inodes.values()) {
            copy.inodes.put(inode.number, inode.twin());
        }
        for (Inode inode : inodes.values()) {
            Inode twin = copy.twin(inode);
            inode.names.forEach((name, node) -> twin.names.put(name, copy.twin(node)));
        }
        copy.root = copy.twin(root);
        for (Step step : unsynced) {
            copy.unsynced.add(new Step(step.changes.stream().map(copy::twin).toList()));
        }
        for (Host host : hosts) {
            copy.hosts.add(host.copy(copy.inodes));
        }
        copy.clock = clock;
        copy.version = version;
        return copy;
    }

    private NameChange twin(NameChange change) {
        return new NameChange(twin(change.folder), change.name, twin(change.before));
    }

    private Inode twin(Inode inode) {
        return inodes.getOrDefault(inode.number, Inode.NONE);
    }

    void setClock(Instant now) {
        clock = now;
        version++;
    }

    Instant clock() {
        return clock;
    }

    /** Grows with every change. */
    int version() {
        return version;
    }

    /** Of the server alone, without what hosts believe. */
    long digest() {
        long sum = 0;
        for (Inode inode : inodes.values()) {
            sum += inode.digest();
        }
        for (int i = 0; i < unsynced.size(); i++) {
            for (NameChange change : unsynced.get(i).changes) {
                sum = Digest.mix(sum, change.folder.number + change.name.hashCode());
            }
        }
        return Digest.mix(sum, clock.hashCode());
    }

    // Paths

    Place walk(Lookup lookup, String call, String path, Intent intent) throws FileFailure {
        Inode folder = root;
        String name = "";
        Inode node = root;
        int end = path.length();
        for (int start = 0; start < end; ) {
            int slash = path.indexOf('/', start);
            int stop = slash < 0 ? end : slash;
            if (stop > start) {
                folder = requireFolder(node, call, path);
                name = path.substring(start, stop);
                if (name.length() > NAME_OCTETS_MAX) {
                    throw new FileFailure(call, path, Errno.ENAMETOOLONG);
                }
                boolean isLast = isRest(path, stop);
                node = lookup.look(folder, name, isLast ? intent : Intent.WALK);
            }
            start = stop + 1;
        }
        return new Place(folder, name, node);
    }

    private static boolean isRest(String path, int from) {
        for (int i = from; i < path.length(); i++) {
            if (path.charAt(i) != '/') {
                return false;
            }
        }
        return true;
    }

    private static Inode requireFolder(Inode node, String call, String path) throws FileFailure {
        require(node.isThere(), call, path, Errno.ENOENT);
        require(node.isFolder, call, path, Errno.ENOTDIR);
        return node;
    }

    static void require(boolean isFine, String call, String path, Errno errno) throws FileFailure {
        if (!isFine) {
            throw new FileFailure(call, path, errno);
        }
    }

    // Changes of names, at the server

    Inode make(Host by, Inode folder, String name, Inode fresh, String call, String path)
            throws FileFailure {
        require(folder.isAlive(), call, path, Errno.ESTALE);
        require(!name.isEmpty() && !folder.names.containsKey(name), call, path, Errno.EEXIST);
        inodes.put(fresh.number, fresh);
        keepUnsynced(bind(by, folder, name, fresh));
        return fresh;
    }

    void link(Host by, Inode existing, Inode folder, String name, String path) throws FileFailure {
        require(existing.isAlive(), "link", path, Errno.ENOENT);
        require(folder.isAlive(), "link", path, Errno.ESTALE);
        require(!name.isEmpty() && !folder.names.containsKey(name), "link", path, Errno.EEXIST);
        require(!existing.isFolder, "link", path, Errno.EPERM);
        keepUnsynced(bind(by, folder, name, existing));
    }

    void unlink(Host by, Inode folder, String name, String path) throws FileFailure {
        require(folder.isAlive(), "unlink", path, Errno.ESTALE);
        Inode node = folder.names.getOrDefault(name, Inode.NONE);
        require(node.isThere(), "unlink", path, Errno.ENOENT);
        require(!node.isFolder, "unlink", path, Errno.EISDIR);
        keepUnsynced(bind(by, folder, name, Inode.NONE));
    }

    void rmdir(Host by, Inode folder, String name, String path) throws FileFailure {
        require(folder.isAlive(), "rmdir", path, Errno.ESTALE);
        Inode node = folder.names.getOrDefault(name, Inode.NONE);
        require(node.isThere(), "rmdir", path, Errno.ENOENT);
        require(node.isFolder, "rmdir", path, Errno.ENOTDIR);
        require(node.names.isEmpty(), "rmdir", path, Errno.ENOTEMPTY);
        keepUnsynced(bind(by, folder, name, Inode.NONE));
    }

    /** Between two names of one file it does nothing at all, as POSIX demands. */
    void rename(Host by, Place from, Inode folder, String name, String path) throws FileFailure {
        require(from.folder.isAlive() && folder.isAlive(), "rename", path, Errno.ESTALE);
        Inode moved = from.folder.names.getOrDefault(from.name, Inode.NONE);
        require(moved.isThere(), "rename", path, Errno.ENOENT);
        Inode replaced = folder.names.getOrDefault(name, Inode.NONE);
        if (moved == replaced) {
            return;
        }
        require(!moved.isFolder || !isBelow(folder, moved), "rename", path, Errno.EINVAL);
        if (replaced.isThere()) {
            require(!isBelow(from.folder, replaced), "rename", path, Errno.ENOTEMPTY);
            require(moved.isFolder || !replaced.isFolder, "rename", path, Errno.EISDIR);
            require(!moved.isFolder || replaced.isFolder, "rename", path, Errno.ENOTDIR);
            require(replaced.names.isEmpty(), "rename", path, Errno.ENOTEMPTY);
        }
        NameChange added = bind(by, folder, name, moved);
        NameChange removed = bind(by, from.folder, from.name, Inode.NONE);
        keepUnsynced(added, removed);
    }

    private static boolean isBelow(Inode folder, Inode top) {
        return folder == top
                || top.names.values().stream()
                        .anyMatch(node -> node.isFolder && isBelow(folder, node));
    }

    private void keepUnsynced(NameChange... changes) {
        if (!syncsNames) {
            unsynced.add(new Step(List.of(changes)));
        }
    }

    private NameChange bind(Host by, Inode folder, String name, Inode node) {
        Inode before = folder.names.getOrDefault(name, Inode.NONE);
        aboutToChange(by, folder);
        for (Host host : hosts) {
            if (host != by) {
                host.missed(folder, name, before, node);
            }
        }
        if (before.isThere()) {
            aboutToChange(by, before);
            before.links--;
            before.changed();
        }
        if (node.isThere()) {
            if (node.isAlive()) {
                aboutToChange(by, node);
            }
            node.links++;
            node.changed();
        }
        set(folder, name, node);
        by.learnedAll(folder);
        return new NameChange(folder, name, before);
    }

    private void set(Inode folder, String name, Inode node) {
        if (node.isThere()) {
            folder.names.put(name, node);
        } else {
            folder.names.remove(name);
        }
        folder.contentChanged();
        version++;
    }

    // Changes of files

    void append(Host by, Inode file, byte[] octets, int length) {
        aboutToChange(by, file);
        file.append(octets, length);
        version++;
    }

    /** Everybody else may go on believing in the attributes of before. */
    void aboutToChange(Host by, Inode inode) {
        FileSystem.Stat before = inode.stat(clock);
        for (Host host : hosts) {
            if (host != by) {
                host.missed(inode, before);
            }
        }
        version++;
    }

    void syncNames(Inode folder) {
        if (unsynced.removeIf(step -> step.touches(folder))) {
            version++;
        }
    }

    // What a server may lose

    int unsyncedNames() {
        return unsynced.size();
    }

    void loseUnsyncedContent() {
        inodes.values().forEach(Inode::loseUnsynced);
        version++;
    }

    /** Keeps the first changes of names that were not synced, in the order of the journal. */
    void loseUnsyncedNames(int kept) {
        while (unsynced.size() > kept) {
            unsynced.removeLast().changes.reversed().forEach(this::undo);
        }
        unsynced.clear();
        version++;
    }

    private void undo(NameChange change) {
        Inode now = change.folder.names.getOrDefault(change.name, Inode.NONE);
        now.links -= now.isThere() ? 1 : 0;
        change.before.links += change.before.isThere() ? 1 : 0;
        set(change.folder, change.name, change.before);
    }
}
