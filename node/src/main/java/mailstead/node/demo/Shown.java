package mailstead.node.demo;

import java.util.List;
import java.util.stream.Collectors;

/** Commands as one types them into a shell. */
final class Shown {

    private Shown() {}

    static String words(List<String> words) {
        return words.stream().map(Shown::word).collect(Collectors.joining(" "));
    }

    private static String word(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
