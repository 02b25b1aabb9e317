package mailstead.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mailstead.fs.log.LogPolicy;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;

/** One call hangs, as on a hard mount of a frozen server, and comes back when it wants. */
class SharedLogHangTest {

    private static final LogPolicy IMPATIENT =
            new LogPolicy(
                    1 << 20, 1, 3, 64, 0, Duration.ZERO, 9, 1000, 8, 8, 1000, Duration.ofMillis(1));

    /** The call of that number hangs, before or after it is done. */
    private static final class Hang implements Fault {

        private final int number;
        private final boolean isDone;
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        Hang(int number, boolean isDone) {
            this.number = number;
            this.isDone = isDone;
        }

        @Override
        public void before(Call call) {
            hang(call, false);
        }

        @Override
        public void after(Call call) {
            hang(call, true);
        }

        private void hang(Call call, boolean isAfter) {
            if (call.number() == number && isAfter == isDone) {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private int callsOfAnAppend() throws IOException {
        MemoryFileSystem memory = new MemoryFileSystem();
        memory.mkdir(Host.TOP, 0700);
        FaultyFileSystem files = new FaultyFileSystem(memory);
        Host host = new Host(files, 1);
        host.append("first");
        files.set(Fault.NONE);
        host.append("second");
        return files.calls().size();
    }

    @Test
    void aHungAppendHoldsUpNobodyForLong() throws Exception {
        int calls = callsOfAnAppend();
        for (boolean isDone : List.of(false, true)) {
            for (int number = 1; number <= calls; number++) {
                hangIn(number, isDone);
            }
        }
    }

    private void hangIn(int number, boolean isDone) throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        memory.mkdir(Host.TOP, 0700);
        FaultyFileSystem files = new FaultyFileSystem(memory);
        Host host = new Host(files, Host.FOLDER, 1, IMPATIENT);
        History history = new History();
        history.append(host, "first");
        Hang hang = new Hang(number, isDone);
        files.set(hang);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> hung = threads.submit(() -> history.append(host, "hung"));
            assertThat(hang.begun.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 4; i++) {
                history.append(host, "line " + i);
                history.read(host);
                host.keepUp();
            }
            assertThat(history.count()).isEqualTo(5);
            hang.end.countDown();
            hung.get(10, TimeUnit.SECONDS);
        }
        assertThat(history.count()).isEqualTo(6);
        history.check(new Host(memory, 2));
        history.check(host);
    }
}
