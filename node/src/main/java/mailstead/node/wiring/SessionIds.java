package mailstead.node.wiring;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Ids of connections: 60 random bits of this process and a count, so that no other process gives
 * the same. Shared.
 */
final class SessionIds implements Supplier<String> {

    private final String process;
    private final AtomicLong count = new AtomicLong();

    SessionIds(RandomGenerator random) {
        this.process =
                "%12s".formatted(Long.toString(random.nextLong(1L << 60), 36)).replace(' ', '0');
    }

    @Override
    public String get() {
        return process + "-" + Long.toString(count.incrementAndGet(), 36);
    }
}
