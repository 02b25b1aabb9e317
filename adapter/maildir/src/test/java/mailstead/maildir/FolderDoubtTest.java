package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.mail.MailException;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client tries again after it was told that it failed, on a node that lives on. */
class FolderDoubtTest {

    private static final int CALLS_MAX = 100;

    private final MemoryFileSystem disk = new MemoryFileSystem();
    private final FaultyFileSystem files = new FaultyFileSystem(disk);

    @BeforeEach
    void makeVolume() throws IOException {
        disk.mkdir("/v1", 0755);
    }

    /** The server goes away with a call, which it has done or not, and comes back. */
    private static final class Away implements Fault {

        private final int number;
        private final boolean happens;
        private volatile boolean isReached;

        Away(int number, boolean happens) {
            this.number = number;
            this.happens = happens;
        }

        @Override
        public void before(Call call) throws IOException {
            if (call.number() > number || call.number() == number && !happens) {
                isReached = true;
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }

        @Override
        public void after(Call call) throws IOException {
            if (call.number() == number) {
                isReached = true;
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }
    }

    private interface Deed {
        void run() throws Exception;
    }

    /**
     * @return whether the client was told that it was done
     */
    private static boolean isAcknowledged(Deed deed) throws Exception {
        try {
            deed.run();
            return true;
        } catch (MailException _) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsAppendedAgainIsThereOnce(boolean happens) throws Exception {
        boolean isReached = true;
        int refused = 0;
        for (int number = 1; isReached; number++) {
            assertThat(number).isLessThan(CALLS_MAX);
            byte[] message = Folders.message(1000 * (happens ? 1 : 2) + number);
            try (StoreFixture fixture = new StoreFixture(files, "/v1", number == 1)) {
                MaildirStore store = fixture.store();
                MailFolder inbox = Folders.open(store, "INBOX");
                inbox.refresh(Duration.ZERO);
                fixture.awaitRest();
                Away away = new Away(number, happens);
                files.set(away);
                boolean isDone = isAcknowledged(() -> Folders.add(inbox, message, Flags.NONE));
                fixture.awaitRest();
                files.set(Fault.NONE);
                isReached = away.isReached;
                if (!isDone) {
                    refused++;
                    Folders.add(inbox, message, Flags.NONE);
                }
                inbox.refresh(Duration.ZERO);
                fixture.awaitRest();
                assertThat(copies(inbox.refresh(Duration.ZERO), inbox, message))
                        .as("call " + number + ", acknowledged " + isDone)
                        .isEqualTo(1);
            }
        }
        assertThat(refused).isGreaterThan(5);
    }

    private static int copies(FolderState state, MailFolder folder, byte[] octets)
            throws Exception {
        int copies = 0;
        for (Message message : state) {
            copies += java.util.Arrays.equals(Folders.read(folder, message), octets) ? 1 : 0;
        }
        return copies;
    }

    /** Another node expunges a message between its copy and its own end here. */
    @Test
    void whatIsExpungedWhileItIsMovedDoesNotStay() throws Exception {
        try (StoreFixture one = new StoreFixture(files, "/v1");
                StoreFixture other = new StoreFixture(disk, "/v1", false)) {
            for (int i = 0; i < 3; i++) {
                Folders.deliver(one.store(), Folders.message(i));
            }
            Folders.create(one.store(), "A");
            MailFolder here = Folders.open(one.store(), "INBOX");
            MailFolder there = Folders.open(other.store(), "INBOX");
            here.refresh(Duration.ZERO);
            there.refresh(Duration.ZERO);
            AtomicBoolean isDone = new AtomicBoolean();
            files.set(
                    new Fault() {
                        @Override
                        public void after(Call call) {
                            boolean isCopied =
                                    call.name().equals("rename") && call.path().contains("/.A/");
                            if (isCopied && isDone.compareAndSet(false, true)) {
                                expunge(there, 2);
                            }
                        }
                    });
            MailFolder target = Folders.open(one.store(), "A");
            MailFolder.Copied moved = here.move(NumberSet.of(1, 2), target);
            assertThat(isDone).isTrue();
            assertThat(moved.sources()).containsExactly(1L);
            List<Long> left = new ArrayList<>();
            target.refresh(Duration.ZERO).forEach(message -> left.add(message.uid()));
            assertThat(left).containsExactly(moved.copies().getFirst().uid());
            assertThat(here.known().uids()).isEqualTo(NumberSet.of(3));
        }
    }

    private static void expunge(MailFolder folder, long uid) {
        try {
            Folders.expunge(folder, NumberSet.of(uid));
        } catch (MailException | FolderGone e) {
            throw new AssertionError(e);
        }
    }
}
