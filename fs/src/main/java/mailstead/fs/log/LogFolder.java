package mailstead.fs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * The folder of one generation, {@code <log>/g<generation>/<identity>/}. It never changes its name:
 * whoever holds its path works on this generation or on nothing. Shared.
 */
final class LogFolder {

    static final int FILE_MODE = 0600;

    /** Most entries are shorter: one read. */
    private static final int FIRST_READ_OCTETS = 4096;

    private final FileSystem files;
    private final int generation;
    private final long identity;
    private final String path;

    /** The last listing, and the mark that was there before it. */
    private volatile Optional<Seen> seen = Optional.empty();

    private record Seen(FileSystem.Mark mark, long newestEntry, long newestSnapshot) {}

    LogFolder(FileSystem files, int generation, long identity, String path) {
        this.files = files;
        this.generation = generation;
        this.identity = identity;
        this.path = path;
    }

    FileSystem files() {
        return files;
    }

    int generation() {
        return generation;
    }

    long identity() {
        return identity;
    }

    String path() {
        return path;
    }

    boolean isSame(LogFolder other) {
        return identity == other.identity && generation == other.generation;
    }

    String path(String name) {
        return path + "/" + name;
    }

    /** Asks the server. */
    Listing list() throws IOException {
        Optional<FileSystem.Mark> mark = files.mark(path);
        Listing listing = new Listing(files.list(path));
        seen =
                mark.filter(FileSystem.Mark::isSettled)
                        .map(settled ->
                                new Seen(settled, listing.newestEntry(), listing.newestSnapshot()));
        return listing;
    }

    /**
     * The newest snapshot, if it is certain without a listing that one would show this as the
     * newest entry, and no snapshot above it.
     */
    OptionalLong snapshotBelow(long newestEntry) throws IOException {
        Optional<Seen> last = seen;
        if (last.isEmpty()
                || last.get().newestEntry() != newestEntry
                || last.get().newestSnapshot() > newestEntry) {
            return OptionalLong.empty();
        }
        Optional<FileSystem.Mark> mark = files.mark(path);
        return mark.isPresent() && mark.get().isSame(last.get().mark())
                ? OptionalLong.of(last.get().newestSnapshot())
                : OptionalLong.empty();
    }

    /** Only of entries that a listing has shown: asking for others might be remembered as "no". */
    Entry readEntry(long number) throws IOException {
        String name = path(Names.entry(number));
        Entry entry = EntryCodec.decode(readWhole(name), name);
        if (entry.kind() != Entry.Kind.STONE && entry.number() != number) {
            throw new Corruption(name + " says that it is number " + entry.number());
        }
        return entry;
    }

    private ByteBuffer readWhole(String name) throws IOException {
        try (FileSystem.File file = files.open(name)) {
            byte[] octets = new byte[FIRST_READ_OCTETS];
            int filled = fill(file, octets, 0, EntryCodec.HEADER_OCTETS);
            if (filled < EntryCodec.HEADER_OCTETS) {
                throw new Corruption(name + " is truncated");
            }
            int total = EntryCodec.totalOctets(ByteBuffer.wrap(octets), name);
            if (total > octets.length) {
                octets = Arrays.copyOf(octets, total + 1);
            }
            filled = fill(file, octets, filled, total);
            if (filled < total) {
                throw new Corruption(name + " is truncated");
            }
            return ByteBuffer.wrap(octets, 0, filled);
        }
    }

    /** Reads on until at least {@code enough} octets are there, or the file ends. */
    private static int fill(FileSystem.File file, byte[] octets, int filled, int enough)
            throws IOException {
        int now = filled;
        while (now < enough) {
            int count = file.read(octets, now, octets.length - now);
            if (count < 0) {
                break;
            }
            now += count;
        }
        return now;
    }

    /** A new file with this content, durable but for its name. */
    void write(String name, byte[] octets) throws IOException {
        try (FileSystem.File file = files.create(path(name), FILE_MODE)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
    }

    FileSystem.File create(String name) throws IOException {
        return files.create(path(name), FILE_MODE);
    }

    void link(String existing, String added) throws IOException {
        files.link(path(existing), path(added));
    }

    /** A name that is gone already is success; when this returns, the name is not there. */
    void remove(String name) throws IOException {
        try {
            files.unlink(path(name));
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /** For what the collector would remove anyway. */
    void removeIfPossible(String name) {
        try {
            files.unlink(path(name));
        } catch (IOException _) {
            // The collector finds it when its number is old.
        }
    }

    /** Makes the names durable; those that others made, too. */
    void sync() throws IOException {
        files.syncFolder(path);
    }

    /** By the server's clock. */
    Instant modified(String name) throws IOException {
        return files.stat(path(name)).modified();
    }

    /**
     * Whether the name, or a folder above it, led nowhere; ESTALE is how NFS says so for a cached
     * one.
     */
    static boolean isGone(FileFailure failure) {
        return failure.errno() == Errno.ENOENT || failure.errno() == Errno.ESTALE;
    }
}
