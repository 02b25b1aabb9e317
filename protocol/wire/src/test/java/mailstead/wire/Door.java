package mailstead.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.Event;

/** A listener with the toy protocol on a free loopback port, and what happened there. */
final class Door implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(20);

    final Toy toy = new Toy();
    final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final Listener listener;

    Door(ListenerSettings settings) throws IOException {
        this(settings, Optional.empty(), TrafficTap.CLOSED, ServerSocketChannel::accept);
    }

    Door(ListenerSettings settings, TlsContext tls) throws IOException {
        this(settings, Optional.of(tls), TrafficTap.CLOSED, ServerSocketChannel::accept);
    }

    Door(
            ListenerSettings settings,
            Optional<TlsContext> tls,
            TrafficTap tap,
            Listener.Acceptor acceptor)
            throws IOException {
        AtomicInteger ids = new AtomicInteger();
        listener =
                new Listener(
                        settings,
                        toy,
                        events::add,
                        () -> "s" + ids.incrementAndGet(),
                        tls,
                        tap,
                        acceptor);
        listener.open();
    }

    static ListenerSettings loopback() {
        return ListenerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    InetSocketAddress address() throws IOException {
        return listener.boundAddresses().getFirst();
    }

    Client connect() throws IOException {
        return new Client(address());
    }

    /** Waits for the next event of a kind; those before it are forgotten. */
    <E extends Event> E next(Class<E> kind) throws InterruptedException {
        while (true) {
            Event event = events.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came");
            }
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
