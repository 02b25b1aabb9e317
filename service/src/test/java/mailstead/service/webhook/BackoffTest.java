package mailstead.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static Duration after(long failures, double drawn) {
        return Backoff.after(
                failures,
                new Random(0) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public double nextDouble() {
                        return drawn;
                    }
                });
    }

    @Test
    void itDoublesUpToAnHour() {
        assertThat(after(1, 0.5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(after(2, 0.5)).isEqualTo(Duration.ofSeconds(10));
        assertThat(after(5, 0.5)).isEqualTo(Duration.ofSeconds(80));
        assertThat(after(11, 0.5)).isEqualTo(Duration.ofHours(1));
        assertThat(after(Long.MAX_VALUE, 0.5)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aQuarterMoreOrLessIsChance() {
        assertThat(after(3, 0)).isEqualTo(Duration.ofSeconds(15));
        assertThat(after(3, 1)).isEqualTo(Duration.ofSeconds(25));
    }
}
