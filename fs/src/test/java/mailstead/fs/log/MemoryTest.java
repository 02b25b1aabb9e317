package mailstead.fs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mailstead.fs.log.Passage.Change;
import org.junit.jupiter.api.Test;

/** What a process remembers of a log. */
class MemoryTest {

    private static Change change(long number, int octets) {
        return new Change(number, new byte[octets]);
    }

    @Test
    void aHistoryForgetsTheOldest() {
        NonceHistory history = new NonceHistory(5, 50, 51);
        assertThat(history.nonce(5)).hasValue(51);
        assertThat(history.nonce(4)).hasValue(50);
        assertThat(history.nonce(3)).isEmpty();
        assertThat(history.nonce(6)).isEmpty();
        assertThat(history.nonce(Long.MIN_VALUE)).isEmpty();
        NonceHistory later = history.plus(List.of(52L, 53L), 3);
        assertThat(later.nonce(7)).hasValue(53);
        assertThat(later.nonce(5)).hasValue(51);
        assertThat(later.nonce(4)).isEmpty();
        assertThat(history.nonce(4)).hasValue(50);
    }

    @Test
    void recentChangesAreWholeEntriesWithinTheLimits() {
        LogPolicy few =
                new LogPolicy(
                        1,
                        1,
                        1,
                        1,
                        1,
                        java.time.Duration.ZERO,
                        1,
                        1,
                        1,
                        4,
                        100,
                        java.time.Duration.ZERO);
        Recent recent = Recent.since(10);
        assertThat(recent.since(10, 10)).isEqualTo(new Passage.Steps(List.of()));
        assertThat(recent.since(9, 10)).isInstanceOf(Passage.Jump.class);
        List<Change> all = new ArrayList<>();
        for (long number = 11; number < 20; number++) {
            List<Change> two = List.of(change(number, 1), change(number, 1));
            all.addAll(two);
            recent = recent.plus(two, few);
            assertThat(recent.changes()).hasSizeLessThanOrEqualTo(4);
            assertThat(recent.changes())
                    .isEqualTo(all.subList(Math.max(0, all.size() - 4), all.size()));
            assertThat(recent.after()).isEqualTo(Math.max(10, number - 2));
        }
        recent = recent.plus(List.of(change(20, 99)), few);
        assertThat(recent.changes()).hasSize(1);
        assertThat(recent.since(19, 20)).isInstanceOf(Passage.Steps.class);
        recent = recent.plus(List.of(change(21, 101)), few);
        assertThat(recent.changes()).isEmpty();
        assertThat(recent.since(20, 21)).isInstanceOf(Passage.Jump.class);
        assertThat(recent.since(21, 21)).isInstanceOf(Passage.Steps.class);
    }
}
