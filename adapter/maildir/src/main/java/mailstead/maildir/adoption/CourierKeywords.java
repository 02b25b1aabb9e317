package mailstead.maildir.adoption;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;

/**
 * What Courier keeps in the directory {@code courierimapkeywords}: the file {@code :list} names
 * keywords, one a line, then an empty line, then {@code file:number number...}; what changed since
 * stands in a file called like the message, one keyword a line, or in several called {@code
 * .number.file}, of which the highest counts. Immutable.
 *
 * @param byBase keywords by the unique part of the message file's name
 * @param skipped lines that could not be read
 */
record CourierKeywords(Map<String, List<String>> byBase, int skipped) {

    static final CourierKeywords NONE = new CourierKeywords(Map.of(), 0);

    private static final String DIRECTORY = "courierimapkeywords";
    private static final String LIST = ":list";
    private static final long WHOLE = Long.MAX_VALUE;

    /** Changes that are not in the list yet; more are not looked at. */
    private static final int CHANGES_MAX = 100_000;

    /** On the volume's threads, as the owner. */
    static CourierKeywords read(Mailbox folder) throws IOException {
        List<FileSystem.Entry> entries =
                Listing.unlessGone(() -> folder.files().list(folder.folder(DIRECTORY)))
                        .orElse(List.of());
        if (entries.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> byBase = new HashMap<>();
        int skipped = 0;
        var list = ForeignFile.read(folder, DIRECTORY + "/" + LIST);
        if (list.isPresent()) {
            skipped = readList(list.get().text(), byBase);
        }
        Map<String, Change> changes = new HashMap<>();
        for (FileSystem.Entry entry : entries) {
            if (!entry.name().equals(LIST) && changes.size() < CHANGES_MAX) {
                Change change = Change.of(entry.name());
                changes.merge(
                        change.base(),
                        change,
                        (one, other) -> one.number() >= other.number() ? one : other);
            }
        }
        for (Change change : changes.values()) {
            var file = ForeignFile.read(folder, DIRECTORY + "/" + change.name());
            if (file.isPresent()) {
                byBase.put(change.base(), words(file.get().text()));
            }
        }
        return new CourierKeywords(byBase, skipped);
    }

    /** One file of changes. */
    private record Change(String name, String base, long number) {
        static Change of(String name) {
            int dot = name.indexOf('.', 1);
            if (name.startsWith(".") && dot > 1) {
                OptionalLong number = UidList.number(name.substring(1, dot));
                if (number.isPresent()) {
                    String base = MessageName.parse(name.substring(dot + 1)).base();
                    return new Change(name, base, number.getAsLong());
                }
            }
            return new Change(name, MessageName.parse(name).base(), WHOLE);
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        text.lines().filter(Keyword::isGood).forEach(words::add);
        return words;
    }

    /** How many lines could not be read. */
    static int readList(String text, Map<String, List<String>> byBase) {
        List<String> lines = text.lines().toList();
        int empty = lines.indexOf("");
        List<String> names = empty < 0 ? lines : lines.subList(0, empty);
        int skipped = 0;
        for (String line : lines.subList(empty < 0 ? lines.size() : empty + 1, lines.size())) {
            int colon = line.lastIndexOf(':');
            if (colon <= 0 || !add(line, colon, names, byBase)) {
                skipped++;
            }
        }
        return skipped;
    }

    private static boolean add(
            String line, int colon, List<String> names, Map<String, List<String>> byBase) {
        List<String> words = new ArrayList<>();
        for (String number : line.substring(colon + 1).strip().split(" +", -1)) {
            // Counted from 0, which is no UID.
            OptionalLong index = number.equals("0") ? OptionalLong.of(0) : UidList.number(number);
            if (index.isEmpty() || index.getAsLong() >= names.size()) {
                return false;
            }
            String word = names.get((int) index.getAsLong());
            if (Keyword.isGood(word)) {
                words.add(word);
            }
        }
        byBase.put(MessageName.parse(line.substring(0, colon)).base(), words);
        return true;
    }
}
