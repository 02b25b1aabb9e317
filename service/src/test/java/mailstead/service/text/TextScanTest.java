package mailstead.service.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextScanTest {

    @ParameterizedTest
    @CsvSource({
        "Hello World, o w, true",
        "Hello World, WORLD, true",
        "Hello World, worlds, false",
        "café, cafe, true",
        "café, CAFÉ, true",
        "cafe, café, false",
        "aaaaab, aaab, true",
        "abababac, ababac, true",
        "отпуск, ПУСК, true",
        "x😀y, 😀Y, true",
        "x, '', true",
        "'', x, false",
    })
    void findsWithoutRegardToCase(String text, String sought, boolean isThere) {
        assertThat(new Needle(sought).isIn(text)).isEqualTo(isThere);
    }

    @Test
    void agreesWithPlainSearchHoweverTheTextIsCut() {
        SplittableRandom random = new SplittableRandom(20261124);
        String[] alphabet = {"a", "A", "b", "é", "e", "\u0301", "😀", "\uD83D", " "};
        for (int round = 0; round < 3_000; round++) {
            List<Needle> needles = new ArrayList<>();
            List<String> sought = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sought.add(text(random, alphabet, 1 + random.nextInt(4)));
                needles.add(new Needle(sought.get(i)));
            }
            TextScan scan = new TextScan(needles);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                String text = text(random, alphabet, random.nextInt(30));
                texts.add(Casemap.fold(text));
                scan.begin();
                for (int at = 0; at < text.length(); ) {
                    int to = Math.min(text.length(), at + 1 + random.nextInt(4));
                    scan.add(text.toCharArray(), at, to);
                    at = to;
                }
            }
            for (int i = 0; i < needles.size(); i++) {
                String folded = Casemap.fold(sought.get(i));
                boolean isThere = texts.stream().anyMatch(text -> text.contains(folded));
                if (!endsInHalf(texts)) {
                    assertThat(scan.isFound(i)).as(sought + " in " + texts).isEqualTo(isThere);
                }
            }
        }
    }

    /** A half at a text's very end waits for its other half. */
    private static boolean endsInHalf(List<String> texts) {
        return texts.stream()
                .anyMatch(text ->
                        !text.isEmpty()
                                && Character.isHighSurrogate(text.charAt(text.length() - 1)));
    }

    private static String text(SplittableRandom random, String[] alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
