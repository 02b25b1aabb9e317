package mailstead.wire;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One thread that ends the overdue waits of a listener's connections. */
final class Watchdog {

    private final Set<TimedChannel> channels;
    private final long tickNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param tick how late a deadline may be noticed
     */
    Watchdog(Set<TimedChannel> channels, Duration tick) {
        this.channels = channels;
        this.tickNanos = tick.toNanos();
    }

    void start(String name) {
        // A platform thread: it must run even when busy sessions hold every carrier of the virtual
        // ones.
        Thread.ofPlatform().daemon().name("watchdog-" + name).start(this::watch);
    }

    void stop() {
        stopped.countDown();
    }

    private void watch() {
        try {
            while (!stopped.await(tickNanos, TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                for (TimedChannel channel : channels) {
                    channel.endIfOverdue(now);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
