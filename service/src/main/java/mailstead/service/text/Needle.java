package mailstead.service.text;

import java.util.List;

/**
 * A text that is sought in others without regard to case, wherever it stands. Immutable.
 *
 * <p>Found by the automaton of Knuth, Morris and Pratt: each character of the other text is looked
 * at once and none is kept, so a text may come in pieces of any size.
 */
public final class Needle {

    /** Longer than anybody's sentence; of a longer text the beginning is sought. */
    public static final int CHARACTERS_MAX = 4_096;

    private final char[] folded;

    /** For each position, how much of the beginning still fits when the next character does not. */
    private final int[] fallback;

    public Needle(String text) {
        this.folded = Casemap.foldStart(text, CHARACTERS_MAX).toCharArray();
        this.fallback = new int[folded.length];
        int fitting = 0;
        for (int i = 1; i < folded.length; i++) {
            while (fitting > 0 && folded[i] != folded[fitting]) {
                fitting = fallback[fitting - 1];
            }
            if (folded[i] == folded[fitting]) {
                fitting++;
            }
            fallback[i] = fitting;
        }
    }

    /** The empty text is in every other. */
    public boolean isEmpty() {
        return folded.length == 0;
    }

    public boolean isIn(String text) {
        TextScan scan = new TextScan(List.of(this));
        scan.begin();
        scan.add(text);
        return scan.isFound(0);
    }

    int length() {
        return folded.length;
    }

    /** How much of the beginning fits after one more folded character. */
    int next(int fitting, char c) {
        int length = fitting;
        while (length > 0 && folded[length] != c) {
            length = fallback[length - 1];
        }
        return folded[length] == c ? length + 1 : 0;
    }
}
