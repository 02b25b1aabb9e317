package mailstead.maildir.files;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.VolumeRefusal;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;

/**
 * Turns what went wrong on a volume into what the client may know, and tells the operator what to
 * do: at most once a minute for each volume and kind of trouble. Shared.
 */
public final class Troubles {

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final String session;
    private final EventSink events;
    private final InstantSource clock;
    private final Map<String, Instant> lastTold = new ConcurrentHashMap<>();

    /**
     * @param session what stands for the process in events that no client caused
     */
    public Troubles(String session, EventSink events, InstantSource clock) {
        this.session = session;
        this.events = events;
        this.clock = clock;
    }

    public MailException explain(String volume, IOException cause) {
        // EDQUOT: the file system's own quota of that uid.
        if (cause instanceof MailboxFull
                || cause instanceof FileFailure file && file.errno() == Errno.EDQUOT) {
            return new TemporaryFailure(Reason.MAILBOX_FULL, "the mailbox is full", cause);
        }
        tell(volume, kind(cause), advice(cause), cause);
        return new TemporaryFailure(
                Reason.STORAGE_UNAVAILABLE, "mail storage is not available just now", cause);
    }

    /** An account's home is on a volume that the directory does not list. */
    public void tellUnknown(String volume, MailException cause) {
        tell(
                volume,
                "UNKNOWN",
                "add the volume ('mailstead volume add'), or correct the homes of its accounts",
                cause);
    }

    /**
     * UIDs and flags of a folder cannot be read any more and are made anew from what is left.
     *
     * @param folder relative to the volume's folder
     */
    public void tellLost(String volume, String folder, IOException cause) {
        tell(
                volume,
                "LOST " + folder,
                "look for disk errors; the folder goes on with new UIDs, and clients load it again",
                cause);
    }

    private void tell(String volume, String kind, String advice, Exception cause) {
        Instant now = clock.instant();
        String key = volume + " " + kind;
        boolean[] isDue = new boolean[1];
        lastTold.compute(
                key,
                (_, last) -> {
                    isDue[0] = last == null || !now.isBefore(last.plus(QUIET));
                    return isDue[0] ? now : last;
                });
        if (isDue[0]) {
            events.emit(
                    new Event.Trouble(
                            session,
                            Reason.STORAGE_UNAVAILABLE,
                            "volume " + key,
                            advice,
                            Optional.of(cause)));
        }
    }

    private static String kind(IOException cause) {
        return switch (cause) {
            case VolumeRefusal refusal -> refusal.kind().name();
            case FileFailure file when file.errno() == Errno.OTHER -> "errno " + file.number();
            case FileFailure file -> file.errno().name();
            default -> "error";
        };
    }

    private static String advice(IOException cause) {
        return switch (cause) {
            case VolumeRefusal refusal ->
                    switch (refusal.kind()) {
                        case NOT_MOUNTED ->
                                "mount the volume, or correct its folder or marker id in the directory; mail waits until then";
                        case DEADLINE, CIRCUIT_OPEN ->
                                "look at the file server and the network to it; service resumes by itself";
                        case BUSY ->
                                "the volume is slower than its load: look at the file server, or give it more threads";
                        case OWNER ->
                                "run the service as root or with CAP_SETUID and CAP_SETGID, or remove uid and gid from the accounts";
                        case STOPPED -> "nothing: the node is stopping";
                    };
            case FileFailure file ->
                    switch (file.errno()) {
                        case ENOSPC ->
                                "free space on the volume, or move accounts to another; mail waits until then";
                        case EROFS ->
                                "find out why the file system is read-only (often a disk error), then mount it again";
                        case EACCES, EPERM ->
                                "check the owner and mode of the folders on the way to the mailbox, and root squash";
                        case ENOTDIR, ELOOP ->
                                "something that is not a folder lies where the mailbox should: move it away";
                        case ENOENT, ESTALE ->
                                "a folder vanished while in use, or a link leads nowhere: check the volume's mount and what else works on it";
                        case EMFILE -> "raise the limit of open files (LimitNOFILE) of the service";
                        default ->
                                "look at the kernel's log and the file server: the storage reported an error";
                    };
            default -> "look at the cause";
        };
    }
}
