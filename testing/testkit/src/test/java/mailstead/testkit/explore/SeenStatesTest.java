package mailstead.testkit.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SeenStatesTest {

    @Test
    void whoComesBackWithLessFindsNothingNew() {
        SeenStates seen = new SeenStates();
        assertThat(seen.add(7, 0x0101)).isTrue();
        assertThat(seen.add(7, 0x0101)).isFalse();
        assertThat(seen.add(7, 0x0100)).isFalse();
        assertThat(seen.add(7, 0x0200)).as("more of one, less of the other").isTrue();
        assertThat(seen.add(7, 0x0100)).isFalse();
        assertThat(seen.add(7, 0x0201)).isTrue();
        assertThat(seen.add(7, 0x0200)).isFalse();
        assertThat(seen.add(8, 0)).isTrue();
    }

    @Test
    void countsAreComparedOneByOne() {
        assertThat(SeenStates.covers(0x7f7f, 0x0000)).isTrue();
        assertThat(SeenStates.covers(0x7f00, 0x0001)).isFalse();
        assertThat(SeenStates.covers(0x007f, 0x0100)).isFalse();
        assertThat(SeenStates.covers(0x7f7f7f7f7f7f7f7fL, 0x7f7f7f7f7f7f7f7fL)).isTrue();
        assertThat(SeenStates.covers(0x0101010101010101L, 0x0101010101010102L)).isFalse();
    }

    @Test
    void remembersManyAndZeroToo() {
        SeenStates seen = new SeenStates();
        SplittableRandom random = new SplittableRandom(1);
        assertThat(seen.add(0, 0)).isTrue();
        long[] digests = random.longs(100_000).toArray();
        for (long digest : digests) {
            assertThat(seen.add(digest, 1)).isTrue();
        }
        for (long digest : digests) {
            assertThat(seen.add(digest, 1)).isFalse();
        }
        assertThat(seen.add(0, 0)).isFalse();
        assertThat(seen.size()).isEqualTo(100_001);
    }
}
