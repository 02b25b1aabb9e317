package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two MX processes deliver to one mailbox while sessions on two POP3 processes read and delete in
 * it, all at once and without a lock; the history of what every client was told is then checked.
 */
final class SharedMailboxTest {

    private static final int SENDERS_PER_NODE = 3;
    private static final int MESSAGES_PER_SENDER = 40;
    private static final int READERS_PER_NODE = 2;

    @TempDir private Path folder;

    /**
     * What clients were told. {@code deletedAt}: nanoTime when the QUIT that removed a message was
     * answered.
     */
    private record History(
            Set<String> acknowledged,
            Map<String, String> idByUid,
            Map<String, Long> deletedAt,
            List<String> violations) {}

    @Test
    @Timeout(180)
    void historyHolds() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            List<RunningNode> mx =
                    List.of(cluster.start("mx-1", "mx"), cluster.start("mx-2", "mx"));
            List<RunningNode> pop3 =
                    List.of(cluster.start("pop3-1", "pop3"), cluster.start("pop3-2", "pop3"));
            History history =
                    new History(
                            ConcurrentHashMap.newKeySet(),
                            new ConcurrentHashMap<>(),
                            new ConcurrentHashMap<>(),
                            java.util.Collections.synchronizedList(new ArrayList<>()));
            AtomicBoolean sending = new AtomicBoolean(true);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> senders = new ArrayList<>();
                List<Future<?>> readers = new ArrayList<>();
                for (int node = 0; node < 2; node++) {
                    for (int i = 0; i < SENDERS_PER_NODE; i++) {
                        int port = mx.get(node).port("mx");
                        String prefix = node + "." + i + ".";
                        senders.add(executor.submit(() -> send(port, prefix, history)));
                    }
                    for (int i = 0; i < READERS_PER_NODE; i++) {
                        int port = pop3.get(node).port("pop3");
                        long seed = node * 100L + i;
                        readers.add(executor.submit(() -> read(port, seed, sending, history)));
                    }
                }
                for (Future<?> sender : senders) {
                    sender.get();
                }
                sending.set(false);
                for (Future<?> reader : readers) {
                    reader.get();
                }
            }
            Set<String> left = collectAll(pop3.getFirst().port("pop3"), history);
            assertThat(history.violations()).isEmpty();
            assertThat(history.acknowledged()).hasSize(2 * SENDERS_PER_NODE * MESSAGES_PER_SENDER);
            Set<String> accounted = new HashSet<>(left);
            history.deletedAt().keySet().forEach(uid -> accounted.add(history.idByUid().get(uid)));
            assertThat(accounted)
                    .as("deleted or still there, nothing lost")
                    .containsAll(history.acknowledged());
            assertThat(history.idByUid().values())
                    .as("no message under two ids")
                    .doesNotHaveDuplicates();
            assertThat(history.deletedAt()).as("the test must have deleted something").isNotEmpty();
        }
    }

    private static Void send(int port, String prefix, History history) throws Exception {
        SplittableRandom random = new SplittableRandom(prefix.hashCode());
        try (Smtp smtp = Smtp.ehlo(port)) {
            for (int i = 0; i < MESSAGES_PER_SENDER; i++) {
                Stamped message = Stamped.make(prefix + i, random.nextInt(20_000), random);
                String reply = smtp.send("tevie@cluster.example", message.content());
                if (reply.startsWith("250")) {
                    history.acknowledged().add(message.id());
                } else {
                    history.violations().add("refused: " + reply);
                }
            }
        }
        return null;
    }

    private static Void read(int port, long seed, AtomicBoolean sending, History history)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        while (sending.get()) {
            long start = System.nanoTime();
            try (Pop3 session = Pop3.login(port, "tevie", TestCluster.PASSWORD)) {
                List<String> uids = session.uidl();
                List<String> deleted = new ArrayList<>();
                for (int number = 1; number <= uids.size(); number++) {
                    String uid = uids.get(number - 1);
                    Long gone = history.deletedAt().get(uid);
                    if (gone != null && gone < start) {
                        history.violations().add("seen after its deletion: " + uid);
                    }
                    if (random.nextInt(4) == 0) {
                        session.client().send("RETR " + number + "\r\n");
                        if (session.client().line().startsWith("+OK")) {
                            note(uid, session.client().multiLine(), history);
                            session.delete(number);
                            deleted.add(uid);
                        }
                    }
                }
                boolean quits = random.nextInt(5) > 0;
                if (quits) {
                    session.quit();
                    deleted.forEach(uid -> history.deletedAt().putIfAbsent(uid, System.nanoTime()));
                } // else the connection drops, and nothing may have been removed
            }
        }
        return null;
    }

    private static void note(String uid, byte[] retrieved, History history) {
        String id = Stamped.verify(retrieved).orElse("");
        if (id.isEmpty()) {
            history.violations().add("not whole: " + uid);
            return;
        }
        String before = history.idByUid().putIfAbsent(uid, id);
        if (before != null && !before.equals(id)) {
            history.violations().add("one id, two messages: " + uid);
        }
    }

    private static Set<String> collectAll(int port, History history) throws Exception {
        Set<String> ids = new HashSet<>();
        try (Pop3 session = Pop3.login(port, "tevie", TestCluster.PASSWORD)) {
            List<String> uids = session.uidl();
            for (int number = 1; number <= uids.size(); number++) {
                byte[] content = session.retrieve(number);
                note(uids.get(number - 1), content, history);
                Stamped.verify(content).ifPresent(ids::add);
            }
            session.quit();
        }
        return ids;
    }
}
