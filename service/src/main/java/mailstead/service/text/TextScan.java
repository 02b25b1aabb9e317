package mailstead.service.text;

import java.util.Arrays;
import java.util.List;

/** Looks for several needles in one or more texts that come in pieces. Confined to its user. */
public final class TextScan {

    private final Needle[] needles;
    private final int[] fitting;
    private final boolean[] found;
    private int missing;

    /** The first half of a character whose second half comes with the next piece; 0 for none. */
    private char half;

    public TextScan(List<Needle> needles) {
        this.needles = needles.toArray(Needle[]::new);
        this.fitting = new int[this.needles.length];
        this.found = new boolean[this.needles.length];
        this.missing = this.needles.length;
        for (int i = 0; i < this.needles.length; i++) {
            if (this.needles[i].isEmpty()) {
                setFound(i);
            }
        }
    }

    /** Begins another text: nothing is found across its beginning. */
    public void begin() {
        Arrays.fill(fitting, 0);
        half = 0;
    }

    public void add(String text) {
        for (int i = 0; i < text.length() && missing > 0; i++) {
            addHalf(text.charAt(i));
        }
    }

    public void add(char[] text, int from, int to) {
        for (int i = from; i < to && missing > 0; i++) {
            char c = text[i];
            if (c < 0x80 && half == 0) {
                step((char) Casemap.foldAscii(c));
            } else {
                addHalf(c);
            }
        }
    }

    private void addHalf(char c) {
        if (half != 0) {
            char high = half;
            half = 0;
            if (Character.isLowSurrogate(c)) {
                addCharacter(Character.toCodePoint(high, c));
                return;
            }
            step(high);
        }
        if (Character.isHighSurrogate(c)) {
            half = c;
        } else {
            addCharacter(c);
        }
    }

    private void addCharacter(int c) {
        if (c < 0x80) {
            step((char) Casemap.foldAscii(c));
            return;
        }
        String mapped = Casemap.mapped(c);
        if (mapped.isEmpty()) {
            if (c > Character.MAX_VALUE) {
                step(Character.highSurrogate(c));
                step(Character.lowSurrogate(c));
            } else {
                step((char) c);
            }
        }
        for (int i = 0; i < mapped.length(); i++) {
            step(mapped.charAt(i));
        }
    }

    private void step(char c) {
        for (int i = 0; i < needles.length; i++) {
            if (!found[i]) {
                fitting[i] = needles[i].next(fitting[i], c);
                if (fitting[i] == needles[i].length()) {
                    setFound(i);
                }
            }
        }
    }

    private void setFound(int index) {
        found[index] = true;
        missing--;
    }

    /** Whether a needle has been in any text so far. */
    public boolean isFound(int index) {
        return found[index];
    }

    /** Whether there is nothing left to look for. */
    public boolean isAllFound() {
        return missing == 0;
    }
}
