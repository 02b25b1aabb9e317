package mailstead.maildir.adoption;

/** Which words can be keywords (RFC 9051 section 9, atom). */
final class Keyword {

    private static final int CHARACTERS_MAX = 255;
    private static final String SPECIAL = "(){%*\"\\]";

    private Keyword() {}

    static boolean isGood(String word) {
        return !word.isEmpty()
                && word.length() <= CHARACTERS_MAX
                && word.chars().allMatch(c -> c > ' ' && c < 0x7F && SPECIAL.indexOf(c) < 0);
    }
}
