package mailstead.maildir.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;

/**
 * The file {@code dovecot-keywords} of a folder: which keywords the letters {@code a} to {@code z}
 * in its file names stand for, one line {@code 0 keyword} for each. Other software reads it; we do
 * when a log was lost. On the volume's threads, as the owner.
 */
final class KeywordFile {

    private static final String NAME = "dovecot-keywords";
    private static final int MODE = 0600;
    private static final int OCTETS_MAX = 64 * 1024;

    private KeywordFile() {}

    /** The first stands as {@code a}; empty if there is no such file. */
    static List<String> read(Mailbox folder) throws IOException {
        Optional<String> text = Listing.unlessGone(() -> text(folder));
        List<String> keywords = new ArrayList<>();
        for (String line : text.orElse("").split("\n", -1)) {
            // Letters must not move: from the first gap on, nothing is sure.
            String start = keywords.size() + " ";
            if (keywords.size() == Ledger.LETTERS_MAX || !line.startsWith(start)) {
                break;
            }
            keywords.add(line.substring(start.length()));
        }
        return keywords;
    }

    private static String text(Mailbox folder) throws IOException {
        try (FileSystem.File file = folder.files().open(folder.folder(NAME))) {
            byte[] octets = new byte[OCTETS_MAX];
            int count = Math.max(0, file.read(octets, 0, octets.length));
            return new String(octets, 0, count, StandardCharsets.UTF_8);
        }
    }

    /**
     * Replaces the file, whole.
     *
     * @param unique a name that nobody else uses
     */
    static void write(Mailbox folder, List<String> keywords, String unique) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < keywords.size(); i++) {
            text.append(i).append(' ').append(keywords.get(i)).append('\n');
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        String unfinished = folder.tmp() + "/" + unique;
        try (FileSystem.File file = folder.files().create(unfinished, MODE)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
        folder.files().rename(unfinished, folder.folder(NAME));
    }
}
