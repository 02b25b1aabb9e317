package mailstead.mail.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RightsTest {

    @ParameterizedTest
    @CsvSource({"lr,lr", "rl,lr", "'',''", "c,kx", "d,te", "lrswipcda,lrswipkxtea", "ll,l"})
    void readsLetters(String letters, String meaning) {
        assertThat(Rights.parse(letters)).map(Rights::toString).contains(meaning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "lR", "l r", "0", "+l"})
    void knowsNoOthers(String letters) {
        assertThat(Rights.parse(letters)).isEmpty();
    }

    @Test
    void addAndTakeAway() {
        assertThat(Rights.of(Right.LOOKUP).plus(Rights.of(Right.READ))).hasToString("lr");
        assertThat(Rights.ALL.minus(Rights.of(Right.ADMINISTER))).hasToString("lrswipkxte");
        assertThat(Rights.NONE.isEmpty()).isTrue();
    }
}
