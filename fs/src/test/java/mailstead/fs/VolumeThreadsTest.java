package mailstead.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VolumeThreadsTest {

    private VolumeThreads threads = threads(Duration.ofSeconds(10));

    private static VolumeThreads threads(Duration deadline) {
        VolumeThreads.Limits limits =
                new VolumeThreads.Limits(2, 8, deadline, 1000, Duration.ofSeconds(2));
        return new VolumeThreads("v", limits, () -> "well", System::nanoTime);
    }

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void theFirstAnswerCounts() throws IOException {
        VolumeThreads.Promise<String> kept = threads.promise();
        assertThat(kept.isWanted()).isTrue();
        assertThat(kept.keep("a")).isTrue();
        assertThat(kept.fail(new IOException("late"))).isFalse();
        assertThat(kept.keep("b")).isFalse();
        assertThat(kept.isWanted()).isFalse();
        assertThat(kept.await()).isEqualTo("a");
        VolumeThreads.Promise<String> failed = threads.promise();
        failed.fail(new IllegalStateException("a bug"));
        failed.keep("late");
        assertThatThrownBy(failed::await).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAnswerWakesItsCaller() throws IOException {
        VolumeThreads.Promise<String> promise = threads.promise();
        threads.startUnattended(() -> promise.keep("a"));
        assertThat(promise.await()).isEqualTo("a");
    }

    @Test
    void withoutThreadsTheCallerDoesTheWork() throws IOException {
        threads.close();
        VolumeThreads.Limits limits =
                new VolumeThreads.Limits(0, 8, Duration.ofSeconds(10), 1000, Duration.ofSeconds(2));
        threads = new VolumeThreads("v", limits, () -> "well", System::nanoTime);
        Thread caller = Thread.currentThread();
        assertThat(threads.call(Thread::currentThread)).isSameAs(caller);
        VolumeThreads.Promise<Thread> promise = threads.promise();
        threads.startUnattended(() -> promise.keep(Thread.currentThread()));
        assertThat(promise.await()).isSameAs(caller);
        assertThat(threads.unfinishedCalls()).isZero();
    }

    @Test
    void whoHasGivenUpIsNotAnswered() {
        threads.close();
        threads = threads(Duration.ofMillis(1));
        VolumeThreads.Promise<String> promise = threads.promise();
        assertThatThrownBy(promise::await)
                .isInstanceOfSatisfying(
                        VolumeRefusal.class,
                        refusal ->
                                assertThat(refusal.kind()).isEqualTo(VolumeRefusal.Kind.DEADLINE));
        assertThat(promise.keep("late")).isFalse();
        assertThat(promise.isWanted()).isFalse();
    }

    @Test
    void callsAreUnfinishedUntilTheirEnd() throws IOException {
        assertThat(threads.unfinishedCalls()).isZero();
        int during = threads.call(threads::unfinishedCalls);
        assertThat(during).isEqualTo(1);
        while (threads.unfinishedCalls() > 0) {
            Thread.onSpinWait();
        }
    }
}
