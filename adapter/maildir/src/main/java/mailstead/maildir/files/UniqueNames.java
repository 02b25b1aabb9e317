package mailstead.maildir.files;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Names that no other process on any host ever gives: the seconds are for the eye and for sorting
 * only; 64 random bits of this process and its counter make the name unique, whatever the clock
 * does. Shared.
 */
public final class UniqueNames {

    /** Keeps the whole name below the 70 characters of a POP3 unique id (RFC 1939 section 7). */
    private static final int NODE_CHARACTERS_MAX = 24;

    private final InstantSource clock;
    private final String process;
    private final AtomicLong counter = new AtomicLong();

    public UniqueNames(String node, InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        String safe = node.replaceAll("[^A-Za-z0-9.-]", "_");
        String shortened = safe.substring(0, Math.min(safe.length(), NODE_CHARACTERS_MAX));
        this.process = "R" + HexFormat.of().toHexDigits(random.nextLong()) + "." + shortened;
    }

    public String next() {
        return clock.instant().getEpochSecond()
                + ".Q"
                + Long.toHexString(counter.incrementAndGet())
                + process;
    }
}
