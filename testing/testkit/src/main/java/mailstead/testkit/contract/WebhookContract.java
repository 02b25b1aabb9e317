package mailstead.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.spi.AuditRecord;
import mailstead.spi.Page;
import mailstead.spi.Registry;
import mailstead.spi.Registry.Decision;
import mailstead.spi.Webhook;
import mailstead.spi.Webhook.Standing;
import mailstead.spi.WebhookLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link WebhookLedger} promises. Databases may keep records between tests. */
public abstract class WebhookContract {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-11-25T03:00:00Z");
    private static final Duration HOLD = Duration.ofSeconds(45);
    private static final Page ALL =
            new Page(Optional.empty(), Optional.empty(), Optional.empty(), "", "", 100);

    private final String id = "hook-" + COUNT.incrementAndGet();

    protected abstract WebhookLedger ledger();

    /** The same database. */
    protected abstract Registry registry();

    @AfterEach
    void removeAll() throws Exception {
        registry()
                .together(desk -> {
                    desk.webhooks(ALL).forEach(each -> desk.removeWebhook(each.id()));
                    return Decision.keep(true);
                });
    }

    private long newest() throws Exception {
        return registry().look(desk -> desk.newestNote());
    }

    private Webhook stored() throws Exception {
        return registry().<Webhook>look(desk -> desk.findWebhook(id).orElseThrow());
    }

    private void add(Set<String> resources, Set<String> actions, Set<String> customers)
            throws Exception {
        Webhook webhook = webhook(resources, actions, customers, newest(), OptionalLong.empty());
        registry()
                .together(desk -> {
                    desk.addWebhook(webhook);
                    return Decision.keep(true);
                });
    }

    private Webhook webhook(
            Set<String> resources,
            Set<String> actions,
            Set<String> customers,
            long position,
            OptionalLong moveTo) {
        return new Webhook(
                id,
                "billing",
                "https://billing.example.net/hook?a=1",
                resources,
                actions,
                customers,
                "whsec_AAAA",
                true,
                NOW,
                moveTo,
                Standing.at(position));
    }

    private void noteChange(String resource, String action, Optional<String> customer)
            throws Exception {
        registry()
                .together(desk -> {
                    desk.note(
                            new AuditRecord(
                                    0, NOW, "t", "command", action, resource, "k", customer, "",
                                    "{}"));
                    return Decision.keep(true);
                });
    }

    private static Standing standing(Standing before, long position, long failures, Instant next) {
        return new Standing(
                position,
                before.newest(),
                failures,
                failures == 0 ? Optional.empty() : Optional.of(NOW),
                next,
                "500",
                Optional.of(NOW),
                "",
                before.isPingWanted());
    }

    @Test
    void whatIsStoredComesBack() throws Exception {
        add(Set.of("accounts", "domains"), Set.of("create"), Set.of("c1", "c2"));
        Webhook stored = stored();
        assertThat(stored)
                .isEqualTo(
                        webhook(
                                Set.of("accounts", "domains"),
                                Set.of("create"),
                                Set.of("c1", "c2"),
                                newest(),
                                OptionalLong.empty()));
        assertThat(stored).asString().doesNotContain("whsec").doesNotContain("billing.example");
    }

    @Test
    void itIsDueWhenThereIsSomethingToTell() throws Exception {
        add(Set.of(), Set.of(), Set.of());
        assertThat(ledger().due(NOW, 10)).isEmpty();
        assertThat(ledger().take(id, "a", NOW, HOLD)).isEmpty();
        noteChange("accounts", "create", Optional.of("c1"));
        assertThat(ledger().due(NOW, 10)).containsExactly(id);
        assertThat(stored().standing().newest()).isEqualTo(stored().standing().position() + 1);
    }

    @Test
    void oneTurnAtATimeAndAnAbandonedOneEnds() throws Exception {
        add(Set.of(), Set.of(), Set.of());
        noteChange("accounts", "create", Optional.of("c1"));
        assertThat(ledger().take(id, "a", NOW, HOLD)).contains(stored());
        assertThat(ledger().take(id, "b", NOW, HOLD)).isEmpty();
        assertThat(ledger().due(NOW, 10)).isEmpty();
        assertThat(ledger().take(id, "b", NOW.plus(HOLD), HOLD)).isPresent();
        ledger().release(id, "a");
        assertThat(ledger().take(id, "c", NOW.plus(HOLD), HOLD)).as("it was not a's").isEmpty();
        ledger().release(id, "b");
        assertThat(ledger().take(id, "c", NOW.plus(HOLD), HOLD)).isPresent();
    }

    @Test
    void whoLostTheTurnWritesNothing() throws Exception {
        add(Set.of(), Set.of(), Set.of());
        noteChange("accounts", "create", Optional.of("c1"));
        Webhook taken = ledger().take(id, "a", NOW, HOLD).orElseThrow();
        long next = taken.standing().position() + 1;
        Standing told = standing(taken.standing(), next, 0, Instant.EPOCH);
        Instant later = NOW.plus(HOLD);
        assertThat(ledger().take(id, "b", later, HOLD)).isPresent();
        assertThat(ledger().note(taken, told, true, "a", later, HOLD)).isFalse();
        assertThat(ledger().note(taken, told, true, "b", later, HOLD)).isTrue();
        assertThat(ledger().note(taken, told, true, "b", later, HOLD))
                .as("the position has moved")
                .isFalse();
        assertThat(stored().standing().position()).isEqualTo(next);
    }

    @Test
    void aChangeOfTheWebhookEndsTheTurn() throws Exception {
        add(Set.of(), Set.of(), Set.of());
        noteChange("accounts", "create", Optional.of("c1"));
        noteChange("accounts", "change", Optional.of("c1"));
        Webhook taken = ledger().take(id, "a", NOW, HOLD).orElseThrow();
        long position = taken.standing().position();
        Webhook moved =
                webhook(
                        Set.of("aliases"),
                        Set.of(),
                        Set.of(),
                        position,
                        OptionalLong.of(position + 1));
        registry()
                .together(desk -> {
                    desk.setWebhook(moved);
                    return Decision.keep(true);
                });
        assertThat(
                        ledger().note(
                                        taken,
                                        standing(taken.standing(), position + 1, 0, NOW),
                                        true,
                                        "a",
                                        NOW,
                                        HOLD))
                .isFalse();
        assertThat(stored().resources()).containsExactly("aliases");
        assertThat(stored().standing().position()).isEqualTo(position + 1);
    }

    @Test
    void whatFailedWaitsAndWhatIsDisabledIsNotDue() throws Exception {
        add(Set.of(), Set.of(), Set.of());
        noteChange("accounts", "create", Optional.of("c1"));
        Webhook taken = ledger().take(id, "a", NOW, HOLD).orElseThrow();
        Standing failed =
                standing(taken.standing(), taken.standing().position(), 3, NOW.plusSeconds(60));
        assertThat(ledger().note(taken, failed, true, "a", NOW, HOLD)).isTrue();
        ledger().release(id, "a");
        assertThat(stored().standing()).isEqualTo(failed.withNewest(newest()));
        assertThat(ledger().due(NOW.plusSeconds(59), 10)).isEmpty();
        assertThat(ledger().due(NOW.plusSeconds(60), 10)).containsExactly(id);
        Instant later = NOW.plusSeconds(60);
        Webhook again = ledger().take(id, "a", later, HOLD).orElseThrow();
        assertThat(ledger().note(again, again.standing(), false, "a", later, HOLD)).isTrue();
        ledger().release(id, "a");
        assertThat(ledger().due(later.plusSeconds(999), 10)).isEmpty();
        registry()
                .together(desk -> {
                    desk.pingWebhook(id);
                    return Decision.keep(true);
                });
        assertThat(ledger().due(later, 10)).as("who is asked for").containsExactly(id);
    }

    @Test
    void theNextRecordIsTheNextThatIsWanted() throws Exception {
        add(Set.of("accounts", "aliases"), Set.of("create", "remove"), Set.of("c1"));
        long from = newest();
        noteChange("domains", "create", Optional.of("c1"));
        noteChange("accounts", "change", Optional.of("c1"));
        noteChange("accounts", "create", Optional.of("c2"));
        noteChange("accounts", "create", Optional.empty());
        assertThat(ledger().next(stored()))
                .isEqualTo(new WebhookLedger.Next(Optional.empty(), from + 4));
        noteChange("aliases", "remove", Optional.of("c1"));
        noteChange("accounts", "create", Optional.of("c1"));
        WebhookLedger.Next next = ledger().next(stored());
        assertThat(next.position()).isEqualTo(from + 5);
        assertThat(next.record().orElseThrow().resource()).isEqualTo("aliases");
        assertThat(stored().wants(next.record().orElseThrow())).isTrue();
    }

    @Test
    void ofManyWhoWantATurnOneGetsIt() throws Exception {
        add(Set.of(), Set.of(), Set.of());
        noteChange("accounts", "create", Optional.of("c1"));
        List<Future<Boolean>> takers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 16; i++) {
                String teller = "t" + i;
                takers.add(threads.submit(() -> ledger().take(id, teller, NOW, HOLD).isPresent()));
            }
        }
        int winners = 0;
        for (Future<Boolean> taker : takers) {
            winners += taker.get(30, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
    }
}
