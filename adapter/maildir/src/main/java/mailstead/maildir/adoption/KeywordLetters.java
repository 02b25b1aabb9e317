package mailstead.maildir.adoption;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mailstead.mail.folder.Flags;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.folder.FlagLetters;
import mailstead.maildir.folder.Ledger;

/**
 * What {@code dovecot-keywords} says of the letters {@code a} to {@code z} in file names, one line
 * {@code number keyword} for each. Letters must not move, so a number that is left out gets a
 * keyword that stands for its letter. Further keywords are in Dovecot's index only. Immutable.
 *
 * @param words the first stands as {@code a}
 * @param skipped lines that could not be read
 */
record KeywordLetters(List<String> words, int skipped) {

    private static final String NAME = "dovecot-keywords";
    private static final String NAMELESS = "$Letter-";

    KeywordLetters {
        words = List.copyOf(words);
    }

    /** On the volume's threads, as the owner. */
    static KeywordLetters read(Mailbox folder) throws IOException {
        return ForeignFile.read(folder, NAME)
                .map(file -> parse(file.text()))
                .orElse(new KeywordLetters(List.of(), 0));
    }

    static KeywordLetters parse(String text) {
        List<Optional<String>> known =
                new ArrayList<>(Collections.nCopies(Ledger.LETTERS_MAX, Optional.empty()));
        int skipped = 0;
        int count = 0;
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", 2);
            boolean isGood = parts.length == 2 && Keyword.isGood(parts[1]);
            int index = isGood ? index(parts[0]) : -1;
            if (index < 0) {
                skipped++;
            } else if (index < Ledger.LETTERS_MAX) {
                known.set(index, Optional.of(parts[1]));
                count = Math.max(count, index + 1);
            }
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(known.get(i).orElse(NAMELESS + (char) ('a' + i)));
        }
        return new KeywordLetters(words, skipped);
    }

    /** -1 for what is no number. */
    private static int index(String text) {
        return text.equals("0") ? 0 : (int) Math.min(UidList.number(text).orElse(-1), 1_000);
    }

    /** What a file's name says, but for letters without a meaning. */
    Flags flags(String fileName) {
        Flags all = new FlagLetters(words).flags(fileName);
        List<String> nameless =
                all.keywords().stream().filter(word -> word.startsWith(NAMELESS)).toList();
        return all.minus(Flags.ofKeywords(nameless.toArray(String[]::new)));
    }
}
