package mailstead.maildir.tree;

import java.io.IOException;
import java.util.List;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;

/**
 * Removes the directories of deleted folders: renamed first, so that nobody takes them for folders
 * any more, then emptied some files at a time. Whoever finds one that was left goes on with it. On
 * the volume's threads, as the owner. Immutable.
 *
 * @param home the account's
 */
record Removal(Mailbox home) {

    /** A directory that is being removed is called so, and then what it was called. */
    static final String PREFIX = "mailstead.deleted";

    private static final int FILES_AT_ONCE = 256;

    /** {@code new}, a log's generation and what is in it, and one more. */
    private static final int DEPTH_MAX = 5;

    /** Hides a deleted folder's directory from all, and begins to remove it. */
    void begin(String directory) throws IOException {
        String hidden = PREFIX + directory;
        try {
            home.files().rename(home.folder(directory), home.folder(hidden));
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
        goOn(hidden);
    }

    /** Goes on when a thread is free; a busy volume leaves it for later. */
    void goOn(String hidden) {
        try {
            home.volume()
                    .threads()
                    .startUnattended(() ->
                            home.run(() -> {
                                int[] left = {FILES_AT_ONCE};
                                boolean isDone = remove(home.folder(hidden), left, DEPTH_MAX);
                                // Without progress it waits for somebody who looks at it.
                                if (!isDone && left[0] < FILES_AT_ONCE) {
                                    goOn(hidden);
                                }
                                return home;
                            }));
        } catch (IOException _) {
            // The next one who lists the home goes on.
        }
    }

    /**
     * @param left how many names may still be removed
     * @return whether the directory is gone
     */
    private boolean remove(String directory, int[] left, int depth) throws IOException {
        List<FileSystem.Entry> entries =
                Listing.unlessGone(() -> home.files().list(directory)).orElse(List.of());
        boolean isEmpty = true;
        for (FileSystem.Entry entry : entries) {
            String path = directory + "/" + entry.name();
            if (left[0] <= 0) {
                return false;
            }
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                isEmpty &= depth > 0 && remove(path, left, depth - 1);
            } else {
                left[0]--;
                isEmpty &= unlink(path);
            }
        }
        return isEmpty && removeEmpty(directory);
    }

    private boolean unlink(String path) throws IOException {
        try {
            home.files().unlink(path);
            return true;
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return true;
            }
            // Kinds are not always told; what cannot be removed stays, hidden.
            if (e.errno() == Errno.EISDIR || e.errno() == Errno.EPERM) {
                return false;
            }
            throw e;
        }
    }

    private boolean removeEmpty(String directory) throws IOException {
        try {
            home.files().rmdir(directory);
            return true;
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return true;
            }
            if (e.errno() == Errno.ENOTEMPTY) {
                return false;
            }
            throw e;
        }
    }
}
