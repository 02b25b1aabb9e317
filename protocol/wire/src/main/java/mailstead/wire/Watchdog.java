package mailstead.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that ends the overdue waits of a listener's connections, and that tells those whose
 * sockets do not block when these are ready.
 */
final class Watchdog {

    private final Set<TimedChannel> channels;
    private final Duration tick;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** There once a socket that does not block is to be watched. */
    private volatile Optional<Selector> selector = Optional.empty();

    /**
     * @param tick how late a deadline may be noticed
     */
    Watchdog(Set<TimedChannel> channels, Duration tick) {
        this.channels = channels;
        this.tick = tick;
    }

    void start(String name) {
        // A platform thread: it must run even when busy sessions hold every carrier of the virtual
        // ones.
        Thread.ofPlatform().daemon().name("watchdog-" + name).start(this::watch);
    }

    synchronized void stop() {
        stopped.countDown();
        if (selector.isPresent()) {
            try {
                selector.get().close();
            } catch (IOException _) {
                // Its thread ends all the same.
            }
        }
    }

    /**
     * From now on this socket, which does not block, is looked at when it is {@link #expect}ed to
     * do something.
     */
    synchronized SelectionKey watch(SocketChannel socket, TimedChannel channel) throws IOException {
        if (stopped.getCount() == 0) {
            throw new ClosedChannelException();
        }
        if (selector.isEmpty()) {
            selector = Optional.of(Selector.open());
        }
        return socket.register(selector.get(), 0, channel);
    }

    /** Calls {@link TimedChannel#becomeReady} once when the socket is ready for this operation. */
    static void expect(@Nullable SelectionKey key, int operation) {
        if (key != null) {
            key.interestOps(operation);
            key.selector().wakeup();
        }
    }

    private void watch() {
        long looked = System.nanoTime();
        try {
            while (waitForWork()) {
                long now = System.nanoTime();
                if (now - looked >= tick.toNanos()) {
                    looked = now;
                    channels.forEach(channel -> channel.endIfOverdue(now));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ClosedSelectorException _) {
            // stopped
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel cannot tell which sockets are ready", e);
        }
    }

    /** At most a tick; false when there is nothing left to do. */
    private boolean waitForWork() throws IOException, InterruptedException {
        Optional<Selector> present = selector;
        if (present.isEmpty()) {
            return !stopped.await(tick.toNanos(), TimeUnit.NANOSECONDS);
        }
        present.get().select(Watchdog::tell, Math.max(1, tick.toMillis()));
        return stopped.getCount() > 0;
    }

    private static void tell(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof TimedChannel channel) {
            try {
                key.interestOps(0);
            } catch (CancelledKeyException _) {
                // Closed just now, which its session is told by the socket.
            }
            channel.becomeReady();
        }
    }
}
