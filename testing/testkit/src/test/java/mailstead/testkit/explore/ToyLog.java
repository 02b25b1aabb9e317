package mailstead.testkit.explore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * A list of words in numbered files, each the whole list so far, of which only the newest is kept:
 * enough to have most of the shared log's troubles. Its bugs can be switched on.
 */
final class ToyLog {

    enum Bug {
        /** An entry is written under its final name. */
        NO_PROPOSAL,
        /** An entry is linked before it is at the server. */
        NO_SYNC,
        /** Whoever has linked a number believes to have won, without looking whether it was old. */
        NO_CONFIRMATION,
        /** Whether a link whose answer was lost has happened is asked of a cache. */
        CACHED_STAT,
        /** A link whose answer was lost did not happen. */
        BELIEVES_ERRORS,
        /** A proposal that was given up stays where a late link finds it. */
        NO_REVOCATION,
        /** A listing is taken for what is there at one instant. */
        BELIEVES_LISTINGS,
        /** The newest entry is removed too. */
        GREEDY_COLLECTOR
    }

    private static final int TRIES_MAX = 8;

    private final FileSystem files;
    private final String folder;
    private final String writer;
    private final Set<Bug> bugs;
    private int proposals;

    ToyLog(FileSystem files, String folder, String writer, Set<Bug> bugs) {
        this.files = files;
        this.folder = folder;
        this.writer = writer;
        this.bugs = Set.copyOf(bugs);
    }

    static void make(FileSystem files, String folder) throws IOException {
        files.mkdir(folder, 0700);
        files.mkdir(folder + "/tmp", 0700);
        write(files, folder + "/1", "", true);
    }

    /** All words, in the order of the log. */
    List<String> words() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                return read(newest());
            } catch (FileFailure e) {
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.ESTALE) {
                    throw e;
                }
            }
        }
        throw new IOException("the log changes too fast");
    }

    private int newest() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            int newest =
                    files.list(folder).stream()
                            .filter(entry -> isNumber(entry.name()))
                            .mapToInt(entry -> Integer.parseInt(entry.name()))
                            .max()
                            .orElse(0);
            // A slow listing may see none: the old ones are removed before it comes to them, the
            // new ones are made after it has passed.
            if (newest > 0) {
                return newest;
            }
            if (bugs.contains(Bug.BELIEVES_LISTINGS)) {
                break;
            }
        }
        throw new IllegalStateException("an empty log");
    }

    private static boolean isNumber(String name) {
        return name.charAt(0) >= '0' && name.charAt(0) <= '9';
    }

    private List<String> read(int number) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (FileSystem.File file = files.open(folder + "/" + number)) {
            byte[] buffer = new byte[512];
            int count;
            while ((count = file.read(buffer, 0, buffer.length)) > 0) {
                content.write(buffer, 0, count);
            }
        }
        String text = content.toString(StandardCharsets.UTF_8);
        if (!text.endsWith(".")) {
            throw new IllegalStateException("entry " + number + " is not whole: " + text);
        }
        List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
        words.removeLast();
        return words;
    }

    private static void write(FileSystem files, String path, String text, boolean isSynced)
            throws IOException {
        FileSystem.File file = files.create(path, 0600);
        byte[] octets = (text + ".").getBytes(StandardCharsets.UTF_8);
        file.write(octets, 0, octets.length);
        if (isSynced) {
            file.sync();
            file.close();
        }
    }

    /** Returns when the word is in the log for ever; an IOException leaves it open. */
    void append(String word) throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            if (isAppended(word)) {
                return;
            }
        }
        throw new IOException("too much traffic");
    }

    private boolean isAppended(String word) throws IOException {
        int newest = newest();
        List<String> words;
        try {
            words = read(newest);
        } catch (FileFailure e) {
            return false;
        }
        int mine = newest + 1;
        String content = String.join(" ", words) + (words.isEmpty() ? "" : " ") + word + " ";
        if (bugs.contains(Bug.NO_PROPOSAL)) {
            try {
                write(files, folder + "/" + mine, content, true);
            } catch (FileFailure e) {
                return false;
            }
            return true;
        }
        String proposal = folder + "/tmp/" + writer + ++proposals;
        write(files, proposal, content, !bugs.contains(Bug.NO_SYNC));
        boolean isLinked = isLinked(proposal, mine, word);
        if (isLinked || !bugs.contains(Bug.NO_REVOCATION)) {
            files.unlink(proposal);
        }
        return isConfirmed(isLinked, word);
    }

    private boolean isLinked(String proposal, int mine, String word) throws IOException {
        try {
            files.link(proposal, folder + "/" + mine);
            return true;
        } catch (FileFailure e) {
            return bugs.contains(Bug.CACHED_STAT)
                    && isThere(folder + "/" + mine)
                    && contains(mine, word);
        }
    }

    private boolean isThere(String path) {
        try {
            files.stat(path);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean contains(int number, String word) throws IOException {
        try {
            return read(number).contains(word);
        } catch (FileFailure e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /**
     * The proposal is gone, so nothing can be linked any more: the newest entry tells whether the
     * word counts. If not, an entry of mine with an old number is in nobody's way.
     */
    private boolean isConfirmed(boolean isLinked, String word) throws IOException {
        boolean isAsked =
                isLinked
                        ? !bugs.contains(Bug.NO_CONFIRMATION)
                        : !bugs.contains(Bug.BELIEVES_ERRORS) && !bugs.contains(Bug.CACHED_STAT);
        return isAsked ? words().contains(word) : isLinked;
    }

    /** Removes all but the newest entry. */
    void collect() throws IOException {
        int newest = newest();
        for (FileSystem.Entry entry : files.list(folder)) {
            if (isNumber(entry.name())) {
                int number = Integer.parseInt(entry.name());
                if (number < newest || bugs.contains(Bug.GREEDY_COLLECTOR)) {
                    unlink(folder + "/" + number);
                }
            }
        }
    }

    private void unlink(String path) throws IOException {
        try {
            files.unlink(path);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
