package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeThreads;
import mailstead.mail.Reason;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.MailStore;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import mailstead.testkit.contract.MailStoreContract;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A file server that hangs hurts its own volume only, for no longer than a deadline, and is noticed
 * when it returns.
 */
@Timeout(30)
class SickVolumeTest {

    /** The deadline is waited for once; the well volume must keep it on a busy machine too. */
    private static final VolumeThreads.Limits LIMITS =
            new VolumeThreads.Limits(2, 2, Duration.ofSeconds(2), 3, Duration.ofSeconds(2));

    private static final class Hang implements Fault {
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public void before(Call call) throws IOException {
            if (call.path().startsWith("/sick")) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    @Test
    void othersAreServedAndTheSickOneIsRefusedAtOnceUntilItAnswersAgain() throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        FaultyFileSystem files = new FaultyFileSystem(memory);
        for (String name : List.of("sick", "well")) {
            memory.mkdir("/" + name, 0755);
            MountedVolume.initialise(files, "/" + name, "id-" + name);
        }
        List<Volume> entries =
                List.of(
                        new Volume("sick", "/sick", "id-sick", 1),
                        new Volume("well", "/well", "id-well", 1));
        Hang hang = new Hang();
        try (StoreFixture fixture = new StoreFixture((FileSystem) files, entries, LIMITS);
                ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(deliver(fixture, "sick")).isInstanceOf(MailStore.Result.Stored.class);
            files.set(hang);
            List<Future<MailStore.Result>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(sessions.submit(() -> deliver(fixture, "sick")));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(deliver(fixture, "well")).isInstanceOf(MailStore.Result.Stored.class);
            }
            for (Future<MailStore.Result> each : waiting) {
                assertUnavailable(each.get());
            }
            int before = files.calls().size();
            for (int i = 0; i < 100; i++) {
                assertUnavailable(deliver(fixture, "sick"));
            }
            assertThat(files.calls()).as("an open circuit sends nothing").hasSize(before);
            assertThat(fixture.events().size()).as("told once for each kind").isBetween(1, 3);

            hang.release.countDown();
            awaitWell(fixture);
            awaitIdle(fixture.volume("sick").threads());
            // The two that hung in the kernel happened after their callers had given up: they are
            // undone, on the threads that hung.
            assertThat(fixture.store().open(account("sick")).entries()).hasSize(2);
        }
    }

    private static void awaitWell(StoreFixture fixture) {
        while (true) {
            fixture.advance(Duration.ofSeconds(3));
            if (deliver(fixture, "sick") instanceof MailStore.Result.Stored) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** A healthy volume serves on one thread while another still finishes what had hung. */
    private static void awaitIdle(VolumeThreads threads) {
        while (threads.busyThreads() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void assertUnavailable(MailStore.Result result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        MailStore.Result.Failed.class,
                        failed ->
                                assertThat(failed.why().reason())
                                        .isEqualTo(Reason.STORAGE_UNAVAILABLE));
    }

    private static MailStore.Result deliver(StoreFixture fixture, String volume) {
        return fixture.store()
                .deliver(
                        List.of(new MailStore.Drop(account(volume), new byte[0])),
                        MailStoreContract.content(
                                "x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                        MailStore.Mode.ALL)
                .getFirst();
    }

    private static Account account(String volume) {
        return new Account(
                "tevie",
                "customer-1",
                List.of(),
                List.of(),
                new Home(volume, "12/34/tevie"),
                Optional.empty(),
                Quota.NONE,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }
}
