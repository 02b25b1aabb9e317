package mailstead.maildir.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import mailstead.fs.FileSystem;
import mailstead.mail.folder.FolderTree;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;

/**
 * The file {@code subscriptions} in an account's home: one line for each name, written as its
 * directory would be, without the first dot. Other software reads it; we do when the tree was lost
 * or is new. Dovecot also writes a form that begins with {@code V<tab>2} and has tabs between the
 * parts of names; Courier has its own file, where all names begin with {@code INBOX}. On the
 * volume's threads, as the owner.
 */
final class SubscriptionFile {

    private static final String NAME = "subscriptions";
    private static final int MODE = 0600;
    private static final int OCTETS_MAX = 16 * 1024 * 1024;

    private SubscriptionFile() {}

    private static final String COURIER_NAME = "courierimapsubscribed";
    private static final String VERSION_2 = "V\t2";

    /** Empty if there is no such file. */
    static List<String> read(Mailbox home) throws IOException {
        Optional<String> text = Listing.unlessGone(() -> text(home, NAME));
        if (text.isEmpty()) {
            text =
                    Listing.unlessGone(() -> text(home, COURIER_NAME))
                            .map(its -> ("\n" + its).replace("\nINBOX.", "\n"));
        }
        List<String> names = new ArrayList<>();
        for (String line : text.orElse("").split("\n", -1)) {
            if (line.equals(FolderTree.INBOX)) {
                names.add(line);
            } else if (!line.isEmpty()
                    && !line.equals(VERSION_2)
                    && names.size() < FolderTree.FOLDERS_MAX) {
                names.add(DirectoryNames.nameOf("." + line.replace('\t', '.'), _ -> false));
            }
        }
        return names;
    }

    private static String text(Mailbox home, String name) throws IOException {
        StringBuilder text = new StringBuilder();
        try (FileSystem.File file = home.files().open(home.folder(name))) {
            byte[] octets = new byte[64 * 1024];
            int count;
            while ((count = file.read(octets, 0, octets.length)) > 0
                    && text.length() < OCTETS_MAX) {
                text.append(new String(octets, 0, count, StandardCharsets.US_ASCII));
            }
        }
        return text.toString();
    }

    /**
     * Replaces the file, whole.
     *
     * @param unique a name that nobody else uses
     */
    static void write(Mailbox home, Collection<String> names, String unique) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(
                            name.equals(FolderTree.INBOX)
                                    ? name
                                    : DirectoryNames.directoryOf(name, _ -> false).substring(1))
                    .append('\n');
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.US_ASCII);
        String unfinished = home.tmp() + "/" + unique;
        try (FileSystem.File file = home.files().create(unfinished, MODE)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
        home.files().rename(unfinished, home.folder(NAME));
    }
}
