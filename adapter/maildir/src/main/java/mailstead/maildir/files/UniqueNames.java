package mailstead.maildir.files;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names that no other process on any host ever gives: the seconds are for the eye and for sorting
 * only; 64 random bits of this process and its counter make the name unique, whatever the clock
 * does. Shared.
 */
public final class UniqueNames {

    /** Keeps the whole name below the 70 characters of a POP3 unique id (RFC 1939 section 7). */
    private static final int NODE_CHARACTERS_MAX = 24;

    /** Seconds, counter in hexadecimal digits, 64 bits in as many, node. */
    private static final Pattern OURS =
            Pattern.compile("[0-9]{1,18}\\.Q[0-9a-f]+R[0-9a-f]{16}\\..*");

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
        return next(clock.instant().getEpochSecond());
    }

    /**
     * @param seconds since 1970 when the message is from, such as a copied one: the name keeps it
     *     should all else be lost
     */
    public String next(long seconds) {
        return Math.max(0, seconds) + ".Q" + Long.toHexString(counter.incrementAndGet()) + process;
    }

    /** Whether a base name is of this kind, of any node: then its seconds are to be believed. */
    public static boolean isOurs(String base) {
        return OURS.matcher(base).matches();
    }
}
