package mailstead.testkit.nfs;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.testkit.nfs.Tree.Place;

/**
 * An open file of one client. What is written stays with the client until it is synced or closed
 * (on a local disk it is visible at once). Confined to its actor.
 */
final class OpenFile implements FileSystem.File {

    private final NfsClient client;
    private final Host host;
    private final Tree tree;
    private final boolean hasCaches;
    private final Inode inode;
    private final String path;
    private final String name;
    private final boolean isForWriting;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Optional<byte[]> fetched = Optional.empty();
    private int position;
    private boolean isOpen = true;

    OpenFile(NfsClient client, Inode inode, String path, boolean isForWriting) {
        this.client = client;
        this.host = client.host();
        this.tree = client.tree();
        this.hasCaches = client.hasCaches();
        this.inode = inode;
        this.path = path;
        this.isForWriting = isForWriting;
        this.name = path.substring(path.lastIndexOf('/') + 1);
        host.opened(inode, name);
    }

    Inode inode() {
        return inode;
    }

    void crash(boolean torn) {
        if (torn) {
            tree.append(host, inode, written.toByteArray(), written.size() / 2);
        }
    }

    /** Over NFS its whole content is fetched at once, with the first octet that is asked for. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws FileFailure {
        Tree.require(isOpen && !isForWriting, "read", path, Errno.EBADF);
        Tree.require(!inode.isFolder, "read", path, Errno.EISDIR);
        if (fetched.isEmpty() || !hasCaches) {
            fetched = Optional.of(client.perform(new Reading()));
        }
        byte[] content = fetched.get();
        int count = Math.min(length, content.length - position);
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(content, position, buffer, offset, count);
        position += count;
        return count;
    }

    /** Of a file that is read: nobody writes in place on a volume. */
    @Override
    public void seek(long to) throws FileFailure {
        Tree.require(isOpen && !isForWriting, "seek", path, Errno.EBADF);
        Tree.require(to >= 0, "seek", path, Errno.EINVAL);
        position = (int) Math.min(to, Integer.MAX_VALUE);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws FileFailure {
        Tree.require(isOpen && isForWriting, "write", path, Errno.EBADF);
        client.perform(
                new Request<>(
                        client,
                        "write",
                        path,
                        Request.Nature.WRITES,
                        hasCaches,
                        _ ->
                                () -> {
                                    written.write(octets, offset, length);
                                    if (hasCaches) {
                                        client.keepUnsent(this);
                                    } else {
                                        send(false);
                                    }
                                    return NfsClient.DONE;
                                }));
    }

    private void send(boolean isDurable) {
        client.nothingUnsent(this);
        if (written.size() > 0) {
            tree.append(host, inode, written.toByteArray(), written.size());
            written.reset();
        }
        if (isDurable) {
            inode.makeDurable();
        }
    }

    private boolean isSilent() {
        return hasCaches && written.size() == 0;
    }

    private <T> T sending(Request<T> request) throws FileFailure {
        try {
            return client.perform(request);
        } catch (FileFailure e) {
            // As Linux does: told once, and what could not be written is forgotten.
            client.nothingUnsent(this);
            written.reset();
            throw e;
        }
    }

    @Override
    public void sync() throws FileFailure {
        Tree.require(isOpen, "sync", path, Errno.EBADF);
        Request.Nature nature = isSilent() ? Request.Nature.INSIDE : Request.Nature.SENDS;
        sending(
                new Request<>(
                        client,
                        "sync",
                        path,
                        nature,
                        isSilent(),
                        _ ->
                                () -> {
                                    send(true);
                                    return NfsClient.DONE;
                                }));
    }

    @Override
    public void close() throws FileFailure {
        if (!isOpen) {
            return;
        }
        isOpen = false;
        boolean isQuiet = (isSilent() || !hasCaches) && !host.isKept(inode);
        Request.Nature nature = isSilent() ? Request.Nature.INSIDE : Request.Nature.SENDS;
        Request<Object> request =
                new Request<>(
                        client,
                        "close",
                        path,
                        nature,
                        isQuiet,
                        _ ->
                                () -> {
                                    if (written.size() > 0) {
                                        send(hasCaches);
                                    }
                                    return NfsClient.DONE;
                                });
        try {
            sending(request);
        } catch (FileFailure e) {
            release();
            throw e;
        }
        release();
    }

    private void release() throws FileFailure {
        if (host.closed(inode, name)) {
            Optional<Place> kept = host.release(inode);
            if (kept.isPresent()) {
                tree.unlink(host, kept.get().folder(), kept.get().name(), path);
            }
        }
    }

    /** The first read of an open file: of the inode, whatever its names have become. */
    private final class Reading extends Request<byte[]> {

        Reading() {
            super(client, "read", path, Nature.LOOKS, false, _ -> () -> inode.content());
        }

        @Override
        public List<Outcome> options() {
            List<Outcome> options = super.options();
            if (hasCaches && !inode.isAlive()) {
                options.add(1, Outcome.of(Outcome.Kind.FORGOTTEN));
            }
            return options;
        }
    }
}
