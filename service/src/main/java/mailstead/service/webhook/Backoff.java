package mailstead.service.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after failures: twice as long each time, a quarter more or less. */
final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int DOUBLINGS_MAX = 20;
    private static final double SPREAD = 0.25;

    private Backoff() {}

    /**
     * @param failures in a row, 1 or more
     */
    static Duration after(long failures, RandomGenerator random) {
        long doublings = Math.min(failures - 1, DOUBLINGS_MAX);
        long millis = Math.min(FIRST.toMillis() << doublings, LONGEST.toMillis());
        double spread = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
        return Duration.ofMillis((long) (millis * spread));
    }
}
