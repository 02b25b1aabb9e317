package mailstead.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.Reason;
import mailstead.wire.ListenerSettings.TlsMode;

/**
 * Accepts connections for one protocol and runs each in its own virtual thread. Shared.
 *
 * <p>Order at the door: all connections, access lists, connections per address and network; then
 * the PROXY header where a trusted proxy speaks (the lists and limits then look at the client
 * behind it), TLS where it is implicit, and the protocol. The accepting threads end only with the
 * listener: what fails there is told as {@link Event.Trouble} and tried again.
 */
public final class Listener implements AutoCloseable {

    private static final long ACCEPT_PAUSE_MILLIS_MAX = 1_000;

    /** Where connections come from; tests put a failing one in its place. */
    @FunctionalInterface
    interface Acceptor {
        SocketChannel accept(ServerSocketChannel server) throws IOException;
    }

    private final ListenerSettings settings;
    private final String name;
    private final EventSink events;
    private final Supplier<String> sessionIds;
    private final Optional<TlsContext> tls;
    private final Acceptor acceptor;
    private volatile Reception reception;

    /** Those before the last {@link #resettle}, as long as somebody is there. */
    private final List<Reception> former = new ArrayList<>();

    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param sessionIds gives a new id, unique over the cluster, for each connection
     * @param tls needed unless {@link ListenerSettings#tls} is {@code NONE}
     */
    public Listener(
            ListenerSettings settings,
            Protocol protocol,
            EventSink events,
            Supplier<String> sessionIds,
            Optional<TlsContext> tls,
            TrafficTap tap) {
        this(settings, protocol, events, sessionIds, tls, tap, ServerSocketChannel::accept);
    }

    Listener(
            ListenerSettings settings,
            Protocol protocol,
            EventSink events,
            Supplier<String> sessionIds,
            Optional<TlsContext> tls,
            TrafficTap tap,
            Acceptor acceptor) {
        if (settings.tls() == TlsMode.IMPLICIT && tls.isEmpty()) {
            throw new IllegalArgumentException("implicit TLS needs certificates");
        }
        this.settings = settings;
        this.name = protocol.name();
        this.events = events;
        this.sessionIds = sessionIds;
        this.tls = tls;
        this.acceptor = acceptor;
        this.reception = new Reception(settings, protocol, events, sessionIds, tls, tap);
    }

    /**
     * Binds all addresses, then begins to accept; called once.
     *
     * @throws IOException naming the address that cannot be had; then none is kept
     */
    public void open() throws IOException {
        for (InetSocketAddress address : settings.addresses()) {
            ServerSocketChannel server = ServerSocketChannel.open();
            servers.add(server);
            try {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                server.bind(address, settings.backlog());
            } catch (IOException e) {
                closeServers();
                throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
            }
        }
        reception.open();
        for (ServerSocketChannel server : servers) {
            // Platform threads, so that new clients are met even when sessions keep all carriers
            // busy.
            Thread.ofPlatform().daemon().name("accept-" + name).start(() -> acceptAll(server));
        }
    }

    /**
     * Later connections obey these; present ones keep what they began with, and are no longer
     * counted. Addresses, backlog, the TLS mode and the kind of protocol stay as they were. Called
     * between {@link #open} and the end.
     */
    public synchronized void resettle(ListenerSettings changed, Protocol protocol, TrafficTap tap) {
        Reception next = new Reception(changed, protocol, events, sessionIds, tls, tap);
        next.open();
        former.removeIf(Listener::isDeserted);
        former.add(reception);
        reception = next;
    }

    private static boolean isDeserted(Reception reception) {
        if (reception.admitted() > 0) {
            return false;
        }
        reception.close();
        return true;
    }

    /** Where it listens, with the ports that were chosen, in the order of the settings. */
    public List<InetSocketAddress> boundAddresses() throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (ServerSocketChannel server : servers) {
            addresses.add((InetSocketAddress) server.getLocalAddress());
        }
        return addresses;
    }

    /** Connections being served now. */
    public synchronized int connections() {
        return reception.admitted() + former.stream().mapToInt(Reception::admitted).sum();
    }

    private void acceptAll(ServerSocketChannel server) {
        long pauseMillis = 0;
        while (stopping.getCount() > 0) {
            try {
                SocketChannel client = acceptor.accept(server);
                reception.meet(client); // asked for only now: it may have changed during the wait
                pauseMillis = 0;
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!server.isOpen()) {
                    return;
                }
                if (pauseMillis == 0) {
                    events.emit(
                            new Event.Trouble(
                                    name,
                                    Reason.OVER_LIMIT,
                                    "cannot accept connections: " + e.getMessage(),
                                    "raise the limit of open files (LimitNOFILE), or lower the listener's limits",
                                    Optional.of(e)));
                }
                pauseMillis = Math.clamp(2 * pauseMillis, 10, ACCEPT_PAUSE_MILLIS_MAX);
                if (stoppedWithin(pauseMillis)) {
                    return;
                }
            }
        }
    }

    private boolean stoppedWithin(long millis) {
        try {
            return stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * Stops gracefully: accepts nobody from now on, ends the sessions that wait for a command (they
     * say goodbye), lets busy ones finish their command, and after {@code patience} closes what is
     * left. Returns when all are gone.
     */
    public void drain(Duration patience) {
        stopAccepting();
        long end = System.nanoTime() + patience.toNanos();
        List<Reception> all = receptions();
        all.forEach(each ->
                each.drain(
                        Duration.ZERO)); // every one begins now, so that one patience does for all
        all.forEach(each -> each.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
        close();
    }

    /** Stops at once: whatever the sessions are doing, their connections are closed. */
    @Override
    public void close() {
        stopAccepting();
        receptions().forEach(Reception::close);
    }

    private synchronized List<Reception> receptions() {
        List<Reception> all = new ArrayList<>(former);
        all.add(reception);
        return all;
    }

    private void stopAccepting() {
        stopping.countDown();
        closeServers();
    }

    private void closeServers() {
        for (ServerSocketChannel server : servers) {
            try {
                server.close();
            } catch (IOException _) {
                // It accepts no longer either way.
            }
        }
    }
}
