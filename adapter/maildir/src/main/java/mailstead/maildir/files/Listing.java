package mailstead.maildir.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.OwnerSwitch;

/**
 * Which messages a folder holds, by asking the server. Runs on the volume's threads, as the
 * mailbox's owner.
 */
public final class Listing {

    private static final Comparator<Located> BY_DELIVERY =
            (one, other) -> {
                int bySeconds = Long.compare(one.name().seconds(), other.name().seconds());
                return bySeconds != 0 ? bySeconds : one.name().key().compareTo(other.name().key());
            };

    private Listing() {}

    /**
     * The messages of one Maildir, oldest first. {@code new} is listed before {@code cur}, so that
     * a message which moves between them meanwhile is seen at least once; seen twice, it counts as
     * what it is now.
     *
     * @param home absolute path of the folder that holds {@code new} and {@code cur}
     */
    public static List<Located> of(Mailbox mailbox, String home) throws IOException {
        List<Located> found = new ArrayList<>();
        for (String folder : List.of(home + "/new", home + "/cur")) {
            for (FileSystem.Entry entry : namesIn(mailbox, folder)) {
                if (isMessage(entry)) {
                    found.add(new Located(folder, MessageName.parse(entry.name())));
                }
            }
        }
        found.sort(BY_DELIVERY);
        return withoutDoubles(found);
    }

    /** Of neighbours with one key, the last: sorting keeps those of {@code cur} behind. */
    private static List<Located> withoutDoubles(List<Located> sorted) {
        List<Located> single = new ArrayList<>(sorted.size());
        for (Located located : sorted) {
            if (!single.isEmpty() && single.getLast().name().key().equals(located.name().key())) {
                single.removeLast();
            }
            single.add(located);
        }
        return single;
    }

    /**
     * Looks for a message whose file is no longer where it was: other sessions move it from {@code
     * new} to {@code cur} and rename it in {@code cur} when flags change. {@code cur} is listed
     * twice around {@code new}, because a listing may miss a name that is renamed meanwhile.
     */
    public static Optional<Located> find(Mailbox mailbox, String key) throws IOException {
        for (String folder : List.of(mailbox.cur(), mailbox.fresh(), mailbox.cur())) {
            for (FileSystem.Entry entry : namesIn(mailbox, folder)) {
                if (entry.name().startsWith(key) && isMessage(entry)) {
                    MessageName name = MessageName.parse(entry.name());
                    if (name.key().equals(key)) {
                        return Optional.of(new Located(folder, name));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A folder that is not there is an empty one, but only on a volume that is there now. */
    public static List<FileSystem.Entry> namesIn(Mailbox mailbox, String folder)
            throws IOException {
        try {
            return mailbox.files().list(folder);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            mailbox.volume().seeMarker();
            refuseLostLinks(mailbox, folder, e);
            return List.of();
        }
    }

    /**
     * A link that leads nowhere, such as to a disk that is not mounted, also makes names missing:
     * that mailbox is away, not empty.
     */
    private static void refuseLostLinks(Mailbox mailbox, String folder, FileFailure missing)
            throws IOException {
        String path = mailbox.volume().folder();
        for (String part : folder.substring(path.length() + 1).split("/", -1)) {
            path += "/" + part;
            String next = path;
            Optional<FileSystem.Stat> stat = unlessGone(() -> mailbox.files().stat(next));
            if (stat.isEmpty()) {
                return;
            }
            // What is no folder now, and was missing when links were followed.
            boolean isLink = stat.get().kind() == FileSystem.Kind.OTHER;
            if (isLink && unlessGone(() -> mailbox.files().list(next)).isEmpty()) {
                throw missing;
            }
        }
    }

    /** The result of work on one name, or empty if the name is gone. */
    public static <T> Optional<T> unlessGone(OwnerSwitch.Work<T> work) throws IOException {
        try {
            return Optional.of(work.run());
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a name in {@code new}, {@code cur} or {@code tmp} is a message's. */
    public static boolean isMessage(FileSystem.Entry entry) {
        boolean mayBeFile =
                entry.kind() == FileSystem.Kind.FILE || entry.kind() == FileSystem.Kind.UNKNOWN;
        return mayBeFile && !entry.name().startsWith(".");
    }
}
