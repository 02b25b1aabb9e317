package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.fs.LinuxFileSystem;
import mailstead.maildir.files.MessageName;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.testkit.contract.MailStoreContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several stores deliver to one mailbox while others read and remove; the history is checked. */
@Timeout(60)
class ManySessionsTest {

    private static final int DELIVERERS = 4;
    private static final int MESSAGES_EACH = 150;

    @TempDir Path top;

    private final Account account =
            new Account(
                    "tevie",
                    "customer-1",
                    List.of(),
                    List.of(),
                    new Home("v1", "12/34/tevie"),
                    Optional.empty(),
                    Quota.NONE,
                    Set.of(),
                    Status.ACTIVE,
                    Status.ACTIVE,
                    Map.of());

    /** By unique id: the text that was read under it. */
    private final Map<String, String> read = new ConcurrentHashMap<>();

    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isOver = new AtomicBoolean();

    @Test
    void everyAcknowledgedMessageIsSeenWholeAndOnce() throws Exception {
        LinuxFileSystem files = new LinuxFileSystem();
        Map<String, String> sent = new ConcurrentHashMap<>();
        try (StoreFixture one = new StoreFixture(files, top.toString());
                StoreFixture two = new StoreFixture(files, top.toString());
                ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<MailStore> stores = List.of(one.store(), two.store());
            List<Future<?>> deliveries = new java.util.ArrayList<>();
            for (int i = 0; i < DELIVERERS; i++) {
                int sender = i;
                deliveries.add(
                        sessions.submit(() -> deliverAll(stores.get(sender % 2), sender, sent)));
            }
            List<Future<?>> collections = new java.util.ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int reader = i;
                collections.add(sessions.submit(() -> collect(stores.get(reader % 2), reader)));
            }
            for (Future<?> each : deliveries) {
                each.get();
            }
            isOver.set(true);
            for (Future<?> each : collections) {
                each.get();
            }
            collectOnce(one.store(), 0);
            assertThat(
                            two.store().open(account).entries().stream()
                                    .filter(e -> removed.contains(e.uid())))
                    .isEmpty();
        }
        assertThat(sent).hasSize(DELIVERERS * MESSAGES_EACH);
        assertThat(read.values()).hasSize(sent.size()).doesNotHaveDuplicates();
        assertThat(new HashSet<>(read.values())).isEqualTo(new HashSet<>(sent.values()));
        sent.forEach((name, text) ->
                assertThat(read).containsEntry(MessageName.parse(name).base(), text));
    }

    private void deliverAll(MailStore store, int sender, Map<String, String> sent) {
        for (int i = 0; i < MESSAGES_EACH; i++) {
            String text = "From: " + sender + "\r\n\r\n" + i + "\r\n" + "x".repeat(i * 7) + "\r\n";
            MailStore.Result result =
                    store.deliver(
                                    List.of(new MailStore.Drop(account, new byte[0])),
                                    MailStoreContract.content(
                                            text.getBytes(StandardCharsets.US_ASCII)),
                                    MailStore.Mode.ALL)
                            .getFirst();
            assertThat(result)
                    .isInstanceOfSatisfying(
                            MailStore.Result.Stored.class,
                            stored -> assertThat(sent.put(stored.name(), text)).isNull());
        }
    }

    private @org.jspecify.annotations.Nullable Void collect(MailStore store, int reader)
            throws Exception {
        while (!isOver.get()) {
            collectOnce(store, reader);
        }
        return null;
    }

    /** Removes every other message that it has read: others may do so at the same time. */
    private void collectOnce(MailStore store, int reader) throws Exception {
        Maildrop drop = store.open(account);
        for (Maildrop.Entry entry : drop.entries()) {
            try (InputStream in = drop.read(entry).open()) {
                String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(text.length()).isEqualTo((int) entry.octets());
                String before = read.putIfAbsent(entry.uid(), text);
                assertThat(before == null || before.equals(text))
                        .as("one id, one message")
                        .isTrue();
                if (entry.uid().hashCode() % 2 == 0 && reader != 2) {
                    drop.remove(List.of(entry));
                    removed.add(entry.uid());
                }
            } catch (Maildrop.Gone gone) {
                // It was read by whoever removed it.
                assertThat(read).as(gone.getMessage()).containsKey(entry.uid());
            }
        }
    }
}
