package mailstead.testkit.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;
import mailstead.fs.OwnerSwitch;

/**
 * Another file system, with a {@link Fault} asked before and after each call, and a record of the
 * calls. Shared.
 */
public final class FaultyFileSystem implements FileSystem {

    /**
     * One call.
     *
     * @param number from 1
     * @param name as in {@link FileSystem} and {@link FileSystem.File}
     */
    public record Call(int number, String name, String path) {}

    /** What goes wrong. Methods may throw or wait. */
    public interface Fault {

        /** Throws: the call does not happen and fails. */
        default void before(Call call) throws IOException {}

        /** Throws: the call has happened and fails. */
        default void after(Call call) throws IOException {}

        Fault NONE = new Fault() {};
    }

    private final FileSystem real;
    private final List<Call> calls = new ArrayList<>();
    private volatile Fault fault = Fault.NONE;

    public FaultyFileSystem(FileSystem real) {
        this.real = real;
    }

    /** From now on; also forgets the calls so far, so that the next one is number 1. */
    public void set(Fault next) {
        synchronized (calls) {
            calls.clear();
        }
        fault = next;
    }

    public List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private <T> T through(String name, String path, OwnerSwitch.Work<T> work) throws IOException {
        Call call;
        synchronized (calls) {
            call = new Call(calls.size() + 1, name, path);
            calls.add(call);
        }
        fault.before(call);
        T result = work.run();
        try {
            fault.after(call);
        } catch (IOException e) {
            if (result instanceof File file) {
                file.close();
            }
            throw e;
        }
        return result;
    }

    private void act(String name, String path, Act act) throws IOException {
        through(
                name,
                path,
                () -> {
                    act.run();
                    return name;
                });
    }

    @Override
    public File create(String path, int mode) throws IOException {
        return new FaultyFile(through("create", path, () -> real.create(path, mode)), path);
    }

    @Override
    public File open(String path) throws IOException {
        return new FaultyFile(through("open", path, () -> real.open(path)), path);
    }

    @Override
    public void link(String existing, String added) throws IOException {
        act("link", added, () -> real.link(existing, added));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        act("rename", to, () -> real.rename(from, to));
    }

    @Override
    public void unlink(String path) throws IOException {
        act("unlink", path, () -> real.unlink(path));
    }

    @Override
    public void mkdir(String path, int mode) throws IOException {
        act("mkdir", path, () -> real.mkdir(path, mode));
    }

    @Override
    public void rmdir(String path) throws IOException {
        act("rmdir", path, () -> real.rmdir(path));
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return through("list", folder, () -> real.list(folder));
    }

    /** Not counted: it never goes to a server. */
    @Override
    public Optional<Mark> mark(String folder) throws IOException {
        return real.mark(folder);
    }

    @Override
    public Stat stat(String path) throws IOException {
        return through("stat", path, () -> real.stat(path));
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        act("syncFolder", folder, () -> real.syncFolder(folder));
    }

    @Override
    public void chown(String path, FileOwner owner) throws IOException {
        act("chown", path, () -> real.chown(path, owner));
    }

    @Override
    public void chmod(String path, int mode) throws IOException {
        act("chmod", path, () -> real.chmod(path, mode));
    }

    @Override
    public Space space(String path) throws IOException {
        return through("space", path, () -> real.space(path));
    }

    private final class FaultyFile implements File {

        private final File file;
        private final String path;

        FaultyFile(File file, String path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return through("read", path, () -> file.read(buffer, offset, length));
        }

        @Override
        public void seek(long position) throws IOException {
            act("seek", path, () -> file.seek(position));
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            act("write", path, () -> file.write(octets, offset, length));
        }

        @Override
        public void sync() throws IOException {
            act("sync", path, file::sync);
        }

        /** Frees the real descriptor even when it fails, as close(2) does. */
        @Override
        public void close() throws IOException {
            try {
                act("close", path, () -> {});
            } finally {
                file.close();
            }
        }
    }
}
