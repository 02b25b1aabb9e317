package mailstead.maildir.folder;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mailstead.mail.folder.Flags;

/**
 * Flags as the letters at the end of a file name: {@code D F P R S T} of the Maildir convention,
 * where {@code P} is the keyword {@code $Forwarded}, and {@code a} to {@code z} for the keywords
 * that the folder's {@code dovecot-keywords} names. Immutable.
 *
 * @param keywords the first stands as {@code a}
 */
public record FlagLetters(List<String> keywords) {

    private static final String INFO = ":2,";
    private static final String FORWARDED = "$Forwarded";

    public FlagLetters {
        keywords = List.copyOf(keywords);
    }

    /** Whether a keyword needs no letter of the folder's own. */
    static boolean isBuiltIn(String keyword) {
        return FORWARDED.equalsIgnoreCase(keyword);
    }

    /** What a file's name says. */
    public Flags flags(String fileName) {
        int info = fileName.indexOf(INFO);
        if (info < 0 || info + INFO.length() == fileName.length()) {
            return Flags.NONE;
        }
        Set<Flags.System> system = EnumSet.noneOf(Flags.System.class);
        List<String> words = new ArrayList<>();
        for (int i = info + INFO.length(); i < fileName.length(); i++) {
            char letter = fileName.charAt(i);
            switch (letter) {
                case 'D' -> system.add(Flags.System.DRAFT);
                case 'F' -> system.add(Flags.System.FLAGGED);
                case 'P' -> words.add(FORWARDED);
                case 'R' -> system.add(Flags.System.ANSWERED);
                case 'S' -> system.add(Flags.System.SEEN);
                case 'T' -> system.add(Flags.System.DELETED);
                default -> {
                    if (isKeyword(letter)) {
                        words.add(keywords.get(letter - 'a'));
                    }
                }
            }
        }
        return Flags.of(system, words);
    }

    private boolean isKeyword(char letter) {
        return letter >= 'a' && letter < 'a' + keywords.size();
    }

    /**
     * A file's name with these flags. Letters that mean nothing to us, which other software may
     * have set, stay.
     */
    String named(String fileName, Flags flags) {
        int info = fileName.indexOf(':');
        String base = info < 0 ? fileName : fileName.substring(0, info);
        String before =
                fileName.startsWith(INFO, base.length())
                        ? fileName.substring(base.length() + INFO.length())
                        : "";
        StringBuilder letters = new StringBuilder();
        for (char letter = '!'; letter <= '~'; letter++) {
            if (isSet(letter, flags) || !isOurs(letter) && before.indexOf(letter) >= 0) {
                letters.append(letter);
            }
        }
        return base + INFO + letters;
    }

    private boolean isOurs(char letter) {
        return "DFPRST".indexOf(letter) >= 0 || isKeyword(letter);
    }

    private boolean isSet(char letter, Flags flags) {
        return switch (letter) {
            case 'D' -> flags.has(Flags.System.DRAFT);
            case 'F' -> flags.has(Flags.System.FLAGGED);
            case 'P' -> flags.hasKeyword(FORWARDED);
            case 'R' -> flags.has(Flags.System.ANSWERED);
            case 'S' -> flags.has(Flags.System.SEEN);
            case 'T' -> flags.has(Flags.System.DELETED);
            default -> isKeyword(letter) && flags.hasKeyword(keywords.get(letter - 'a'));
        };
    }
}
