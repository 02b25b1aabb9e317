package mailstead.maildir;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeThreads;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.maildir.files.Mailbox;
import mailstead.spi.Volume;

/** A store on one volume {@code v1}, with a clock that stands still until moved. */
final class StoreFixture implements AutoCloseable {

    static final VolumeThreads.Limits LIMITS =
            new VolumeThreads.Limits(4, 64, Duration.ofSeconds(10), 1000, Duration.ofSeconds(2));

    private static final AtomicLong SEED = new AtomicLong(7);

    private final Volumes volumes;
    private final MaildirStore store;
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanos = new AtomicLong();

    StoreFixture(FileSystem files, String folder) throws IOException {
        this(files, folder, true);
    }

    StoreFixture(FileSystem files, String folder, boolean isInitialised) throws IOException {
        this(files, List.of(new Volume("v1", folder, "id-1", 1)), LIMITS);
        if (isInitialised) {
            MountedVolume.initialise(files, folder, "id-1");
        }
    }

    StoreFixture(FileSystem files, List<Volume> entries, VolumeThreads.Limits limits) {
        volumes = new Volumes(() -> entries, files, limits, nanos::get);
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));
        store =
                new MaildirStore(
                        volumes,
                        "mx-1",
                        clock,
                        nanos::get,
                        new Random(SEED.getAndIncrement()),
                        events::add);
    }

    MaildirStore store() {
        return store;
    }

    List<Event> events() {
        return events;
    }

    /** Until nothing is being done that nobody waits for. */
    void awaitRest() throws MailException {
        while (volume().threads().unfinishedCalls() > 0) {
            Thread.yield();
        }
    }

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    MountedVolume volume() throws MailException {
        return volume("v1");
    }

    MountedVolume volume(String name) throws MailException {
        return volumes.named(name);
    }

    Mailbox mailbox(String home) throws MailException {
        return new Mailbox(volume(), home, Optional.empty());
    }

    /**
     * Returns when all work that was handed to the volume has ended: the queue is first in, first
     * out, and all threads meet behind it.
     */
    void awaitQuiet() throws IOException, MailException {
        CountDownLatch meeting = new CountDownLatch(LIMITS.threadsMax());
        VolumeThreads.Task<CountDownLatch> meet =
                () -> {
                    meeting.countDown();
                    try {
                        meeting.await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                    return meeting;
                };
        for (int i = 1; i < LIMITS.threadsMax(); i++) {
            volume().threads().startUnattended(meet);
        }
        volume().threads().call(meet);
    }

    @Override
    public void close() {
        volumes.close();
    }
}
