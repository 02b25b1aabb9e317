package mailstead.node.wiring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;

/**
 * A file system that does not keep a promise on which everything rests: a torture that finds
 * nothing wrong on top of it proves nothing. Only {@code mailstead torture --planted} asks for it.
 */
final class PlantedBug implements FileSystem {

    /** Which bug this process is to have; none if it is not set. */
    static final String NAME = "mailstead.planted";

    private static final int ONE_OF = 20;

    private final FileSystem files;
    private final boolean linkOverwrites;
    private final boolean listingMisses;
    private final RandomGenerator random;

    private PlantedBug(FileSystem files, String name, RandomGenerator random) {
        this.files = files;
        this.linkOverwrites = name.equals("link-overwrites");
        this.listingMisses = name.equals("listing-misses");
        this.random = random;
        if (!linkOverwrites && !listingMisses) {
            throw new IllegalArgumentException("no such bug: " + name);
        }
    }

    /** These files, with the bug that this process is to have, if any. */
    static FileSystem in(FileSystem files, RandomGenerator random) {
        String name = System.getProperty(NAME, "");
        return name.isEmpty() ? files : new PlantedBug(files, name, random);
    }

    @Override
    public void link(String existing, String added) throws IOException {
        if (linkOverwrites) {
            try {
                files.unlink(added);
            } catch (FileFailure e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
        files.link(existing, added);
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        List<Entry> all = files.list(folder);
        if (listingMisses && !all.isEmpty() && random.nextInt(ONE_OF) == 0) {
            all = new ArrayList<>(all);
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    @Override
    public File create(String path, int mode) throws IOException {
        return files.create(path, mode);
    }

    @Override
    public File open(String path) throws IOException {
        return files.open(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void unlink(String path) throws IOException {
        files.unlink(path);
    }

    @Override
    public void mkdir(String path, int mode) throws IOException {
        files.mkdir(path, mode);
    }

    @Override
    public void rmdir(String path) throws IOException {
        files.rmdir(path);
    }

    @Override
    public Stat stat(String path) throws IOException {
        return files.stat(path);
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        files.syncFolder(folder);
    }

    @Override
    public void chown(String path, FileOwner owner) throws IOException {
        files.chown(path, owner);
    }

    @Override
    public void chmod(String path, int mode) throws IOException {
        files.chmod(path, mode);
    }

    @Override
    public Space space(String path) throws IOException {
        return files.space(path);
    }
}
