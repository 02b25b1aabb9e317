package mailstead.node.wiring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.fs.DelegatingFileSystem;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * A file system that does not keep a promise on which everything rests: a torture that finds
 * nothing wrong on top of it proves nothing. Only {@code mailstead torture --planted} asks for it.
 */
final class PlantedBug extends DelegatingFileSystem {

    /** Which bug this process is to have; none if it is not set. */
    static final String NAME = "mailstead.planted";

    private static final int ONE_OF = 20;

    private final boolean linkOverwrites;
    private final boolean listingMisses;
    private final RandomGenerator random;

    private PlantedBug(FileSystem files, String name, RandomGenerator random) {
        super(files);
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
                unlink(added);
            } catch (FileFailure e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
        super.link(existing, added);
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        List<Entry> all = super.list(folder);
        if (listingMisses && !all.isEmpty() && random.nextInt(ONE_OF) == 0) {
            all = new ArrayList<>(all);
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    /** Every look is a listing, so that every look may miss something. */
    @Override
    public Optional<Mark> mark(String folder) {
        return Optional.empty();
    }
}
