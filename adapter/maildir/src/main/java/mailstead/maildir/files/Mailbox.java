package mailstead.maildir.files;

import java.io.IOException;
import java.util.Optional;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.OwnerSwitch;

/**
 * Where the messages of one account's INBOX, or of one other folder, lie and as whom its files are
 * touched. Immutable. Methods that touch files run on the volume's threads.
 *
 * @param home relative to the volume's folder
 * @param accountOwner the account's own uid and gid; empty for the service's
 */
public record Mailbox(MountedVolume volume, String home, Optional<FileOwner> accountOwner) {

    private static final int ROOT = 0;

    public String tmp() {
        return folder("tmp");
    }

    public String fresh() {
        return folder("new");
    }

    public String cur() {
        return folder("cur");
    }

    public String folder(String name) {
        return volume.path(home) + "/" + name;
    }

    /** One of the account's folders; this mailbox is its INBOX. */
    public Mailbox subfolder(String directory) {
        return new Mailbox(volume, home + "/" + directory, accountOwner);
    }

    public FileSystem files() {
        return volume.files();
    }

    /**
     * Runs file work as the mailbox's owner, after a check (usually from memory) that the volume is
     * there.
     */
    public <T> T run(OwnerSwitch.Work<T> work) throws IOException {
        FileSystem.Stat top = volume.requireMounted();
        return OwnerSwitch.as(owner(top), work);
    }

    /**
     * Hands over file work as the mailbox's owner that nobody waits for.
     *
     * @return whether it will be done; not if the volume is too busy or ill
     */
    public boolean runUnattended(OwnerSwitch.Work<?> work) {
        try {
            volume.threads().startUnattended(() -> run(work));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public FileOwner owner(FileSystem.Stat top) {
        return accountOwner.orElseGet(() -> serviceOwner(top));
    }

    /** The process itself, or, if that is root, the owner of the volume's top folder. */
    public static FileOwner serviceOwner(FileSystem.Stat top) {
        FileOwner process = OwnerSwitch.processOwner();
        return process.uid() == ROOT ? top.owner() : process;
    }
}
