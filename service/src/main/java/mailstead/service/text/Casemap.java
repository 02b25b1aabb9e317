package mailstead.service.text;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The collation {@code i;unicode-casemap} (RFC 5051): each character becomes its titlecase and is
 * then taken apart into base character and marks, so that {@code é} is the same in any case and in
 * any composition, and {@code e} is found in it. Pure; shared.
 */
public final class Casemap {

    /** Orders folded texts by their characters, as their UTF-8 would be. */
    public static final Comparator<String> ORDER = Casemap::compareFolded;

    private static final int PAGE = 256;

    /**
     * What characters become, by pages of 256 that are made when first needed; "" stands for what
     * stays itself. A page is made twice if two threads need it at once, which does no harm.
     */
    private static final AtomicReferenceArray<String @Nullable []> PAGES =
            new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);

    private Casemap() {}

    public static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            fold(c, folded);
            i += Character.charCount(c);
        }
        return folded.toString();
    }

    /** At most so many characters of what {@link #fold} makes; costs no more than they do. */
    public static String foldStart(String text, int charactersMax) {
        String folded = fold(text.substring(0, Math.min(text.length(), charactersMax)));
        return folded.length() <= charactersMax ? folded : folded.substring(0, charactersMax);
    }

    /** Appends what one character becomes. */
    static void fold(int c, StringBuilder folded) {
        if (c < 0x80) {
            folded.append((char) foldAscii(c));
            return;
        }
        String mapped = mapped(c);
        if (mapped.isEmpty()) {
            folded.appendCodePoint(c);
        } else {
            folded.append(mapped);
        }
    }

    static int foldAscii(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }

    /** What a character beyond ASCII becomes; "" if it stays itself. */
    static String mapped(int c) {
        String @Nullable [] page = PAGES.get(c / PAGE);
        if (page == null) {
            page = page(c / PAGE);
            PAGES.set(c / PAGE, page);
        }
        return page[c % PAGE];
    }

    private static String[] page(int number) {
        String[] page = new String[PAGE];
        for (int i = 0; i < PAGE; i++) {
            int c = number * PAGE + i;
            page[i] = isSurrogate(c) ? "" : compute(c);
        }
        return page;
    }

    private static String compute(int c) {
        String self = Character.toString(c);
        String titled = Character.toString(Character.toTitleCase(c));
        String mapped = Normalizer.normalize(titled, Normalizer.Form.NFKD);
        return mapped.equals(self) ? "" : mapped;
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static int compareFolded(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        for (int i = 0; i < shared; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Surrogates stand for characters above all that are not.
                boolean aIsHigh = isSurrogate(a);
                boolean bIsHigh = isSurrogate(b);
                return aIsHigh == bIsHigh ? a - b : aIsHigh ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
