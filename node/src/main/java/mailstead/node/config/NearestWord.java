package mailstead.node.config;

import java.util.Comparator;
import java.util.List;

/**
 * Guesses what was meant by a word that is not known: the valid one with the smallest edit
 * distance.
 */
final class NearestWord {

    private NearestWord() {}

    /** {@code "; did you mean 'listeners'?"}, or all the valid words when none is near. */
    static String hint(String word, List<String> valid) {
        return valid.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(nearest -> distance(word, nearest) <= Math.max(2, nearest.length() / 3))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElseGet(() -> "; valid here: " + String.join(", ", valid));
    }

    /** Levenshtein's: single-character insertions, deletions and replacements. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
