package mailstead.service.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mailstead.mail.Address;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.Subscriber;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import mailstead.spi.UsageLedger;
import mailstead.testkit.FakeClock;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.Test;

class UsageCountTest {

    private static final Subscriber TEVIE = new Subscriber("tevie", "c1");
    private static final Subscriber GOLDE = new Subscriber("golde", "c1");
    private static final Subscriber LAZAR = new Subscriber("lazar", "c2");

    private final FakeClock clock = new FakeClock();
    private final RecordingSink next = new RecordingSink();
    private final Ledger ledger = new Ledger();
    private final UsageCount count = new UsageCount(next, ledger, clock, "node-1 1", 4);
    private final LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);

    @Test
    void countsWhatCustomersDo() throws Exception {
        logIn(TEVIE, "imap");
        logIn(GOLDE, "imap");
        logIn(LAZAR, "pop3");
        store(TEVIE, 100);
        count.emit(
                new Event.LoginFailed(
                        "s", "imap", "tevie", "PLAIN", Refusal.of(Reason.CREDENTIALS_WRONG)));
        assertThat(next.events()).hasSize(5);
        count.add();
        assertThat(ledger.amounts)
                .containsOnly(
                        Map.entry(key(today, "c1", Measure.IMAP_LOGINS), 2L),
                        Map.entry(key(today, "c2", Measure.POP3_LOGINS), 1L),
                        Map.entry(key(today, "c1", Measure.MESSAGES_IN), 1L),
                        Map.entry(key(today, "c1", Measure.OCTETS_IN), 100L));
    }

    @Test
    void nothingIsAddedWhereNothingWasCounted() throws Exception {
        count.add();
        logIn(TEVIE, "imap");
        count.add();
        count.add();
        assertThat(ledger.calls).isEqualTo(1);
    }

    @Test
    void theDayIsThatOfTheEvent() throws Exception {
        logIn(TEVIE, "imap");
        clock.advance(Duration.ofDays(1));
        logIn(TEVIE, "imap");
        count.add();
        assertThat(ledger.amounts)
                .containsOnly(
                        Map.entry(key(today, "c1", Measure.IMAP_LOGINS), 1L),
                        Map.entry(key(today.plusDays(1), "c1", Measure.IMAP_LOGINS), 1L));
    }

    @Test
    void whatTheLedgerDidNotTakeIsAddedLater() {
        logIn(TEVIE, "imap");
        ledger.fault = Fault.BEFORE;
        addInVain();
        logIn(TEVIE, "imap");
        addInVain();
        ledger.fault = Fault.NONE;
        add();
        assertThat(ledger.amounts)
                .containsOnly(Map.entry(key(today, "c1", Measure.IMAP_LOGINS), 2L));
    }

    @Test
    void aLostAnswerCountsNothingTwice() {
        logIn(TEVIE, "imap");
        ledger.fault = Fault.AFTER;
        addInVain();
        logIn(TEVIE, "imap");
        addInVain();
        ledger.fault = Fault.NONE;
        add();
        add();
        assertThat(ledger.amounts)
                .containsOnly(Map.entry(key(today, "c1", Measure.IMAP_LOGINS), 2L));
    }

    @Test
    void whatIsTooMuchIsTold() {
        for (int i = 0; i < 6; i++) {
            logIn(new Subscriber("x", "c" + i), "imap");
        }
        logIn(new Subscriber("x", "c0"), "imap");
        assertThat(count.lost()).isEqualTo(2);
        add();
        assertThat(ledger.amounts)
                .hasSize(4)
                .containsEntry(key(today, "c0", Measure.IMAP_LOGINS), 2L);
    }

    private void logIn(Subscriber subscriber, String protocol) {
        count.emit(new Event.LoginSucceeded("s", protocol, subscriber, "PLAIN", Optional.empty()));
    }

    private void store(Subscriber subscriber, long octets) {
        Address recipient = Address.parse("tevie@cluster.example").orElseThrow();
        count.emit(new Event.MessageStored("s", "m", recipient, subscriber, "1.2.3", octets));
    }

    private void add() {
        try {
            count.add();
        } catch (MailException failure) {
            throw new AssertionError(failure);
        }
    }

    private void addInVain() {
        assertThatExceptionOfType(TemporaryFailure.class).isThrownBy(count::add);
    }

    private static String key(LocalDate day, String customerId, Measure measure) {
        return day + " " + customerId + " " + measure;
    }

    private enum Fault {
        NONE,
        BEFORE,
        AFTER
    }

    private static final class Ledger implements UsageLedger {
        private final Map<String, Long> amounts = new HashMap<>();
        private Fault fault = Fault.NONE;
        private long lastBatch;
        private int calls;

        @Override
        public void addUsage(String source, long batch, List<Usage> counted)
                throws TemporaryFailure {
            calls++;
            if (fault != Fault.BEFORE && batch > lastBatch) {
                lastBatch = batch;
                counted.forEach(usage ->
                        amounts.merge(
                                key(usage.day(), usage.customerId(), usage.measure()),
                                usage.amount(),
                                Long::sum));
            }
            if (fault != Fault.NONE) {
                throw new TemporaryFailure(Reason.DIRECTORY_UNAVAILABLE, "injected");
            }
        }

        @Override
        public void setUsage(List<Usage> measured) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void usage(LocalDate first, LocalDate last, Consumer<Usage> each) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forgetUsage(LocalDate before) {
            throw new UnsupportedOperationException();
        }
    }
}
