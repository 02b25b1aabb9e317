package mailstead.service.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CasemapTest {

    @ParameterizedTest
    @CsvSource({
        "hello, HELLO",
        "Straße, STRAßE", // the titlecase of one character is one character
        "é, E\u0301",
        "É, E\u0301",
        "e\u0301, E\u0301",
        "отпуск, ОТПУСК",
        "ǆ, Dz\u030c", // titlecase has a small z, and nothing is mapped twice
        "ﬁn, fiN", // a ligature has no titlecase, it is only taken apart
        "Ａ, A",
        "한, \u1112\u1161\u11ab",
        "漢字, 漢字",
        "😀, 😀",
        "𐐨, 𐐀",
    })
    void foldsCharacterByCharacter(String text, String folded) {
        assertThat(Casemap.fold(text)).isEqualTo(folded);
    }

    @Test
    void foldsNoMoreThanAskedFor() {
        assertThat(Casemap.foldStart("abcdef", 3)).isEqualTo("ABC");
        assertThat(Casemap.foldStart("\uFDFA", 3)).hasSize(3); // eighteen characters in one
        assertThat(Casemap.foldStart("ab", 3)).isEqualTo("AB");
    }

    @Test
    void keepsHalvesOfCharacters() {
        assertThat(Casemap.fold("a\uD83D")).isEqualTo("A\uD83D");
        assertThat(Casemap.fold("\uDE00b")).isEqualTo("\uDE00B");
    }

    @Test
    void ordersByCharacterNotByHalves() {
        List<String> ordered = List.of("", "A", "AB", "B", "\uFFFD", "😀");
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(Casemap.ORDER.compare(ordered.get(i), ordered.get(j))))
                        .isEqualTo(Integer.signum(Integer.compare(i, j)));
            }
        }
    }
}
