package mailstead.checks.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.maildir.MaildirStore;
import mailstead.maildir.Volumes;
import mailstead.service.account.Login;
import mailstead.service.mailbox.Mailboxes;
import mailstead.service.mailbox.UserMailboxes;
import mailstead.spi.Account;
import mailstead.spi.Home;
import mailstead.spi.MailStore;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.contract.MailStoreContract;

/** One node's store on one volume, with one account and its folders as a user has them. */
final class StoreNode implements AutoCloseable {

    static final String VOLUME = "/v1";

    private static final VolumeThreads.Limits LIMITS =
            new VolumeThreads.Limits(4, 64, Duration.ofSeconds(10), 1000, Duration.ofSeconds(2));

    private static final AtomicLong SEED = new AtomicLong(7);

    private static final Account ACCOUNT =
            new Account(
                    "tevie",
                    "customer-1",
                    List.of(),
                    List.of(),
                    new Home("v1", "12/34/tevie"),
                    Optional.empty(),
                    Quota.NONE,
                    Set.of(),
                    Status.ACTIVE,
                    Status.ACTIVE,
                    Map.of());

    private final Volumes volumes;
    private final MaildirStore store;

    StoreNode(FileSystem files) {
        Volume volume = new Volume("v1", VOLUME, "id-1", 1);
        volumes = new Volumes(() -> List.of(volume), files, LIMITS, () -> 0);
        store =
                new MaildirStore(
                        volumes,
                        "mx-1",
                        InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000)),
                        () -> 0,
                        new Random(SEED.getAndIncrement()),
                        _ -> {});
    }

    static void initialise(FileSystem files) throws IOException {
        files.mkdir(VOLUME, 0755);
        files.syncFolder("/");
        MountedVolume.initialise(files, VOLUME, "id-1");
    }

    MaildirStore store() {
        return store;
    }

    UserMailboxes mailboxes() throws MailException {
        return new Mailboxes(store.folders(), InMemoryDirectory.serving("cluster.example"))
                .open(new Login(ACCOUNT));
    }

    void deliver(String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(
                        store.deliver(
                                        List.of(new MailStore.Drop(ACCOUNT, new byte[0])),
                                        MailStoreContract.content(octets),
                                        MailStore.Mode.ALL)
                                .getFirst())
                .isInstanceOf(MailStore.Result.Stored.class);
    }

    /** Until nothing is being done that nobody waits for. */
    void awaitRest() throws MailException {
        while (volumes.named("v1").threads().unfinishedCalls() > 0) {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        volumes.close();
    }
}
