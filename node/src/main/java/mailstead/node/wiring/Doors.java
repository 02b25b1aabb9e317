package mailstead.node.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mailstead.mail.EventSink;
import mailstead.node.config.ListenerConfig;
import mailstead.node.config.Role;
import mailstead.wire.Listener;
import mailstead.wire.ListenerSettings;
import mailstead.wire.Networks;
import mailstead.wire.Protocol;
import mailstead.wire.TrafficTap;

/** The node's listeners. Used by one thread at a time. */
final class Doors {

    private static final int NETWORK4_BITS = 24;
    private static final int NETWORK6_BITS = 64;

    private final EventSink events;
    private final Supplier<String> sessionIds;
    private final Certificates certificates;
    private final TrafficTap tap;
    private List<OpenDoor> open = List.of();

    /** What listens where. */
    record Door(Role role, ListenerConfig config, Protocol protocol) {

        boolean isAtSamePlace(Door other) {
            return role == other.role
                    && config.addresses().equals(other.config.addresses())
                    && config.backlog() == other.config.backlog()
                    && config.tls() == other.config.tls()
                    && config.clientCa().equals(other.config.clientCa());
        }
    }

    private record OpenDoor(Door door, Listener listener) {}

    /**
     * @param tap for listeners that are tapped
     */
    Doors(
            EventSink events,
            Supplier<String> sessionIds,
            Certificates certificates,
            TrafficTap tap) {
        this.events = events;
        this.sessionIds = sessionIds;
        this.certificates = certificates;
        this.tap = tap;
    }

    /** Opens all or none. */
    void open(List<Door> doors) throws IOException {
        List<OpenDoor> opened = new ArrayList<>();
        try {
            for (Door door : doors) {
                opened.add(open(door));
            }
        } catch (IOException cannot) {
            opened.forEach(each -> each.listener().close());
            throw cannot;
        }
        open = opened;
    }

    /**
     * Keeps sockets whose place is unchanged; new places open before old ones close, or nothing
     * changes.
     */
    void replace(List<Door> doors, Duration drain) throws IOException {
        List<OpenDoor> before = new ArrayList<>(open);
        List<OpenDoor> next = new ArrayList<>();
        List<OpenDoor> opened = new ArrayList<>();
        try {
            for (Door door : doors) {
                Optional<OpenDoor> kept =
                        before.stream().filter(old -> old.door().isAtSamePlace(door)).findFirst();
                if (kept.isPresent()) {
                    before.remove(kept.get());
                    next.add(new OpenDoor(door, kept.get().listener()));
                } else {
                    OpenDoor fresh = open(door);
                    opened.add(fresh);
                    next.add(fresh);
                }
            }
        } catch (IOException cannot) {
            opened.forEach(each -> each.listener().close());
            throw cannot;
        }
        for (OpenDoor each : next) {
            if (!opened.contains(each)) {
                each.listener()
                        .resettle(
                                settings(each.door().config()),
                                each.door().protocol(),
                                tap(each.door().config()));
            }
        }
        open = next;
        drain(before, drain);
    }

    List<Node.Listening> listening() throws IOException {
        List<Node.Listening> all = new ArrayList<>();
        for (OpenDoor each : open) {
            for (InetSocketAddress address : each.listener().boundAddresses()) {
                all.add(
                        new Node.Listening(
                                each.door().role(), address, each.door().config().tls()));
            }
        }
        return all;
    }

    /** All at once, so that the bound holds for the whole node. */
    void close(Duration drain) {
        List<OpenDoor> closing = open;
        open = List.of();
        for (Thread thread : drain(closing, drain)) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                closing.forEach(each -> each.listener().close());
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<Thread> drain(List<OpenDoor> doors, Duration drain) {
        return doors.stream()
                .map(each -> Thread.ofVirtual().start(() -> each.listener().drain(drain)))
                .toList();
    }

    private OpenDoor open(Door door) throws IOException {
        Listener listener =
                new Listener(
                        settings(door.config()),
                        door.protocol(),
                        events,
                        sessionIds,
                        certificates.context(door.config()),
                        tap(door.config()));
        listener.open();
        return new OpenDoor(door, listener);
    }

    private TrafficTap tap(ListenerConfig config) {
        return config.tap() ? tap : TrafficTap.CLOSED;
    }

    private static ListenerSettings settings(ListenerConfig config) {
        return new ListenerSettings(
                config.addresses(),
                config.backlog(),
                new ListenerSettings.Limits(
                        config.connectionsMax(),
                        config.perAddressMax(),
                        config.perNetworkMax(),
                        NETWORK4_BITS,
                        NETWORK6_BITS),
                new ListenerSettings.Access(
                        Networks.parse(config.allow()), Networks.parse(config.deny())),
                Networks.parse(config.proxyFrom()),
                switch (config.tls()) {
                    case STARTTLS -> ListenerSettings.TlsMode.STARTTLS;
                    case IMPLICIT -> ListenerSettings.TlsMode.IMPLICIT;
                    case NONE -> ListenerSettings.TlsMode.NONE;
                },
                ListenerSettings.Deadlines.DEFAULT
                        .withIdle(config.idle())
                        .withSession(config.session()));
    }
}
