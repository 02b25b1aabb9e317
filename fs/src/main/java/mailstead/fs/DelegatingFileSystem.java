package mailstead.fs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Another file system; for overriding a call or two. Shared as the other is. */
public class DelegatingFileSystem implements FileSystem {

    private final Supplier<FileSystem> real;

    public DelegatingFileSystem(FileSystem real) {
        this(() -> real);
    }

    /**
     * @param real asked for each call
     */
    public DelegatingFileSystem(Supplier<FileSystem> real) {
        this.real = real;
    }

    @Override
    public File create(String path, int mode) throws IOException {
        return real.get().create(path, mode);
    }

    @Override
    public File open(String path) throws IOException {
        return real.get().open(path);
    }

    @Override
    public void link(String existing, String added) throws IOException {
        real.get().link(existing, added);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.get().rename(from, to);
    }

    @Override
    public void unlink(String path) throws IOException {
        real.get().unlink(path);
    }

    @Override
    public void mkdir(String path, int mode) throws IOException {
        real.get().mkdir(path, mode);
    }

    @Override
    public void rmdir(String path) throws IOException {
        real.get().rmdir(path);
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return real.get().list(folder);
    }

    @Override
    public Optional<Mark> mark(String folder) throws IOException {
        return real.get().mark(folder);
    }

    @Override
    public Stat stat(String path) throws IOException {
        return real.get().stat(path);
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        real.get().syncFolder(folder);
    }

    @Override
    public void chown(String path, FileOwner owner) throws IOException {
        real.get().chown(path, owner);
    }

    @Override
    public void chmod(String path, int mode) throws IOException {
        real.get().chmod(path, mode);
    }

    @Override
    public Space space(String path) throws IOException {
        return real.get().space(path);
    }
}
