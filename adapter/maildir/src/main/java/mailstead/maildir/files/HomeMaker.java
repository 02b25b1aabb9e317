package mailstead.maildir.files;

import java.io.IOException;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;
import mailstead.fs.OwnerSwitch;

/**
 * Makes what is missing of a mailbox's folders. {@code tmp} comes last, after everything else is
 * durable: a delivery begins in {@code tmp}, so none can rest on a folder that a crash might still
 * take away. Runs on the volume's threads, in any number of processes at once. Shared.
 */
public final class HomeMaker {

    private static final int PRIVATE = 0700;

    /** Others may pass, not look. */
    private static final int PASSAGE = 0711;

    /**
     * Others may also make their own homes here, and touch nobody else's: for root-squashed
     * exports.
     */
    private static final int PUBLIC_PASSAGE = 01733;

    private HomeMaker() {}

    public static void make(Mailbox mailbox) throws IOException {
        // Only a volume that is there now may be written to on the word of a missing name.
        FileSystem.Stat top = mailbox.volume().seeMarker();
        FileOwner service = Mailbox.serviceOwner(top);
        FileOwner owner = mailbox.owner(top);
        String parent = OwnerSwitch.as(service, () -> makeParents(mailbox));
        makeHome(mailbox, service, owner, parent);
        OwnerSwitch.as(owner, () -> makeFolders(mailbox));
        mailbox.volume().seeMarker();
    }

    /**
     * Makes what is missing of a folder other than INBOX; its home exists.
     *
     * @param home the account's
     */
    public static void makeFolder(Mailbox home, Mailbox folder) throws IOException {
        FileSystem.Stat top = home.volume().seeMarker();
        OwnerSwitch.as(
                home.owner(top),
                () -> {
                    FileSystem files = home.files();
                    makeFolder(files, folder.volume().path(folder.home()), PRIVATE);
                    files.syncFolder(home.volume().path(home.home()));
                    return makeFolders(folder);
                });
    }

    /** The folders between the volume's and the home. */
    private static String makeParents(Mailbox mailbox) throws IOException {
        FileSystem files = mailbox.files();
        String parent = mailbox.volume().folder();
        String[] parts = mailbox.home().split("/", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            String folder = parent + "/" + parts[i];
            if (makeFolder(files, folder, PASSAGE)) {
                files.chmod(folder, PASSAGE);
            }
            syncWhereAllowed(files, parent);
            parent = folder;
        }
        return parent;
    }

    /**
     * As the owner, if the parent lets it (always so for the service's own). Otherwise as root,
     * which may give folders away on a local disk. Where root is squashed it may not: then the
     * parent's owner opens the parent to everybody.
     */
    private static void makeHome(Mailbox mailbox, FileOwner service, FileOwner owner, String parent)
            throws IOException {
        FileSystem files = mailbox.files();
        String home = mailbox.volume().path(mailbox.home());
        try {
            OwnerSwitch.as(owner, () -> makeFolder(files, home, PRIVATE));
        } catch (FileFailure refused) {
            if (refused.errno() != Errno.EACCES) {
                throw refused;
            }
            // We run as the owner here: giving away is the process's own right.
            if (!OwnerSwitch.as(OwnerSwitch.processOwner(), () -> giveAway(files, home, owner))) {
                if (parent.equals(mailbox.volume().folder())) {
                    throw refused;
                }
                OwnerSwitch.as(
                        service,
                        () -> {
                            files.chmod(parent, PUBLIC_PASSAGE);
                            return parent;
                        });
                OwnerSwitch.as(owner, () -> makeFolder(files, home, PRIVATE));
            }
        }
        OwnerSwitch.as(service, () -> syncWhereAllowed(files, parent));
    }

    /** Under another name first: nobody must meet a home that is not yet its owner's. */
    private static boolean giveAway(FileSystem files, String home, FileOwner owner)
            throws IOException {
        String unfinished =
                home + ".making-" + Thread.currentThread().threadId() + "-" + System.nanoTime();
        try {
            files.mkdir(unfinished, PRIVATE);
        } catch (FileFailure e) {
            return false;
        }
        try {
            files.chown(unfinished, owner);
            files.rename(unfinished, home);
            return true;
        } catch (FileFailure e) {
            files.rmdir(unfinished);
            // Somebody else made it meanwhile, and has begun to fill it.
            return e.errno() == Errno.ENOTEMPTY || e.errno() == Errno.EEXIST;
        }
    }

    private static String makeFolders(Mailbox mailbox) throws IOException {
        FileSystem files = mailbox.files();
        String home = mailbox.volume().path(mailbox.home());
        makeFolder(files, mailbox.fresh(), PRIVATE);
        makeFolder(files, mailbox.cur(), PRIVATE);
        files.syncFolder(home);
        makeFolder(files, mailbox.tmp(), PRIVATE);
        return home;
    }

    private static boolean makeFolder(FileSystem files, String folder, int mode)
            throws IOException {
        try {
            files.mkdir(folder, mode);
            return true;
        } catch (FileFailure e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /**
     * A folder of the operator's that we may pass but not open: its names were made by someone who
     * could sync them.
     */
    private static String syncWhereAllowed(FileSystem files, String folder) throws IOException {
        try {
            files.syncFolder(folder);
        } catch (FileFailure e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
        }
        return folder;
    }
}
