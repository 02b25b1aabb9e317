package mailstead.service.account;

import java.time.Instant;
import java.time.InstantSource;

/** The clock as the caches want it. */
final class Ticks {

    private Ticks() {}

    static long nanos(InstantSource clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
