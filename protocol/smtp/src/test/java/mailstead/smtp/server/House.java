package mailstead.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.mail.Content;
import mailstead.mail.DomainName;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.service.delivery.Delivery;
import mailstead.service.routing.Destination;
import mailstead.service.routing.Recipients;

/**
 * The services behind a session, small enough to see through: local parts say what happens to their
 * mail, and what was delivered is there to be looked at.
 */
final class House implements Recipients, Delivery, Overflow {

    static final DomainName HOST = DomainName.parse("mx.example").orElseThrow();

    private final InstantSource clock;
    final List<Stored> stored = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    volatile Optional<MailException> storageTrouble = Optional.empty();
    volatile Optional<RuntimeException> bug = Optional.empty();
    volatile boolean overflowBroken;
    final AtomicInteger overflows = new AtomicInteger();
    final AtomicInteger areasOpen = new AtomicInteger();

    House(InstantSource clock) {
        this.clock = clock;
    }

    record Stored(Envelope envelope, byte[] content) {
        String text() {
            return new String(content, StandardCharsets.ISO_8859_1);
        }

        String received() {
            return new String(envelope.received(), StandardCharsets.UTF_8);
        }
    }

    SmtpServer.Services services() {
        return new SmtpServer.Services(
                this, this, this, new ContentMemory(ByteSize.ofMebibytes(16)), events::add, clock);
    }

    @Override
    public Route resolve(Address address, long octets) throws MailException {
        return switch (address.localPart()) {
            case "nobody" -> new Route.Refused(Refusal.of(Reason.MAILBOX_UNKNOWN, "c-1"));
            case "full" -> new Route.Refused(Refusal.of(Reason.MAILBOX_FULL, "c-1"));
            case "suspended" -> new Route.Refused(Refusal.of(Reason.MAILBOX_SUSPENDED, "c-1"));
            case "elsewhere" -> new Route.Refused(Refusal.of(Reason.RELAY_DENIED));
            case "down" ->
                    throw new TemporaryFailure(
                                    Reason.DIRECTORY_UNAVAILABLE,
                                    "Directory is away, try again later")
                            .concerning("c-2")
                            .concerning("c-3");
            case "bug" -> throw new IllegalStateException("a bug in routing");
            default -> new Route.Local(new Destination(address, List.of()));
        };
    }

    @Override
    public Route postmaster(long octets) throws MailException {
        return resolve(new Address("postmaster", HOST), octets);
    }

    @Override
    public void deliver(Envelope envelope, Content content) throws MailException {
        if (bug.isPresent()) {
            throw bug.get();
        }
        if (storageTrouble.isPresent()) {
            throw storageTrouble.get();
        }
        stored.add(new Stored(envelope, read(content)));
    }

    @Override
    public List<Outcome> deliverEach(Envelope envelope, Content content) {
        if (bug.isPresent()) {
            throw bug.get();
        }
        stored.add(new Stored(envelope, read(content)));
        return envelope.destinations().stream()
                .<Outcome>map(destination ->
                        switch (destination.recipient().localPart()) {
                            case "brimful" ->
                                    new Outcome.Failed(
                                            new TemporaryFailure(
                                                    Reason.MAILBOX_FULL, "Mailbox is full"));
                            case "busy" ->
                                    new Outcome.Failed(
                                            new TemporaryFailure(Reason.OVER_LIMIT, "Busy"));
                            default -> new Outcome.Stored();
                        })
                .toList();
    }

    @Override
    public Area open() throws MailException {
        if (overflowBroken) {
            throw new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "No room to receive");
        }
        overflows.incrementAndGet();
        areasOpen.incrementAndGet();
        return new MemoryArea(areasOpen::decrementAndGet);
    }

    private static byte[] read(Content content) {
        try (InputStream stream = content.open()) {
            byte[] octets = stream.readAllBytes();
            if (octets.length != content.size()) {
                throw new AssertionError("size is not what it says");
            }
            return octets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
