package mailstead.service.submission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts per key over a sliding window, in slots: what was counted leaves between one window and
 * one window and a slot later, never sooner. Shared; its memory is bounded, and a key that is
 * forgotten begins anew.
 */
final class Windows {

    static final int SLOTS = 24;

    private final Cache<String, Slots> counted;
    private final InstantSource clock;
    private final long slotMillis;

    Windows(Duration window, int keysMax, InstantSource clock) {
        this.clock = clock;
        this.slotMillis = Math.max(1, window.toMillis() / SLOTS);
        this.counted =
                Caffeine.newBuilder()
                        .maximumSize(keysMax)
                        .expireAfterWrite(window.plus(window))
                        .ticker(() -> nanos(clock))
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * Adds an amount, unless it would be more than {@code max} then.
     *
     * @return whether it was added
     */
    boolean add(String key, long amount, long max) {
        long slot = slot();
        boolean[] added = new boolean[1];
        counted.asMap()
                .compute(
                        key,
                        (_, before) -> {
                            Slots slots = before == null ? Slots.EMPTY : before.at(slot);
                            added[0] = amount <= max - slots.sum();
                            return added[0] ? slots.plus(amount, slot) : slots;
                        });
        return added[0];
    }

    /** Takes back what was added lately. */
    void takeBack(String key, long amount) {
        long slot = slot();
        counted.asMap().computeIfPresent(key, (_, before) -> before.at(slot).plus(-amount, slot));
    }

    long sum(String key) {
        Slots slots = counted.getIfPresent(key);
        return slots == null ? 0 : slots.at(slot()).sum();
    }

    private long slot() {
        return clock.instant().toEpochMilli() / slotMillis;
    }

    static long nanos(InstantSource clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /**
     * One more than the window has, since the oldest is only partly in it. Immutable.
     *
     * @param newest the slot that the first amount belongs to
     */
    private record Slots(long newest, long[] amounts) {
        static final Slots EMPTY = new Slots(0, new long[SLOTS + 1]);

        Slots at(long slot) {
            // A clock that was set back counts into the newest slot there is.
            long steps = Math.max(0, slot - newest);
            if (steps == 0) {
                return this;
            }
            long[] moved = new long[SLOTS + 1];
            if (steps <= SLOTS) {
                System.arraycopy(amounts, 0, moved, (int) steps, SLOTS + 1 - (int) steps);
            }
            return new Slots(slot, moved);
        }

        Slots plus(long amount, long slot) {
            Slots now = at(slot);
            long[] changed = now.amounts.clone();
            changed[0] = changed[0] + amount;
            return new Slots(now.newest, changed);
        }

        long sum() {
            long sum = 0;
            for (long amount : amounts) {
                sum += amount;
            }
            return sum;
        }
    }
}
