package mailstead.maildir.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import mailstead.fs.FileSystem;

/**
 * Tells of one of a folder's places whether its names are still those that were listed last, where
 * the file system says so, and keeps count of what this node itself changes there. Shared.
 *
 * <p>A change of our own spares the next listing too, for a second: we know what we have changed.
 * What others change in the same moment may leave no trace in the folder's times then, and is seen
 * a second later.
 */
final class Steadiness {

    /** For how long after a listing changes of our own need no other one. */
    private static final Duration OWN_CHANGES_FOR = Duration.ofSeconds(1);

    private final FileSystem files;
    private final String path;
    private final LongSupplier nanoClock;
    private Optional<Known> known = Optional.empty();

    /**
     * @param names as they were listed
     * @param mark as it was before that, or as we have left it
     * @param isChanged whether we have changed something since
     */
    private record Known(FileNames names, FileSystem.Mark mark, boolean isChanged, long listedAt) {}

    Steadiness(FileSystem files, String path, LongSupplier nanoClock) {
        this.files = files;
        this.path = path;
        this.nanoClock = nanoClock;
    }

    @FunctionalInterface
    interface Lister {
        FileNames list() throws IOException;
    }

    @FunctionalInterface
    interface Change {
        boolean run() throws IOException;
    }

    /** Lists, unless the names are certainly those of the last listing. */
    FileNames names(Lister lister) throws IOException {
        Optional<Known> last = last();
        Optional<FileSystem.Mark> mark = files.mark(path);
        if (last.isPresent()
                && !last.get().isChanged()
                && last.get().mark().isSettled()
                && isSame(last.get(), mark)) {
            return last.get().names();
        }
        long now = nanoClock.getAsLong();
        FileNames names = lister.list();
        set(mark.map(its -> new Known(names, its, false, now)));
        return names;
    }

    /** Whether only we have changed something since the last listing, a moment ago. */
    boolean isOnlyOurs() throws IOException {
        Optional<Known> last = last();
        return last.isPresent()
                && last.get().isChanged()
                && nanoClock.getAsLong() - last.get().listedAt() < OWN_CHANGES_FOR.toNanos()
                && isSame(last.get(), files.mark(path));
    }

    /** Renames or removes something here. */
    boolean change(Change change) throws IOException {
        Optional<Known> before = last();
        boolean isOnlyOurs =
                before.isPresent()
                        && (before.get().isChanged() || before.get().mark().isSettled())
                        && isSame(before.get(), files.mark(path));
        boolean result = change.run();
        if (isOnlyOurs) {
            left(before.get(), files.mark(path));
        }
        return result;
    }

    private static boolean isSame(Known known, Optional<FileSystem.Mark> mark) {
        return mark.isPresent() && mark.get().isSame(known.mark());
    }

    private synchronized Optional<Known> last() {
        return known;
    }

    private synchronized void set(Optional<Known> next) {
        known = next;
    }

    /** Unless others of this node were here meanwhile. */
    private synchronized void left(Known before, Optional<FileSystem.Mark> mark) {
        if (known.isPresent() && known.get() == before) {
            known = mark.map(its -> new Known(before.names(), its, true, before.listedAt()));
        }
    }
}
