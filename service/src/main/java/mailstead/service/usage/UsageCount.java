package mailstead.service.usage;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Subscriber;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import mailstead.spi.UsageLedger;

/**
 * Counts what a node's events tell of customers, and adds it to the ledger in batches, each of them
 * once whatever becomes of the answer. While the ledger is away, counting goes on; what was not
 * added yet when the process dies is not billed. Shared.
 */
public final class UsageCount implements EventSink {

    /** Of days, customers and measures that wait to be added; more are not counted. */
    static final int KEYS_MAX = 1_000_000;

    private record Key(LocalDate day, String customerId, Measure measure) {}

    /** Tried until it is known to be added. */
    private record Batch(long number, List<Usage> counted) {}

    private final EventSink next;
    private final UsageLedger ledger;
    private final InstantSource clock;
    private final String source;
    private final int keysMax;

    private final Object counting = new Object();
    private Map<Key, Long> counts = new HashMap<>();
    private long lost;

    /** Touched by the one who adds. */
    private Batch pending = new Batch(0, List.of());

    /**
     * @param next hears every event, too
     * @param source this process, unlike any other ever
     */
    public UsageCount(EventSink next, UsageLedger ledger, InstantSource clock, String source) {
        this(next, ledger, clock, source, KEYS_MAX);
    }

    UsageCount(
            EventSink next, UsageLedger ledger, InstantSource clock, String source, int keysMax) {
        this.next = next;
        this.ledger = ledger;
        this.clock = clock;
        this.source = source;
        this.keysMax = keysMax;
    }

    @Override
    public void emit(Event event) {
        if (event instanceof Event.LoginSucceeded login) {
            countLogin(login);
        } else if (event instanceof Event.MessageStored stored) {
            count(stored.subscriber(), Measure.MESSAGES_IN, 1);
            count(stored.subscriber(), Measure.OCTETS_IN, stored.octets());
        }
        next.emit(event);
    }

    private void countLogin(Event.LoginSucceeded login) {
        switch (login.protocol()) {
            case "pop3" -> count(login.subscriber(), Measure.POP3_LOGINS, 1);
            case "imap" -> count(login.subscriber(), Measure.IMAP_LOGINS, 1);
            default -> {}
        }
    }

    private void count(Subscriber subscriber, Measure measure, long amount) {
        Key key =
                new Key(
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                        subscriber.customerId(),
                        measure);
        synchronized (counting) {
            if (counts.size() < keysMax || counts.containsKey(key)) {
                counts.merge(key, amount, Long::sum);
            } else {
                lost++;
            }
        }
    }

    /**
     * Adds what has been counted since the last time. By one thread at a time.
     *
     * @throws MailException if the ledger cannot be reached; then nothing is lost, and the next
     *     call adds it
     */
    public void add() throws MailException {
        addPending();
        pending = new Batch(pending.number() + 1, take());
        addPending();
    }

    private void addPending() throws MailException {
        if (!pending.counted().isEmpty()) {
            ledger.addUsage(source, pending.number(), pending.counted());
            pending = new Batch(pending.number(), List.of());
        }
    }

    private List<Usage> take() {
        Map<Key, Long> taken;
        synchronized (counting) {
            taken = counts;
            counts = new HashMap<>();
        }
        List<Usage> usages = new ArrayList<>(taken.size());
        taken.forEach((key, amount) ->
                usages.add(new Usage(key.day(), key.customerId(), key.measure(), amount)));
        return usages;
    }

    /** How often something was not counted because too much waited to be added. */
    public long lost() {
        synchronized (counting) {
            return lost;
        }
    }
}
