package mailstead.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class DeadlinesTest {

    /** Counts down when it is woken at or after its deadline. */
    private static final class Caller implements Deadlines.Waiting {
        private final long deadline;
        private final CountDownLatch woken = new CountDownLatch(1);

        Caller(long millis) {
            deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        }

        @Override
        public void wakeIfOverdue(long now) {
            if (now - deadline >= 0) {
                woken.countDown();
            }
        }
    }

    @Test
    @Timeout(30)
    void callersAreWokenAlsoAfterNobodyWaitedForLong() throws Exception {
        try (Deadlines deadlines = new Deadlines("long-idle")) {
            Caller early = new Caller(0);
            deadlines.add(early);
            assertThat(early.woken.await(10, TimeUnit.SECONDS)).isTrue();
            deadlines.remove(early);
            Thread thread = watcher("deadlines-long-idle");
            // Resting: it waits without an end.
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(thread.join(Duration.ofMillis(20))).isFalse();
            }
            Caller late = new Caller(200);
            deadlines.add(late);
            assertThat(late.woken.await(10, TimeUnit.SECONDS)).isTrue();
            deadlines.remove(late);
        }
    }

    @Test
    @Timeout(30)
    void whoWaitsAtTheEndIsStillWokenAndThenTheThreadEnds() throws Exception {
        Deadlines deadlines = new Deadlines("closing");
        Caller last = new Caller(200);
        deadlines.add(last);
        Thread thread = watcher("deadlines-closing");
        deadlines.close();
        assertThat(last.woken.await(10, TimeUnit.SECONDS)).isTrue();
        deadlines.remove(last);
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }

    private static Thread watcher(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findAny()
                .orElseThrow();
    }
}
