package mailstead.service.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How often somebody may do something: a bucket each that holds so many and drains steadily. Each
 * node counts by itself. Shared; its memory is bounded.
 */
final class Buckets {

    private static final int REMEMBERED_MAX = 100_000;

    private final double perSecond;
    private final int capacity;
    private final InstantSource clock;
    private final Cache<String, Bucket> buckets;

    private record Bucket(double level, Instant at) {}

    Buckets(double perSecond, int capacity, InstantSource clock) {
        this.perSecond = perSecond;
        this.capacity = capacity;
        this.clock = clock;
        this.buckets = Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();
    }

    /** How long to wait; empty when there is room, without filling it. */
    Optional<Duration> full(String key) {
        Bucket bucket = buckets.getIfPresent(key);
        return bucket == null ? Optional.empty() : wait(drained(bucket, clock.instant()));
    }

    /** Fills in one if there is room, else says how long to wait. */
    Optional<Duration> take(String key) {
        Instant now = clock.instant();
        Duration[] wait = new Duration[1];
        buckets.asMap()
                .compute(
                        key,
                        (_, bucket) -> {
                            double level = bucket == null ? 0 : drained(bucket, now);
                            wait[0] = wait(level).orElse(Duration.ZERO);
                            return new Bucket(wait[0].isZero() ? level + 1 : level, now);
                        });
        return Optional.of(wait[0]).filter(time -> !time.isZero());
    }

    private double drained(Bucket bucket, Instant now) {
        double seconds = Math.max(0, Duration.between(bucket.at, now).toMillis() / 1000.0);
        return Math.max(0, bucket.level - seconds * perSecond);
    }

    private Optional<Duration> wait(double level) {
        double excess = level + 1 - capacity;
        return excess <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) Math.ceil(1000 * excess / perSecond)));
    }
}
