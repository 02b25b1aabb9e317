package mailstead.maildir.folder;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;

/**
 * The calls on one folder's message files. All but the paths run on the volume's threads, as the
 * owner. Shared.
 */
final class FolderFiles {

    /** What lies in {@code tmp} for longer was given up. */
    static final Duration LEFT_AFTER = Duration.ofHours(36);

    private final Mailbox mailbox;
    private final Steadiness fresh;
    private final Steadiness current;

    FolderFiles(Mailbox mailbox, LongSupplier nanoClock) {
        this.mailbox = mailbox;
        this.fresh = new Steadiness(mailbox.files(), path(Place.FRESH), nanoClock);
        this.current = new Steadiness(mailbox.files(), path(Place.CURRENT), nanoClock);
    }

    Mailbox mailbox() {
        return mailbox;
    }

    String path(Place place) {
        return mailbox.folder(place.directory());
    }

    String path(Found found) {
        return path(found.place()) + "/" + found.name();
    }

    /**
     * The names in one place now.
     *
     * @param before what was seen there last
     * @return {@code before} itself if nothing has changed
     */
    FileNames list(Place place, FileNames before) throws IOException {
        List<FileSystem.Entry> entries = Listing.namesIn(mailbox, path(place));
        return before.isSame(entries) ? before : FileNames.of(entries);
    }

    /** The names in {@code new} now; without a listing where nothing can have changed. */
    FileNames fresh(FileNames before) throws IOException {
        return namesIn(Place.FRESH, fresh, before);
    }

    /** The same of {@code cur}. */
    FileNames current(FileNames before) throws IOException {
        return namesIn(Place.CURRENT, current, before);
    }

    private FileNames namesIn(Place place, Steadiness steadiness, FileNames before)
            throws IOException {
        try {
            return steadiness.names(() -> list(place, before));
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            return list(place, before);
        }
    }

    /**
     * Whether nobody but this node has changed {@code cur} since it was listed a moment ago: then
     * who knows what was changed needs no other listing.
     */
    boolean isOnlyChangedHere() throws IOException {
        return current.isOnlyOurs();
    }

    /**
     * Renames a file within {@code cur}, or from elsewhere to there.
     *
     * @return false if it was not where it was seen
     */
    boolean moveToCurrent(Found from, String name) throws IOException {
        return current.change(() ->
                unlessGone(() ->
                        mailbox.files().rename(path(from), path(Place.CURRENT) + "/" + name)));
    }

    /**
     * @return false if it was not where it was seen
     */
    boolean unlink(Found found) throws IOException {
        return found.place() == Place.CURRENT
                ? current.change(() -> unlessGone(() -> mailbox.files().unlink(path(found))))
                : unlessGone(() -> mailbox.files().unlink(path(found)));
    }

    private interface Call {
        void run() throws IOException;
    }

    private static boolean unlessGone(Call call) throws IOException {
        try {
            call.run();
            return true;
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Finds files by their keys wherever they are now: in the order in which files move, and {@code
     * cur} twice, because a listing may miss a name that is renamed meanwhile.
     */
    List<Found> find(List<String> keys) throws IOException {
        List<Found> found = new ArrayList<>();
        List<String> left = new ArrayList<>(keys);
        for (Place place : List.of(Place.CURRENT, Place.UNFINISHED, Place.FRESH, Place.CURRENT)) {
            if (!left.isEmpty()) {
                FileNames names = list(place, FileNames.NONE);
                left.removeIf(key -> {
                    OptionalInt index = names.find(key);
                    index.ifPresent(at -> found.add(new Found(place, names.name(at))));
                    return index.isPresent();
                });
            }
        }
        return found;
    }

    /**
     * A folder whose {@code cur} is not there has lost its files, or they are elsewhere for now;
     * its messages have not vanished one by one.
     */
    void requireCurrent() throws IOException {
        mailbox.files().stat(path(Place.CURRENT));
    }

    /** When a file's content was written; empty if it is gone. */
    Optional<FileSystem.Stat> stat(Found found) throws IOException {
        return Listing.unlessGone(() -> mailbox.files().stat(path(found)));
    }

    /** Makes the names in {@code tmp} durable. */
    void syncUnfinished() throws IOException {
        mailbox.files().syncFolder(path(Place.UNFINISHED));
    }

    /** Makes the names in {@code cur} durable. */
    void sync() throws IOException {
        mailbox.files().syncFolder(path(Place.CURRENT));
    }

    /**
     * Removes from {@code tmp} what was written or linked there long ago and never given a UID. Age
     * is told by the server's clock alone.
     *
     * @param isAssigned whether a key has a UID, in a state read after {@code tmp} was listed
     */
    void collectLeft(List<FileSystem.Entry> listed, Predicate<String> isAssigned)
            throws IOException {
        Instant limit = mailbox.files().stat(path(Place.UNFINISHED)).modified().minus(LEFT_AFTER);
        for (FileSystem.Entry entry : listed) {
            Found found = new Found(Place.UNFINISHED, entry.name());
            if (!isAssigned.test(MessageName.parse(entry.name()).base())) {
                Optional<FileSystem.Stat> stat = stat(found);
                if (stat.isPresent()
                        && stat.get().kind() == FileSystem.Kind.FILE
                        && stat.get().changed().isBefore(limit)) {
                    unlink(found);
                }
            }
        }
    }
}
