package mailstead.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.spi.Usage;
import mailstead.spi.Usage.Measure;
import mailstead.spi.UsageLedger;
import org.junit.jupiter.api.Test;

/** What every {@link UsageLedger} does. Each test has days of its own. */
public abstract class UsageContract {

    private static final AtomicInteger TESTS = new AtomicInteger();

    private final LocalDate day = LocalDate.of(2026, 1, 1).plusDays(10L * TESTS.incrementAndGet());
    private final String source = "node-1 " + day;

    protected abstract UsageLedger ledger();

    private Usage usage(String customerId, Measure measure, long amount) {
        return new Usage(day, customerId, measure, amount);
    }

    private List<Usage> all() throws Exception {
        return of(day, day);
    }

    private List<Usage> of(LocalDate first, LocalDate last) throws Exception {
        List<Usage> all = new ArrayList<>();
        ledger().usage(first, last, all::add);
        return all;
    }

    @Test
    void nothingIsThereAtFirst() throws Exception {
        assertThat(all()).isEmpty();
    }

    @Test
    void batchesAndSourcesAddUp() throws Exception {
        ledger().addUsage(source, 1, List.of(usage("c2", Measure.MESSAGES_IN, 3)));
        ledger().addUsage(
                        source,
                        2,
                        List.of(
                                usage("c2", Measure.MESSAGES_IN, 4),
                                usage("c1", Measure.IMAP_LOGINS, 1)));
        ledger().addUsage(source + " other", 1, List.of(usage("c2", Measure.MESSAGES_IN, 5)));
        assertThat(all())
                .containsExactly(
                        usage("c1", Measure.IMAP_LOGINS, 1), usage("c2", Measure.MESSAGES_IN, 12));
    }

    @Test
    void aBatchThatIsToldAgainCountsOnce() throws Exception {
        List<Usage> batch = List.of(usage("c1", Measure.OCTETS_IN, 1L << 40));
        ledger().addUsage(source, 1, batch);
        ledger().addUsage(source, 1, batch);
        ledger().addUsage(source, 2, batch);
        ledger().addUsage(source, 1, batch);
        assertThat(all()).containsExactly(usage("c1", Measure.OCTETS_IN, 2L << 40));
    }

    @Test
    void whatIsMeasuredIsReplaced() throws Exception {
        ledger().setUsage(List.of(usage("c1", Measure.STORED_OCTETS, 100)));
        ledger().setUsage(List.of(usage("c1", Measure.STORED_OCTETS, 70)));
        assertThat(all()).containsExactly(usage("c1", Measure.STORED_OCTETS, 70));
    }

    @Test
    void daysAreKeptApartAndForgotten() throws Exception {
        Usage yesterday = new Usage(day.minusDays(1), "c1", Measure.POP3_LOGINS, 1);
        Usage today = usage("c1", Measure.POP3_LOGINS, 2);
        Usage tomorrow = new Usage(day.plusDays(1), "c1", Measure.POP3_LOGINS, 3);
        ledger().addUsage(source, 1, List.of(tomorrow, yesterday, today));
        assertThat(of(day.minusDays(1), day)).containsExactly(yesterday, today);
        ledger().forgetUsage(day);
        assertThat(of(day.minusDays(1), day.plusDays(1))).containsExactly(today, tomorrow);
    }

    @Test
    void largeBatchesAreWritten() throws Exception {
        List<Usage> batch = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            batch.add(usage("c" + i, Measure.MESSAGES_IN, i));
        }
        ledger().addUsage(source, 1, batch);
        assertThat(all()).hasSize(2_500).containsAll(batch);
    }

    /** Every node adds to the same rows, in an order of its own. */
    @Test
    void manyAtOnceLoseNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> nodes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int node = i;
                nodes.add(
                        threads.submit(() -> {
                            for (int batch = 1; batch <= 10; batch++) {
                                List<Usage> counted = new ArrayList<>();
                                for (int c = 0; c < 20; c++) {
                                    counted.add(
                                            usage(
                                                    "c" + (c * 7 + node) % 20,
                                                    Measure.MESSAGES_IN,
                                                    1));
                                }
                                ledger().addUsage(source + node, batch, counted);
                            }
                            return node;
                        }));
            }
            for (Future<Integer> each : nodes) {
                Integer _ = each.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(all()).hasSize(20).allMatch(usage -> usage.amount() == 30);
    }
}
