package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.MailFolder;
import mailstead.spi.Volume;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file server that hangs: sessions on a folder wait for a deadline, one thread is stuck. */
@Timeout(60)
class FolderSickVolumeTest {

    private static final VolumeThreads.Limits LIMITS =
            new VolumeThreads.Limits(4, 64, Duration.ofSeconds(1), 100, Duration.ofSeconds(2));

    private static final class Hang implements Fault {
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public void before(Call call) throws IOException {
            if (call.path().contains("mailstead.log")) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    @Test
    void aHungFolderTakesOneThreadAndGoesOnWhenTheServerDoes() throws Exception {
        MemoryFileSystem memory = new MemoryFileSystem();
        FaultyFileSystem files = new FaultyFileSystem(memory);
        memory.mkdir("/v1", 0755);
        MountedVolume.initialise(files, "/v1", "id-1");
        List<Volume> entries = List.of(new Volume("v1", "/v1", "id-1", 1));
        try (StoreFixture fixture = new StoreFixture(files, entries, LIMITS);
                ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                Folders.deliver(fixture.store(), Folders.message(i));
            }
            MailFolder inbox = Folders.open(fixture.store(), "INBOX");
            inbox.refresh(Duration.ZERO);
            fixture.awaitRest();
            Hang hang = new Hang();
            files.set(hang);
            List<Future<FolderState>> waiting = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                NumberSet uid = NumberSet.of(i);
                waiting.add(
                        sessions.submit(
                                () -> Folders.flag(inbox, uid, Flags.of(Flags.System.SEEN))));
            }
            for (Future<FolderState> each : waiting) {
                assertUnavailable(each);
            }
            assertThat(fixture.volume().threads().busyThreads()).isEqualTo(1);
            assertThat(Folders.read(inbox, inbox.known().get(0))).isEqualTo(Folders.message(0));
            hang.release.countDown();
            fixture.awaitRest();
            FolderState state = Folders.flag(inbox, NumberSet.ALL, Flags.of(Flags.System.FLAGGED));
            assertThat(state.size()).isEqualTo(10);
            assertThat(state).allMatch(message -> message.flags().has(Flags.System.FLAGGED));
        }
    }

    private static void assertUnavailable(Future<FolderState> session) throws Exception {
        try {
            session.get();
            throw new AssertionError("answered by a server that hangs");
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            MailException.class,
                            why -> assertThat(why.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE));
        }
    }
}
