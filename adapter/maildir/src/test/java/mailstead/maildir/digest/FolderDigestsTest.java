package mailstead.maildir.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.fs.VolumeRefusal;
import mailstead.fs.VolumeThreads;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.DigestCodec;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.UniqueNames;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes and more over one folder's cache. */
class FolderDigestsTest {

    private static final String CACHE = "/v1/home/" + SegmentFiles.DIRECTORY;

    /** One thread: what nobody waits for is done before what is asked next. */
    private static final VolumeThreads.Limits LIMITS =
            new VolumeThreads.Limits(
                    1, 10_000, Duration.ofSeconds(30), 1000, Duration.ofSeconds(2));

    private final FaultyFileSystem files = new FaultyFileSystem(new MemoryFileSystem());
    private final AtomicLong nanos = new AtomicLong();
    private final Set<String> gone = new HashSet<>();
    private final List<MountedVolume> volumes = new ArrayList<>();
    private long nodes;

    @BeforeEach
    void makeHome() throws IOException {
        files.mkdir("/v1", 0700);
        files.mkdir("/v1/home", 0700);
        files.mkdir("/v1/home/tmp", 0700);
        MountedVolume.initialise(files, "/v1", "id-1");
    }

    @AfterEach
    void close() {
        volumes.forEach(MountedVolume::close);
    }

    /** Another process. */
    private final class NodeOfTest {

        final MountedVolume volume;
        final DigestMemory memory;
        final FolderDigests digests;

        NodeOfTest(long memoryOctets) {
            this(memoryOctets, LIMITS);
        }

        NodeOfTest(long memoryOctets, VolumeThreads.Limits limits) {
            volume = new MountedVolume("v1", "/v1", "id-1", files, limits, nanos::get);
            volumes.add(volume);
            memory = new DigestMemory(memoryOctets);
            InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));
            digests =
                    new FolderDigests(
                            new Mailbox(volume, "home", Optional.empty()),
                            memory,
                            new UniqueNames("mx", clock, new Random(nodes++)),
                            nanos::get,
                            () -> key -> !gone.contains(key));
        }

        void remember(int from, int to) {
            for (int i = from; i < to; i++) {
                digests.remember(key(i), digest(i));
            }
        }

        /** Waits for what nobody waits for. */
        void rest() throws IOException {
            volume.threads().call(() -> "at rest");
        }

        void settle() throws IOException {
            digests.settle();
            rest();
        }

        int known(int from, int to) throws IOException {
            int known = 0;
            for (int i = from; i < to; i++) {
                Optional<Digest> found = digests.find(key(i));
                if (found.isPresent()) {
                    assertThat(found.get()).isEqualTo(digest(i));
                    known++;
                }
            }
            return known;
        }
    }

    private NodeOfTest node() {
        return new NodeOfTest(DigestMemory.OCTETS_MAX);
    }

    private static String key(int i) {
        return 1_800_000_000 + i + ".Q" + Integer.toHexString(i) + "Rab.mx";
    }

    private static Digest digest(int i) {
        String message =
                "From: <f%1$d@example>\r\nSubject: number %1$d\r\n\r\nText %1$d\r\n".formatted(i);
        try {
            return Digest.read(
                    new ByteArrayInputStream(message.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> cached() throws IOException {
        return files.list(CACHE).stream().map(FileSystem.Entry::name).sorted().toList();
    }

    private long calls(String name) {
        return files.calls().stream().filter(call -> call.name().equals(name)).count();
    }

    @Test
    void whatOneNodeHasMadeTheOtherFinds() throws IOException {
        NodeOfTest one = node();
        assertThat(one.known(0, 10)).isZero();
        one.remember(0, 10);
        assertThat(one.known(0, 10)).isEqualTo(10);
        NodeOfTest other = node();
        assertThat(other.known(0, 10)).isZero();
        one.settle();
        assertThat(other.known(0, 10)).as("listed a moment ago").isZero();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(other.known(0, 10)).isEqualTo(10);
        assertThat(node().known(0, 20)).isEqualTo(10);
        assertThat(files.list("/v1/home/tmp")).isEmpty();
    }

    @Test
    void aWarmFolderCostsOneListingAndOneReadForEachSegment() throws IOException {
        NodeOfTest one = node();
        one.remember(0, 256 * 3);
        one.rest();
        assertThat(cached()).hasSize(3);
        NodeOfTest other = node();
        other.rest();
        other.digests.find("1.foreign");
        files.set(FaultyFileSystem.Fault.NONE);
        assertThat(other.known(0, 256 * 3)).isEqualTo(256 * 3);
        assertThat(calls("open")).isEqualTo(3);
        assertThat(calls("list")).isZero();
        assertThat(other.known(0, 256 * 3)).isEqualTo(256 * 3);
        assertThat(calls("open")).isEqualTo(3);
    }

    @Test
    void onlyTheSegmentsAreReadThatMayHaveIt() throws IOException {
        NodeOfTest one = node();
        one.remember(0, 256 * 3);
        one.rest();
        NodeOfTest other = node();
        files.set(FaultyFileSystem.Fault.NONE);
        assertThat(other.known(700, 701)).isEqualTo(1);
        assertThat(files.calls().stream().filter(call -> call.path().contains("/d1.")))
                .extracting(FaultyFileSystem.Call::name)
                .containsOnlyOnce("open");
    }

    @Test
    void aFewAreLeftWhenTheyGrowOld() throws IOException {
        NodeOfTest one = node();
        one.remember(0, 3);
        one.settle();
        assertThat(node().known(0, 3)).isZero();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(one.known(0, 3)).isEqualTo(3);
        one.rest();
        assertThat(node().known(0, 3)).isEqualTo(3);
    }

    @Test
    void manySmallSegmentsBecomeOneWithoutWhatIsGone() throws IOException {
        NodeOfTest early = node();
        for (int i = 0; i < Merging.SMALL_MAX - 1; i++) {
            NodeOfTest one = node();
            one.remember(i * 10, i * 10 + 10);
            one.settle();
        }
        int all = Merging.SMALL_MAX * 10;
        assertThat(early.known(0, all)).isEqualTo(all - 10);
        gone.add(key(3));
        NodeOfTest last = node();
        last.remember(all - 10, all);
        last.settle();
        assertThat(cached()).hasSize(1);
        assertThat(last.known(0, all)).isEqualTo(all - 1);
        assertThat(early.known(0, all - 10)).as("from its memory").isEqualTo(all - 10);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(early.known(all - 10, all)).isEqualTo(10);
        assertThat(node().known(0, all)).isEqualTo(all - 1);
    }

    @Test
    void aLargeSegmentOfWhichMostIsGoneIsMergedToo() throws IOException {
        Map<String, byte[]> records = new HashMap<>();
        byte[] octets = DigestCodec.encode(digest(1_000));
        for (int i = 1_000; records.size() * (long) octets.length < Merging.SMALL_OCTETS; i++) {
            records.put(key(i), octets);
            gone.add(key(i));
        }
        gone.remove(key(1_000));
        DigestSegment large = DigestSegment.of(records);
        SegmentName name = large.named("large");
        files.mkdir(CACHE, 0700);
        replace(CACHE + "/" + name, large.octets());
        for (int i = 0; i < Merging.SMALL_MAX; i++) {
            NodeOfTest one = node();
            one.remember(i * 10, i * 10 + 10);
            one.settle();
        }
        assertThat(cached()).hasSize(1).doesNotContain(name.toString());
        assertThat(node().known(0, Merging.SMALL_MAX * 10)).isEqualTo(Merging.SMALL_MAX * 10);
        assertThat(node().known(1_000, 1_010)).isEqualTo(1);
    }

    @Test
    void aNodeWithoutMemoryReadsAgain() throws IOException {
        NodeOfTest poor = new NodeOfTest(0);
        poor.remember(0, 256);
        poor.rest();
        assertThat(poor.memory.octets()).isZero();
        assertThat(poor.known(0, 256)).isEqualTo(256);
    }

    @Test
    void deletingTheCacheAtAnyTimeIsHarmless() throws IOException {
        NodeOfTest one = new NodeOfTest(0);
        one.remember(0, 256);
        one.rest();
        for (String name : cached()) {
            files.unlink(CACHE + "/" + name);
        }
        files.rmdir(CACHE);
        assertThat(one.known(0, 256)).isZero();
        one.remember(0, 256);
        one.rest();
        assertThat(node().known(0, 256)).isEqualTo(256);
    }

    @Test
    void damageIsNeitherShownNorKept() throws IOException {
        NodeOfTest one = node();
        one.remember(0, 20);
        one.settle();
        String name = cached().getFirst();
        byte[] whole = content(CACHE + "/" + name);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            replace(CACHE + "/" + name, damaged);
            assertThat(node().known(0, 1)).as("octet " + at).isZero();
            assertThat(cached()).isEmpty();
            replace(CACHE + "/" + name, Arrays.copyOf(whole, at));
            assertThat(node().known(0, 1)).as("cut at " + at).isZero();
            assertThat(cached()).isEmpty();
        }
        replace(CACHE + "/" + name, whole);
        assertThat(node().known(0, 20)).isEqualTo(20);
    }

    @Test
    void strangersAreRemoved() throws IOException {
        files.mkdir(CACHE, 0700);
        files.mkdir(CACHE + "/folder", 0700);
        replace(CACHE + "/d9.0-9999999999.40.newer", new byte[40]);
        replace(CACHE + "/core", new byte[4]);
        NodeOfTest one = node();
        assertThat(one.known(0, 10)).isZero();
        one.remember(0, 10);
        one.settle();
        assertThat(cached()).hasSize(2).contains("folder");
        assertThat(node().known(0, 10)).isEqualTo(10);
    }

    @Test
    void whateverFailsOnlyWorkIsLost() throws IOException {
        boolean isAnyFailed = true;
        for (int failing = 1; isAnyFailed; failing++) {
            isAnyFailed = runWith(failing, false) | runWith(failing, true);
        }
    }

    /** Fails one call, before or after it has happened. */
    private boolean runWith(int failing, boolean isAfter) throws IOException {
        boolean[] hasFailed = new boolean[1];
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void before(FaultyFileSystem.Call call) throws IOException {
                        fail(call, !isAfter);
                    }

                    @Override
                    public void after(FaultyFileSystem.Call call) throws IOException {
                        fail(call, isAfter);
                    }

                    private void fail(FaultyFileSystem.Call call, boolean isTime)
                            throws IOException {
                        boolean isMarker = call.path().endsWith(MountedVolume.MARKER_NAME);
                        if (isTime && call.number() == failing && !isMarker) {
                            hasFailed[0] = true;
                            throw new FileFailure(call.name(), call.path(), Errno.EIO);
                        }
                    }
                });
        NodeOfTest one = node();
        assertThat(one.known(0, 10)).isBetween(0, 10);
        for (int i = 0; i <= Merging.SMALL_MAX; i++) {
            one.remember(i * 10, i * 10 + 10);
            one.settle();
        }
        assertThat(one.known(0, 130)).isEqualTo(130);
        NodeOfTest other = node();
        assertThat(other.known(0, 130)).isBetween(0, 130);
        files.set(FaultyFileSystem.Fault.NONE);
        assertThat(node().known(0, 130)).isGreaterThanOrEqualTo(10);
        for (FileSystem.Entry entry : files.list(CACHE)) {
            files.unlink(CACHE + "/" + entry.name());
        }
        for (FileSystem.Entry entry : files.list("/v1/home/tmp")) {
            files.unlink("/v1/home/tmp/" + entry.name());
        }
        return hasFailed[0];
    }

    @Test
    void aVolumeThatDoesNotAnswerIsTold() throws IOException {
        NodeOfTest one = node();
        one.rest();
        one.volume.close();
        assertThatThrownBy(() -> one.digests.find(key(1))).isInstanceOf(VolumeRefusal.class);
    }

    /** Each 256 make a segment, small ones are merged as they come: files do not grow many. */
    @Test
    void whatIsMadeBitByBitStaysFewFiles() throws IOException {
        int count = 12_000;
        NodeOfTest one = new NodeOfTest(1024 * 1024);
        Digest digest = digest(1);
        for (int i = 0; i < count; i++) {
            one.digests.remember(key(i), digest);
            if (i % 1024 == 1023) {
                one.rest();
            }
        }
        one.settle();
        assertThat(cached()).hasSizeLessThan(Merging.SMALL_MAX + count / 256 / Merging.SMALL_MAX);
        NodeOfTest other = node();
        for (int i = 0; i < count; i += 7) {
            assertThat(other.digests.find(key(i)).isPresent()).isTrue();
        }
    }

    /** A node that reads much leaves segments faster than they are merged. */
    @Test
    void oneThreadMergesAtATime() throws Exception {
        CountDownLatch isListed = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void after(FaultyFileSystem.Call call) {
                        if (call.name().equals("list") && isListed.getCount() > 0) {
                            isListed.countDown();
                            awaitIt(mayGoOn);
                        }
                    }
                });
        VolumeThreads.Limits two =
                new VolumeThreads.Limits(
                        2, 10_000, Duration.ofSeconds(30), 1000, Duration.ofSeconds(2));
        NodeOfTest one = new NodeOfTest(DigestMemory.OCTETS_MAX, two);
        one.remember(0, 256);
        assertThat(isListed.await(30, TimeUnit.SECONDS)).isTrue();
        one.remember(256, 512);
        one.rest();
        assertThat(calls("list")).isEqualTo(1);
        mayGoOn.countDown();
        assertThat(one.known(0, 512)).isEqualTo(512);
    }

    @Test
    void aHundredThousandMessagesCostOneReadForEachSegmentAndBoundedMemory() throws IOException {
        int count = 100_000;
        int each = 10_000;
        byte[] octets = DigestCodec.encode(digest(1));
        files.mkdir(CACHE, 0700);
        for (int from = 0; from < count; from += each) {
            Map<String, byte[]> records = new HashMap<>();
            for (int i = from; i < from + each; i++) {
                records.put(key(i), octets);
            }
            DigestSegment segment = DigestSegment.of(records);
            replace(CACHE + "/" + segment.named("s" + from), segment.octets());
        }
        long memoryMax = 8 * 1024 * 1024;
        NodeOfTest one = new NodeOfTest(memoryMax);
        files.set(FaultyFileSystem.Fault.NONE);
        for (int i = 0; i < count; i += 7) {
            assertThat(one.digests.find(key(i)).isPresent()).isTrue();
        }
        // And the marker of the volume.
        assertThat(calls("open")).isLessThanOrEqualTo(1 + count / each);
        assertThat(calls("list")).isEqualTo(1);
        assertThat(one.memory.octets()).isBetween(1L, memoryMax);
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] content(String path) throws IOException {
        try (FileSystem.File file = files.open(path)) {
            byte[] buffer = new byte[1024 * 1024];
            int count = file.read(buffer, 0, buffer.length);
            return Arrays.copyOf(buffer, count);
        }
    }

    private void replace(String path, byte[] content) throws IOException {
        if (files.list(CACHE).stream().anyMatch(entry -> path.endsWith("/" + entry.name()))) {
            files.unlink(path);
        }
        try (FileSystem.File file = files.create(path, 0600)) {
            file.write(content, 0, content.length);
        }
    }
}
