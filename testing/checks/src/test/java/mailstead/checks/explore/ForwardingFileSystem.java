package mailstead.checks.explore;

import java.io.IOException;
import java.util.List;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;

/**
 * Another file system; for overriding a call or two. Is told when the log's upkeep is at work.
 * Confined to its actor.
 */
class ForwardingFileSystem implements FileSystem {

    private final FileSystem real;
    private boolean isInUpkeep;

    ForwardingFileSystem(FileSystem real) {
        this.real = real;
    }

    void beginUpkeep() {
        isInUpkeep = true;
    }

    /** Whatever is left to do before it ends. */
    void endUpkeep() throws IOException {
        isInUpkeep = false;
    }

    boolean isInUpkeep() {
        return isInUpkeep;
    }

    @Override
    public File create(String path, int mode) throws IOException {
        return real.create(path, mode);
    }

    @Override
    public File open(String path) throws IOException {
        return real.open(path);
    }

    @Override
    public void link(String existing, String added) throws IOException {
        real.link(existing, added);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void unlink(String path) throws IOException {
        real.unlink(path);
    }

    @Override
    public void mkdir(String path, int mode) throws IOException {
        real.mkdir(path, mode);
    }

    @Override
    public void rmdir(String path) throws IOException {
        real.rmdir(path);
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return real.list(folder);
    }

    @Override
    public Stat stat(String path) throws IOException {
        return real.stat(path);
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        real.syncFolder(folder);
    }

    @Override
    public void chown(String path, FileOwner owner) throws IOException {
        real.chown(path, owner);
    }

    @Override
    public void chmod(String path, int mode) throws IOException {
        real.chmod(path, mode);
    }

    @Override
    public Space space(String path) throws IOException {
        return real.space(path);
    }
}
