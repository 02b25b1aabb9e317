package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in the middle of DATA: what was answered 250 is there once, what was not is never
 * there in part.
 */
final class KillTest {

    private static final int KILLS = 4;
    private static final int SENDERS = 6;

    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void acknowledgedMessagesSurviveAndUnfinishedOnesAreNeverSeenInPart() throws Exception {
        long seed = 20261123;
        try (TestCluster cluster = new TestCluster(folder)) {
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            Set<String> attempted = ConcurrentHashMap.newKeySet();
            for (int round = 0; round < KILLS; round++) {
                RunningNode mx = cluster.start("mx-" + round, "mx");
                sendUntilKilled(mx, round, seed + round, attempted, acknowledged);
            }
            assertThat(acknowledged)
                    .as("the test must have sent something")
                    .hasSizeGreaterThan(KILLS * 5);

            RunningNode pop3 = cluster.start("pop3-1", "pop3");
            Map<String, Integer> copies = new HashMap<>();
            try (Pop3 session = Pop3.login(pop3.port("pop3"), "tevie", TestCluster.PASSWORD)) {
                List<String> uids = session.uidl();
                assertThat(uids).doesNotHaveDuplicates();
                for (int number = 1; number <= uids.size(); number++) {
                    String id =
                            Stamped.verify(session.retrieve(number))
                                    .orElseThrow(() -> new AssertionError("a part is visible"));
                    copies.merge(id, 1, Integer::sum);
                }
            }
            assertThat(copies.keySet())
                    .as("every acknowledged message is there")
                    .containsAll(acknowledged);
            assertThat(copies.values()).as("and once").allMatch(count -> count == 1);
            assertThat(attempted).containsAll(copies.keySet());
        }
    }

    /**
     * Sends from several connections and kills the node when a number of messages, drawn by lot,
     * was acknowledged.
     */
    private static void sendUntilKilled(
            RunningNode mx, int round, long seed, Set<String> attempted, Set<String> acknowledged)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        int killAfter = acknowledged.size() + 10 + random.nextInt(30);
        int port = mx.port("mx");
        AtomicInteger stopped = new AtomicInteger();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                SplittableRandom own = random.split();
                String prefix = round + "." + sender + ".";
                executor.submit(() -> {
                    try (Smtp smtp = Smtp.ehlo(port)) {
                        for (int i = 0; i < 10_000; i++) {
                            Stamped message = Stamped.make(prefix + i, own.nextInt(200_000), own);
                            attempted.add(message.id());
                            if (smtp.send("tevie@cluster.example", message.content())
                                    .startsWith("250")) {
                                acknowledged.add(message.id());
                            }
                        }
                    } catch (IOException _) {
                        stopped.incrementAndGet(); // the node is dead, as it should be
                    }
                });
            }
            Await.until(
                    "enough messages are acknowledged",
                    Duration.ofSeconds(60),
                    () -> acknowledged.size() >= killAfter);
            mx.kill();
        }
        assertThat(stopped).as("every sender was cut off").hasValue(SENDERS);
    }
}
