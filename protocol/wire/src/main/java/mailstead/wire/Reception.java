package mailstead.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.wire.ListenerSettings.TlsMode;

/**
 * Receives accepted connections: decides who comes in, holds their conversations, knows who is
 * there. Shared by the accepting threads and by one virtual thread per connection.
 */
final class Reception {

    /** How long a refused client may take to take the refusal. */
    private static final Duration REFUSAL = Duration.ofSeconds(2);

    /** Refusals being said at once; beyond them connections are closed without a word. */
    private static final int REFUSALS_MAX = 256;

    /**
     * How long, and for how many octets, a client that still sends is listened to after our last
     * word.
     */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int LINGER_OCTETS_MAX = 256 * 1024;

    private final ListenerSettings settings;
    private final Protocol protocol;
    private final EventSink events;
    private final Supplier<String> sessionIds;
    private final Optional<TlsContext> tls;
    private final TrafficTap tap;

    private final Occupancy occupancy;
    private final Watchdog watchdog;
    private final AtomicInteger admitted = new AtomicInteger();
    private final Semaphore refusals = new Semaphore(REFUSALS_MAX);
    private final Object leaving = new Object();

    /** Everybody who is here, the refused included. */
    private final Set<TimedChannel> channels = ConcurrentHashMap.newKeySet();

    private volatile boolean stopping;
    private volatile boolean closed;

    Reception(
            ListenerSettings settings,
            Protocol protocol,
            EventSink events,
            Supplier<String> sessionIds,
            Optional<TlsContext> tls,
            TrafficTap tap) {
        this.settings = settings;
        this.protocol = protocol;
        this.events = events;
        this.sessionIds = sessionIds;
        this.tls = settings.tls() == TlsMode.NONE ? Optional.empty() : tls;
        this.tap = tap;
        this.occupancy = new Occupancy(settings.limits());
        this.watchdog = new Watchdog(channels, settings.deadlines().tick());
    }

    void open() {
        watchdog.start(protocol.name());
    }

    int admitted() {
        return admitted.get();
    }

    /** On the accepting thread: counts, and hands over to a thread of the connection's own. */
    void meet(SocketChannel socket) {
        boolean room = admitted.incrementAndGet() <= settings.limits().all();
        if (!room) {
            admitted.decrementAndGet();
            if (!refusals.tryAcquire()) {
                close(socket);
                return;
            }
        }
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        welcome(socket, room);
                    } finally {
                        close(socket);
                        if (room) {
                            leave();
                        } else {
                            refusals.release();
                        }
                    }
                });
    }

    private void leave() {
        synchronized (leaving) {
            admitted.decrementAndGet();
            leaving.notifyAll();
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // The client was faster.
        }
    }

    private void welcome(SocketChannel socket, boolean room) {
        String session = sessionIds.get();
        long begin = System.nanoTime();
        ListenerSettings.Deadlines deadlines = settings.deadlines();
        long end = begin + deadlines.session().map(TimedChannel::nanos).orElse(Long.MAX_VALUE / 3);
        TimedChannel channel =
                new TimedChannel(
                        socket, () -> stopping, watchdog, deadlines.idle(), deadlines.write(), end);
        channels.add(channel);
        try {
            if (closed) {
                return; // it slipped in while the door was closing
            }
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SocketConnection connection =
                    new SocketConnection(
                            session,
                            channel,
                            (InetSocketAddress) socket.getRemoteAddress(),
                            (InetSocketAddress) socket.getLocalAddress(),
                            tls,
                            settings.tls() == TlsMode.STARTTLS,
                            deadlines.handshake(),
                            agreed ->
                                    events.emit(
                                            new Event.TlsEstablished(
                                                    session,
                                                    agreed.version(),
                                                    agreed.cipher(),
                                                    agreed.serverName())),
                            tap);
            if (room) {
                admit(connection, channel);
            } else {
                refuse(connection, channel, Protocol.Refusal.TOO_MANY_CONNECTIONS, "limit");
            }
        } catch (IOException _) {
            // It left before it was in, or before it was told why it may not come in.
        } catch (RuntimeException | Error e) {
            events.emit(new Event.Bug(session, "reception", e));
        } finally {
            channels.remove(channel);
        }
    }

    private void admit(SocketConnection connection, TimedChannel channel) throws IOException {
        boolean behindProxy = settings.trustedProxies().contains(connection.client().getAddress());
        boolean counted = true;
        if (behindProxy) {
            try {
                counted =
                        connection
                                .readProxyHeader(settings.deadlines().proxyHeader())
                                .source()
                                .isPresent();
            } catch (ProxyHeader.Malformed | Connection.TimedOut _) {
                events.emit(refused(connection, "proxy"));
                return;
            }
        }
        // A trusted proxy that speaks for itself (a health check) passes lists and limits.
        InetAddress client = connection.client().getAddress();
        ListenerSettings.Access access = settings.access();
        if (counted
                && (access.deny().contains(client)
                        || !access.allow().isEmpty() && !access.allow().contains(client))) {
            refuseBounded(connection, channel, Protocol.Refusal.DENIED, "denied");
            return;
        }
        if (counted && !occupancy.enter(client)) {
            refuseBounded(connection, channel, Protocol.Refusal.TOO_MANY_FROM_YOU, "limit");
            return;
        }
        try {
            converse(connection, channel);
        } finally {
            if (counted) {
                occupancy.leave(client);
            }
        }
    }

    private void refuseBounded(
            SocketConnection connection, TimedChannel channel, Protocol.Refusal why, String word)
            throws IOException {
        if (refusals.tryAcquire()) {
            try {
                refuse(connection, channel, why, word);
            } finally {
                refusals.release();
            }
        }
    }

    private void refuse(
            SocketConnection connection, TimedChannel channel, Protocol.Refusal why, String word)
            throws IOException {
        events.emit(refused(connection, word));
        if (settings.tls() == TlsMode.IMPLICIT) {
            return; // a handshake costs more than the refused are worth
        }
        channel.limitWrite(REFUSAL);
        channel.limitTotal(REFUSAL);
        protocol.refuse(connection, why);
        connection.finish();
        lingerOnUnread(connection, channel);
    }

    private Event refused(Connection connection, String word) {
        return new Event.ConnectionRefused(
                connection.session(), protocol.name(), client(connection), word);
    }

    private static String client(Connection connection) {
        return connection.client().getAddress().getHostAddress();
    }

    private void converse(SocketConnection connection, TimedChannel channel) {
        long begin = System.nanoTime();
        String why = "bug";
        events.emit(
                new Event.SessionOpened(connection.session(), protocol.name(), client(connection)));
        try {
            if (settings.tls() == TlsMode.IMPLICIT) {
                connection.shakeHands();
            }
            protocol.serve(connection);
            why = ending(connection, channel);
            connection.finish();
            lingerOnUnread(connection, channel);
        } catch (SSLException _) {
            why = "tls";
        } catch (Connection.TimedOut _) {
            why = "timeout";
        } catch (Connection.Draining _) {
            why = "drained";
        } catch (Connection.PlaintextAfterStartTls _) {
            why = "plaintext after STARTTLS";
        } catch (EOFException _) {
            why = "disconnected";
        } catch (IOException _) {
            why = closed ? "drained" : why.equals("bug") ? "disconnected" : why;
        } catch (RuntimeException | Error e) {
            events.emit(new Event.Bug(connection.session(), protocol.name(), e));
        } finally {
            connection.release();
            events.emit(
                    new Event.SessionClosed(
                            connection.session(),
                            protocol.name(),
                            client(connection),
                            why,
                            Duration.ofNanos(System.nanoTime() - begin)));
        }
    }

    private static String ending(SocketConnection connection, TimedChannel channel) {
        return switch (channel.ending()) {
            case TIMED_OUT -> "timeout";
            case DRAINED -> "drained";
            case NONE -> connection.isEnded() ? "disconnected" : "quit";
        };
    }

    private static void lingerOnUnread(SocketConnection connection, TimedChannel channel)
            throws IOException {
        if (connection.hasUnread()) {
            channel.linger(LINGER, LINGER_OCTETS_MAX);
        }
    }

    /**
     * Ends the sessions waiting for a command, and waits until all that were admitted have left, up
     * to {@code patience}.
     */
    void drain(Duration patience) {
        stopping = true;
        channels.forEach(TimedChannel::drain);
        long end = System.nanoTime() + TimedChannel.nanos(patience);
        synchronized (leaving) {
            try {
                long left = end - System.nanoTime();
                while (admitted() > 0 && left > 0) {
                    leaving.wait(left / 1_000_000, (int) (left % 1_000_000));
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // then the rest is closed now
            }
        }
    }

    void close() {
        stopping = true;
        closed = true;
        channels.forEach(TimedChannel::abort);
        watchdog.stop();
    }
}
