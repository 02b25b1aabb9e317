package mailstead.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.log.LogPolicy;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many hosts at once, each with several threads; some calls fail, some hosts fall asleep. */
class SharedLogStormTest {

    /** A leader that sleeps is soon done without. */
    private static final LogPolicy IMPATIENT =
            new LogPolicy(
                    1 << 20, 1, 3, 64, 0, Duration.ZERO, 9, 1000, 8, 8, 1000, Duration.ofMillis(5));

    private static final int STORMS = 15;
    private static final int HOSTS = 4;
    private static final int THREADS = 2;
    private static final int APPENDS = 40;

    private History history = new History();

    /** Counts how far all hosts are; a sleeper sleeps until the others are so much further. */
    private static final class Progress {

        private int steps;
        private int awake = HOSTS * THREADS;

        synchronized void step() {
            steps++;
            notifyAll();
        }

        synchronized void sleepThrough(int others) {
            int until = steps + others;
            awake--;
            try {
                while (steps < until && awake > 0) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                awake++;
            }
        }

        synchronized void leave() {
            awake--;
            notifyAll();
        }
    }

    /** Fails some calls, done or not, and sleeps before or after some others. */
    private static final class Weather implements Fault {

        private final SplittableRandom random;
        private final Progress progress;
        private final double failures;
        private final double naps;

        Weather(long seed, Progress progress, double failures, double naps) {
            this.random = new SplittableRandom(seed);
            this.progress = progress;
            this.failures = failures;
            this.naps = naps;
        }

        private synchronized double draw() {
            return random.nextDouble();
        }

        @Override
        public void before(Call call) throws IOException {
            happen(call);
        }

        @Override
        public void after(Call call) throws IOException {
            happen(call);
        }

        private void happen(Call call) throws IOException {
            if (draw() < naps) {
                progress.sleepThrough((int) (draw() * 40));
            }
            if (draw() < failures) {
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }
    }

    private void storm(List<Host> hosts, Progress progress) throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        AtomicInteger line = new AtomicInteger();
        for (Host host : hosts) {
            for (int thread = 0; thread < THREADS; thread++) {
                clients.add(() -> {
                    try {
                        live(host, line, progress);
                    } finally {
                        progress.leave();
                    }
                    return null;
                });
            }
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
        }
    }

    private void live(Host host, AtomicInteger line, Progress progress) {
        for (int i = 0; i < APPENDS; i++) {
            history.append(host, "line " + line.incrementAndGet());
            history.read(host);
            try {
                host.keepUp();
            } catch (IOException _) {
                // Fails when calls fail.
            }
            progress.step();
        }
    }

    @Test
    void nothingIsLostOrRepeatedInAStorm() throws Exception {
        for (int seed = 1; seed <= STORMS; seed++) {
            history = new History();
            storm(seed);
        }
    }

    private void storm(long seed) throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        memory.mkdir(Host.TOP, 0700);
        Progress progress = new Progress();
        List<Host> hosts = new ArrayList<>();
        List<FaultyFileSystem> all = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            FaultyFileSystem files = new FaultyFileSystem(memory);
            files.set(new Weather(seed * 10 + i, progress, 0.01 * (seed % 3), 0.01));
            all.add(files);
            hosts.add(new Host(files, Host.FOLDER, seed * 100 + i, IMPATIENT));
        }
        storm(hosts, progress);
        all.forEach(files -> files.set(Fault.NONE));
        history.check(new Host(memory, 999));
        for (Host host : hosts) {
            history.settle(host, "line");
            history.append(host, "last of " + hosts.indexOf(host));
        }
        history.check(new Host(memory, 998));
        assertThat(history.count()).isGreaterThan(HOSTS * THREADS * APPENDS / 2);
    }

    @Test
    void hostsOnARealFileSystemAgree(@TempDir Path temporary) throws Exception {
        FileSystem files = new LinuxFileSystem();
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            hosts.add(new Host(files, temporary + "/log", i, Host.HASTY));
        }
        storm(hosts, new Progress());
        history.check(new Host(files, temporary + "/log", 99, Host.HASTY));
        assertThat(history.count()).isEqualTo(HOSTS * THREADS * APPENDS);
    }
}
