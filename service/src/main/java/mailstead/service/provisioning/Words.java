package mailstead.service.provisioning;

import java.util.Arrays;
import java.util.List;

/** How constants are written in documents: {@code client-password}. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        StringBuilder word = new StringBuilder();
        constant.name()
                .chars()
                .forEach(c ->
                        word.append((char) (c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return word.toString();
    }

    static List<String> all(Enum<?>... constants) {
        return Arrays.stream(constants).map(Words::of).toList();
    }

    /** The constant of a word whose shape was checked. */
    static <E extends Enum<E>> E read(E[] constants, String word) {
        return Arrays.stream(constants)
                .filter(constant -> of(constant).equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** ASCII letters in lower case. */
    static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return folded.toString();
    }
}
