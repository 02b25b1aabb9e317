package mailstead.directory.publish;

import java.io.IOException;
import java.util.List;
import mailstead.directory.copy.Names;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * The files that Exim and Postfix look up in, under names that stay: {@code
 * neighbours/mailboxes.cdb} and so on are second names of the newest generation's files, each
 * replaced at once. They hold no secrets.
 */
public final class NeighbourFiles {

    /** The folder beside the generations. */
    public static final String FOLDER = "neighbours";

    static final String MAILBOXES = "mailboxes.cdb";
    static final String UIDS = "uids.cdb";
    static final String GIDS = "gids.cdb";
    static final String ALIASES = "aliases.cdb";
    static final String DOMAINS = "domains.cdb";

    public static final List<String> NAMES = List.of(MAILBOXES, UIDS, GIDS, ALIASES, DOMAINS);

    private NeighbourFiles() {}

    /**
     * Lets the names lead to this generation's files. Repeating it does no harm.
     *
     * @param top where the generations lie
     */
    public static void offer(FileSystem files, String top, long generation) throws IOException {
        String folder = top + "/" + FOLDER;
        try {
            files.mkdir(folder, 0755);
        } catch (FileFailure failure) {
            if (failure.errno() != Errno.EEXIST) {
                throw failure;
            }
        }
        for (String name : NAMES) {
            String fresh = folder + "/" + name + Names.NEW;
            removeIfThere(files, fresh);
            String file = top + "/" + Names.generation(generation) + "/" + name;
            files.link(file, fresh);
            files.rename(fresh, folder + "/" + name);
            // A rename from one name of a file to another of the same does nothing.
            removeIfThere(files, fresh);
        }
        files.syncFolder(folder);
    }

    private static void removeIfThere(FileSystem files, String path) throws IOException {
        try {
            files.unlink(path);
        } catch (FileFailure failure) {
            if (failure.errno() != Errno.ENOENT) {
                throw failure;
            }
        }
    }
}
