package mailstead.fs.log;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * The folder of a log: which generation is the newest, and how one is born. Shared.
 *
 * <p>A generation is made whole under a name of its own, {@code b.<identity>/<identity>/...}, and
 * renamed to {@code g<number>}. A folder that is not empty is replaced by no rename, so exactly one
 * birth of each number succeeds. The identity is a second folder inside, so that the path of an
 * entry belongs to one birth for ever: an actor who remembers a log that has been deleted finds
 * nothing at his path, not the log that was born after it.
 */
final class Generations<S> {

    /** Births older than this are somebody's who died. */
    private static final Duration NURSERY_KEPT = Duration.ofDays(1);

    private static final int FOLDER_MODE = 0700;
    private static final String TRASH = "x";

    private final FileSystem files;
    private final String folder;
    private final StateCodec<S> codec;
    private final LongSupplier nonces;

    Generations(FileSystem files, String folder, StateCodec<S> codec, LongSupplier nonces) {
        this.files = files;
        this.folder = folder;
        this.codec = codec;
        this.nonces = nonces;
    }

    /** The generation in use, nearly always; the first that is not marked as closed. */
    Optional<LogFolder> likely() throws IOException {
        Optional<LogFolder> first = inside(1);
        return first.isPresent() ? first : newest();
    }

    /**
     * The generation in use.
     *
     * @throws LostLog if its folder holds nothing that is a log
     */
    Optional<LogFolder> newest() throws IOException {
        int highest = highest();
        if (highest == 0) {
            return Optional.empty();
        }
        Optional<LogFolder> found = in(highest);
        if (found.isEmpty()) {
            throw new LostLog(
                    highest,
                    path(highest) + " holds no log",
                    new Corruption(path(highest) + " holds no folder with an identity"));
        }
        return found;
    }

    /**
     * What the folder of a generation holds that a listing has just shown. If it cannot be listed,
     * that is a failure whatever the error: a log in which nothing is wrong may be in it.
     */
    Optional<LogFolder> in(int generation) throws IOException {
        return find(generation, files.list(path(generation)));
    }

    /** The highest generation there ever was; 0 if there is none. */
    int highest() throws IOException {
        return list(folder).stream()
                .map(FileSystem.Entry::name)
                .flatMap(name -> Names.generation(name).stream())
                .max(Comparator.naturalOrder())
                .orElse(0);
    }

    private Optional<LogFolder> inside(int generation) throws IOException {
        List<FileSystem.Entry> names = list(path(generation));
        boolean isClosed = names.stream().anyMatch(entry -> entry.name().equals(Names.CLOSED));
        return isClosed ? Optional.empty() : find(generation, names);
    }

    private Optional<LogFolder> find(int generation, List<FileSystem.Entry> names) {
        return names.stream()
                .map(FileSystem.Entry::name)
                .sorted()
                .flatMap(name -> Names.nonce(name).stream())
                .findFirst()
                .map(identity -> at(generation, identity, path(generation)));
    }

    private LogFolder at(int generation, long identity, String parent) {
        return new LogFolder(files, generation, identity, parent + "/" + Names.hex(identity));
    }

    private String path(int generation) {
        return path(Names.generation(generation));
    }

    private String path(String name) {
        return folder + "/" + name;
    }

    /** Nothing, if the folder is not there; ESTALE does not say so. */
    private List<FileSystem.Entry> list(String path) throws IOException {
        try {
            return files.list(path);
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return List.of();
            }
            throw e;
        }
    }

    /** Marks a generation to which nothing can be appended any more. */
    void markClosed(int generation) throws IOException {
        try {
            files.create(path(generation) + "/" + Names.CLOSED, LogFolder.FILE_MODE).close();
        } catch (FileFailure e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /**
     * Makes a generation that begins with this state, unless somebody else has made it.
     *
     * @param number of its first entry
     */
    void bear(int generation, long number, S state) throws IOException {
        if (generation > Names.GENERATION_MAX) {
            throw new IOException(folder + " has been lost too often");
        }
        mkdirIfMissing(folder);
        long identity = nonces.getAsLong();
        String nursery = path(Names.nursery(identity));
        LogFolder made = at(generation, identity, nursery);
        files.mkdir(nursery, FOLDER_MODE);
        files.mkdir(made.path(), FOLDER_MODE);
        fill(made, number, state);
        made.sync();
        files.syncFolder(nursery);
        try {
            files.rename(nursery, path(generation));
        } catch (FileFailure e) {
            if (e.errno() == Errno.EEXIST || e.errno() == Errno.ENOTEMPTY) {
                // Surely not done, and never done again: the only case in which it may be removed.
                removeTree(nursery);
            }
            if (find(generation, list(path(generation))).isEmpty()) {
                throw e;
            }
        }
    }

    private void fill(LogFolder made, long number, S state) throws IOException {
        long nonce = nonces.getAsLong();
        Entry genesis = new Entry(Entry.Kind.GENESIS, number, nonce, 0, List.of());
        String witness = Names.witness(number, nonce);
        made.write(witness, EntryCodec.encode(genesis));
        made.link(witness, Names.entry(number));
        try (FileSystem.File file = made.create(Names.snapshot(number))) {
            SnapshotFile.write(file, number, new NonceHistory(number, nonce), state, codec);
            file.sync();
        }
    }

    private void mkdirIfMissing(String path) throws IOException {
        try {
            files.mkdir(path, FOLDER_MODE);
        } catch (FileFailure e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /**
     * Makes the newest generation durable, whoever made it: its maker may have died before, and
     * nothing that is appended outlasts a power cut that takes the folder.
     */
    void sync() throws IOException {
        files.syncFolder(folder);
        files.syncFolder(folder.substring(0, folder.lastIndexOf('/')));
    }

    /**
     * Removes what births left behind that never came to their end. A folder that is a day old may
     * still be renamed in the next moment: so it is renamed first, which can succeed for only one
     * of the two.
     *
     * @param current whose folder changed lately
     */
    void clean(LogFolder current) throws IOException {
        for (FileSystem.Entry entry : list(folder)) {
            String name = entry.name();
            if (Names.isNursery(name)) {
                cleanNursery(name, current);
            } else if (name.startsWith(TRASH) && Names.isNursery("b" + name.substring(1))) {
                removeTree(path(name));
            }
        }
    }

    private void cleanNursery(String name, LogFolder current) throws IOException {
        try {
            Duration age =
                    Duration.between(
                            files.stat(path(name)).modified(),
                            files.stat(current.path()).modified());
            if (age.compareTo(NURSERY_KEPT) > 0) {
                String trash = path(TRASH + name.substring(1));
                files.rename(path(name), trash);
                removeTree(trash);
            }
        } catch (FileFailure e) {
            // Born since it was listed, or another keeper was faster.
            if (!LogFolder.isGone(e)) {
                throw e;
            }
        }
    }

    private void removeTree(String path) {
        try {
            for (FileSystem.Entry identity : list(path)) {
                String inner = path + "/" + identity.name();
                for (FileSystem.Entry file : list(inner)) {
                    files.unlink(inner + "/" + file.name());
                }
                files.rmdir(inner);
            }
            files.rmdir(path);
        } catch (IOException _) {
            // Left for the next one who cleans.
        }
    }
}
