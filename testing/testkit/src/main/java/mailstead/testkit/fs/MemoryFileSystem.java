package mailstead.testkit.fs;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;

/**
 * A POSIX file system in memory that keeps apart what is visible and what is durable: content by
 * {@code sync}, names by {@code syncFolder}. {@link #crash} leaves what a power cut may leave.
 * Knows no permissions. Shared.
 */
public final class MemoryFileSystem implements FileSystem {

    private static final long TOTAL = 1L << 40;

    private Folder root = new Folder();
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private boolean areMarksTold;

    private abstract static class Node {
        int mode;
        FileOwner owner = new FileOwner(0, 0);
        Instant modified = Instant.EPOCH;
        Instant changed = Instant.EPOCH;
    }

    private static final class Folder extends Node {
        final Map<String, Node> names = new HashMap<>();
        Map<String, Node> durableNames = new HashMap<>();
    }

    private static final class Regular extends Node {
        byte[] content = new byte[0];
        byte[] durable = new byte[0];
    }

    /** The file server's clock. */
    public synchronized void setTime(Instant time) {
        now = time;
    }

    /**
     * The machine loses power: what was not synced is gone.
     *
     * @param keepNames whether names that were not synced happen to have reached the disk (content
     *     never has)
     */
    public synchronized void crash(boolean keepNames) {
        crash(root, keepNames);
    }

    private static void crash(Folder folder, boolean keepNames) {
        if (!keepNames) {
            folder.names.clear();
            folder.names.putAll(folder.durableNames);
        }
        for (Node node : folder.names.values()) {
            switch (node) {
                case Folder inner -> crash(inner, keepNames);
                case Regular file -> file.content = file.durable;
                default -> throw new AssertionError(node);
            }
        }
    }

    @Override
    public synchronized File create(String path, int mode) throws IOException {
        Folder parent = parent("create", path);
        if (parent.names.containsKey(last(path))) {
            throw new FileFailure("create", path, Errno.EEXIST);
        }
        Regular file = new Regular();
        file.mode = mode;
        file.modified = now;
        put(parent, last(path), file);
        return new Handle(file);
    }

    @Override
    public synchronized File open(String path) throws IOException {
        return new Handle(regular("open", path));
    }

    @Override
    public synchronized void link(String existing, String added) throws IOException {
        Regular file = regular("link", existing);
        Folder parent = parent("link", added);
        if (parent.names.containsKey(last(added))) {
            throw new FileFailure("link", added, Errno.EEXIST);
        }
        put(parent, last(added), file);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        Node moved = find("rename", from);
        Folder target = parent("rename", to);
        if (target.names.get(last(to)) instanceof Folder taken && !taken.names.isEmpty()) {
            throw new FileFailure("rename", to, Errno.ENOTEMPTY);
        }
        parent("rename", from).names.remove(last(from));
        put(target, last(to), moved);
    }

    @Override
    public synchronized void unlink(String path) throws IOException {
        regular("unlink", path);
        Folder parent = parent("unlink", path);
        parent.names.remove(last(path));
        touch(parent);
    }

    @Override
    public synchronized void mkdir(String path, int mode) throws IOException {
        Folder parent = parent("mkdir", path);
        if (parent.names.containsKey(last(path))) {
            throw new FileFailure("mkdir", path, Errno.EEXIST);
        }
        Folder folder = new Folder();
        folder.mode = mode;
        folder.modified = now;
        put(parent, last(path), folder);
    }

    @Override
    public synchronized void rmdir(String path) throws IOException {
        if (!folder("rmdir", path).names.isEmpty()) {
            throw new FileFailure("rmdir", path, Errno.ENOTEMPTY);
        }
        parent("rmdir", path).names.remove(last(path));
    }

    @Override
    public synchronized List<Entry> list(String path) throws IOException {
        List<Entry> entries = new ArrayList<>();
        folder("list", path)
                .names
                .forEach((name, node) ->
                        entries.add(
                                new Entry(name, node instanceof Folder ? Kind.FOLDER : Kind.FILE)));
        return entries;
    }

    /** From now on it tells whether names have changed, as a local disk does. */
    public synchronized void tellChanges() {
        areMarksTold = true;
    }

    /** The names themselves are the mark. */
    @Override
    public synchronized Optional<Mark> mark(String path) throws IOException {
        if (!areMarksTold) {
            return Optional.empty();
        }
        Folder folder = folder("mark", path);
        return Optional.of(
                new Mark(
                        1,
                        System.identityHashCode(folder),
                        folder.names.size(),
                        folder.names.keySet().hashCode(),
                        true));
    }

    @Override
    public synchronized Stat stat(String path) throws IOException {
        Node node = find("stat", path);
        long size = node instanceof Regular file ? file.content.length : 4096;
        Kind kind = node instanceof Folder ? Kind.FOLDER : Kind.FILE;
        return new Stat(
                kind,
                node.mode,
                node.owner,
                size,
                node.modified,
                node.changed,
                1,
                System.identityHashCode(node));
    }

    @Override
    public synchronized void syncFolder(String path) throws IOException {
        Folder folder = folder("syncFolder", path);
        folder.durableNames = new HashMap<>(folder.names);
    }

    @Override
    public synchronized void chown(String path, FileOwner owner) throws IOException {
        Node node = find("chown", path);
        node.owner = owner;
        node.changed = now;
    }

    @Override
    public synchronized void chmod(String path, int mode) throws IOException {
        Node node = find("chmod", path);
        node.mode = mode;
        node.changed = now;
    }

    @Override
    public synchronized Space space(String path) throws IOException {
        find("space", path);
        return new Space(TOTAL, TOTAL / 2);
    }

    private void put(Folder parent, String name, Node node) {
        node.changed = now;
        parent.names.put(name, node);
        touch(parent);
    }

    private void touch(Folder folder) {
        folder.modified = now;
        folder.changed = now;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Folder parent(String call, String path) throws FileFailure {
        return folder(call, path.substring(0, path.lastIndexOf('/')));
    }

    private Folder folder(String call, String path) throws FileFailure {
        if (find(call, path) instanceof Folder folder) {
            return folder;
        }
        throw new FileFailure(call, path, Errno.ENOTDIR);
    }

    private Regular regular(String call, String path) throws FileFailure {
        if (find(call, path) instanceof Regular file) {
            return file;
        }
        throw new FileFailure(call, path, Errno.EISDIR);
    }

    private Node find(String call, String path) throws FileFailure {
        Node node = root;
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (!(node instanceof Folder folder)) {
                throw new FileFailure(call, path, Errno.ENOTDIR);
            }
            node =
                    Optional.ofNullable(folder.names.get(part))
                            .orElseThrow(() -> new FileFailure(call, path, Errno.ENOENT));
        }
        return node;
    }

    private final class Handle implements File {

        private final Regular file;
        private int position;

        Handle(Regular file) {
            this.file = file;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            synchronized (MemoryFileSystem.this) {
                int count = Math.min(length, file.content.length - position);
                if (count <= 0) {
                    return length == 0 ? 0 : -1;
                }
                System.arraycopy(file.content, position, buffer, offset, count);
                position += count;
                return count;
            }
        }

        @Override
        public void seek(long next) {
            position = (int) Math.min(next, Integer.MAX_VALUE);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            synchronized (MemoryFileSystem.this) {
                int size = Math.max(file.content.length, position + length);
                file.content = Arrays.copyOf(file.content, size);
                System.arraycopy(octets, offset, file.content, position, length);
                position += length;
                file.modified = now;
                file.changed = now;
            }
        }

        @Override
        public void sync() {
            synchronized (MemoryFileSystem.this) {
                file.durable = file.content;
            }
        }

        @Override
        public void close() {}
    }
}
