package mailstead.service.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import mailstead.testkit.FakeClock;
import org.junit.jupiter.api.Test;

class WindowsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final FakeClock clock = new FakeClock();
    private final Windows windows = new Windows(DAY, 1_000, clock);

    @Test
    void countsUpToTheLimitAndForEachKeyAlone() {
        assertThat(windows.add("a", 3, 5)).isTrue();
        assertThat(windows.add("a", 3, 5)).isFalse();
        assertThat(windows.add("a", 2, 5)).isTrue();
        assertThat(windows.add("b", 5, 5)).isTrue();
        assertThat(windows.sum("a")).isEqualTo(5);
        windows.takeBack("a", 2);
        assertThat(windows.sum("a")).isEqualTo(3);
        assertThat(windows.sum("c")).isZero();
    }

    @Test
    void aClockThatIsSetBackLosesNothing() {
        windows.add("a", 3, 5);
        clock.advance(Duration.ofDays(-30));
        assertThat(windows.add("a", 3, 5)).isFalse();
        assertThat(windows.sum("a")).isEqualTo(3);
    }

    /** Whatever is counted when: what is in the window counts, what is older by a slot does not. */
    @Test
    void nothingLeavesTooSoonOrStaysTooLong() {
        Random random = new Random(11);
        Duration slot = DAY.dividedBy(Windows.SLOTS);
        for (int round = 0; round < 200; round++) {
            String key = "k" + round;
            Deque<Long> times = new ArrayDeque<>();
            for (int i = 0; i < 60; i++) {
                clock.advance(Duration.ofSeconds(random.nextInt(20_000)));
                assertThat(windows.add(key, 1, Long.MAX_VALUE)).isTrue();
                times.add(clock.millis());
                long sum = windows.sum(key);
                long now = clock.millis();
                assertThat(sum)
                        .isGreaterThanOrEqualTo(
                                times.stream().filter(t -> t > now - DAY.toMillis()).count())
                        .isLessThanOrEqualTo(
                                times.stream()
                                        .filter(t -> t > now - DAY.plus(slot).toMillis())
                                        .count());
            }
        }
    }

    @Test
    void forgetsWhomItHasNoRoomFor() {
        Windows small = new Windows(DAY, 10, clock);
        for (int i = 0; i < 1_000; i++) {
            assertThat(small.add("key-" + i, 5, 5)).isTrue();
        }
        long known = 0;
        for (int i = 0; i < 1_000; i++) {
            known += small.sum("key-" + i) > 0 ? 1 : 0;
        }
        assertThat(known).isLessThanOrEqualTo(10);
    }
}
