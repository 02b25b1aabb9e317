package mailstead.directory.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.TemporaryFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SharedRoundTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final AtomicInteger rounds = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);
    private final CountDownLatch begun = new CountDownLatch(1);

    private Integer work() {
        int number = rounds.incrementAndGet();
        begun.countDown();
        mayEnd.acquireUninterruptibly();
        return number;
    }

    @Test
    void whoComesMeanwhileSharesTheNextRound() throws Exception {
        SharedRound<Integer> shared = new SharedRound<>(this::work);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = each.submit(() -> shared.call(LONG));
            begun.await();
            List<Future<Integer>> others = new ArrayList<>();
            CountDownLatch ready = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                others.add(
                        each.submit(() -> {
                            ready.countDown();
                            return shared.call(LONG);
                        }));
            }
            ready.await();
            mayEnd.release(1_000);
            assertThat(first.get()).isEqualTo(1);
            for (Future<Integer> other : others) {
                assertThat(other.get()).as("a round that began afterwards").isGreaterThan(1);
            }
        }
        assertThat(rounds.get()).as("few for many").isLessThan(50);
    }

    @Test
    void aFailureIsEverybodysAndNobodysLater() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        SharedRound<Integer> shared =
                new SharedRound<>(() -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IOException("once");
                    }
                    return calls.get();
                });
        assertThatThrownBy(() -> shared.call(LONG)).isInstanceOf(IOException.class);
        assertThat(shared.call(LONG)).isEqualTo(2);
    }

    @Test
    void waitingEnds() throws Exception {
        SharedRound<Integer> shared = new SharedRound<>(this::work);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = each.submit(() -> shared.call(LONG));
            begun.await();
            Future<Integer> second = each.submit(() -> shared.call(Duration.ofMillis(1)));
            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(TemporaryFailure.class);
            mayEnd.release(1_000);
            assertThat(first.get()).isEqualTo(1);
        }
    }
}
