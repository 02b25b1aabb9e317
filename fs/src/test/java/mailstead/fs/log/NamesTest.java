package mailstead.fs.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void namesSortAsTheirNumbers() {
        assertThat(Names.entry(9)).isEqualTo("e000000000000009").isLessThan(Names.entry(10));
        assertThat(Names.number(Names.entry(Names.NUMBER_MAX))).contains(Names.NUMBER_MAX);
        assertThat(Names.number(Names.snapshot(17))).contains(17L);
        assertThatThrownBy(() -> Names.entry(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Names.entry(Names.NUMBER_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signedNamesBearNumberAndNonce() {
        for (long nonce : new long[] {0, 1, -1, Long.MIN_VALUE, 0x123456789ABCDEFL}) {
            String name = Names.witness(5, nonce);
            assertThat(Names.signed(name)).contains(new Names.Signed(name, 5, nonce));
            assertThat(Names.nonce(Names.hex(nonce))).contains(nonce);
            assertThat(Names.isNursery(Names.nursery(nonce))).isTrue();
        }
        assertThat(Names.witness(5, 255)).isEqualTo("w000000000000005.00000000000000ff");
    }

    @Test
    void otherNamesAreNobodys() {
        for (String name :
                List.of(
                        "",
                        "e",
                        "e1",
                        "e000000000000000",
                        "e00000000000000a",
                        "e0000000000000001",
                        "e00000000000001.",
                        "e+00000000000001")) {
            assertThat(Names.number(name)).as(name).isEmpty();
        }
        for (String name :
                List.of(
                        "w000000000000005",
                        "w000000000000005.",
                        "w000000000000005.00000000000000FF",
                        "w000000000000005.00000000000000fg",
                        "w000000000000005-00000000000000ff",
                        "w000000000000005.00000000000000fff")) {
            assertThat(Names.signed(name)).as(name).isEmpty();
        }
        for (String name : List.of("", "g", "g0", "g01", "g1000000", "g-1", "h1", "g1x")) {
            assertThat(Names.generation(name)).as(name).isEmpty();
        }
        assertThat(Names.generation("g999999")).contains(Names.GENERATION_MAX);
    }
}
