package mailstead.directory.replica;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.customer;
import static mailstead.testkit.contract.Examples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.directory.copy.Version;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Taking copies and answering from them, turn by turn on the test's own thread. */
final class ReplicaTest {

    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Executor AT_ONCE = Runnable::run;

    private final InMemoryDirectory truth = new InMemoryDirectory();
    private final FakeClock clock = new FakeClock();
    private final FakeClock publishersClock = new FakeClock();
    private final RecordingSink events = new RecordingSink();
    private MemoryFileSystem disk = new MemoryFileSystem();
    private Press press;
    private PressSource source;

    @BeforeEach
    void fill() throws Exception {
        Examples.fill(truth);
        truth.addAccount(account("tevie", "tevie@x.example"));
        press = new Press(truth);
        source = new PressSource(press, publishersClock, false);
        press.generation(1, clock.instant());
    }

    private Replica open() throws IOException {
        return open(disk);
    }

    private Replica open(FileSystem files) throws IOException {
        return Replica.open(
                new ReplicaSettings(
                        "/copy", press.keys(), INTERVAL, INTERVAL.multipliedBy(2), 1L << 30),
                source,
                files,
                Disk.mapper(disk),
                AT_ONCE,
                clock,
                new Random(7),
                events,
                new Turns(Duration.ZERO, Duration.ofSeconds(20)));
    }

    private static Optional<Version> version(Replica replica) {
        return replica.state().version();
    }

    private static boolean knows(Replica replica, String login) throws Exception {
        return replica.look(reading -> reading.account(login)).isPresent();
    }

    private void add(String login) throws Exception {
        truth.addAccount(account(login, login + "@x.example"));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
    }

    private List<String> refusals() {
        return events.events(Event.CopyRefused.class).stream()
                .map(refused -> String.valueOf(refused.cause().orElseThrow().getMessage()))
                .toList();
    }

    // Taking

    @Test
    void withoutACopyNothingIsKnownAndNothingRefused() throws Exception {
        source.isAway = true;
        CopyDirectory directory = new CopyDirectory(open());
        assertUnavailable(() -> directory.account("tevie"));
        assertUnavailable(() -> directory.domain(name("x.example")));
        assertUnavailable(directory::volumes);
        assertUnavailable(directory::isScramReady);
        assertThat(directory.state().isOld()).isTrue();
    }

    @Test
    void takesGenerationsAndInstalments() throws Exception {
        Replica replica = open();
        replica.turn();
        assertThat(version(replica)).contains(new Version(1, 0));
        assertThat(knows(replica, "tevie")).isTrue();
        add("golde");
        press.instalment(clock.instant());
        truth.removeAccount("tevie");
        press.instalment(clock.instant());
        assertThat(knows(replica, "golde")).isFalse();
        replica.turn();
        assertThat(version(replica)).contains(new Version(1, 2));
        assertThat(knows(replica, "golde")).isTrue();
        assertThat(knows(replica, "tevie")).isFalse();
        press.generation(2, clock.instant());
        add("motel");
        press.instalment(clock.instant());
        replica.turn();
        assertThat(version(replica)).contains(new Version(2, 1));
        assertThat(knows(replica, "motel")).isTrue();
        assertThat(knows(replica, "tevie")).isFalse();
        assertThat(events.events(Event.CopyTaken.class)).hasSize(2);
        assertThat(refusals()).isEmpty();
    }

    @Test
    void afterAStartTheDiskIsEnough() throws Exception {
        Replica first = open();
        first.turn();
        add("golde");
        press.instalment(clock.instant());
        first.turn();
        first.close();
        assertUnavailable(() -> knows(first, "tevie"));

        source.isAway = true;
        Replica second = open();
        assertThat(version(second)).contains(new Version(1, 1));
        assertThat(knows(second, "golde")).isTrue();
    }

    @Test
    void aCopyNeverGoesBack() throws Exception {
        press.generation(2, clock.instant());
        Replica replica = open();
        replica.turn();
        add("golde");
        press.generation(1, clock.instant());
        replica.turn();
        assertThat(version(replica)).contains(new Version(2, 0));
        assertThat(knows(replica, "golde")).isFalse();
        assertThat(refusals()).singleElement().asString().contains("went back");
        replica.turn();
        assertThat(refusals()).as("told once").hasSize(1);
        replica.close();

        // Nor does a node that lost its copies and remembers what it had.
        events.clear();
        for (FileSystem.Entry entry : disk.list("/copy/generation-2")) {
            disk.unlink("/copy/generation-2/" + entry.name());
        }
        disk.rmdir("/copy/generation-2");
        Replica again = open();
        again.turn();
        assertThat(version(again)).isEmpty();
        assertThat(refusals()).singleElement().asString().contains("went back");
        press.generation(2, clock.instant());
        again.turn();
        assertThat(version(again)).contains(new Version(2, 0));
    }

    @Test
    void aNodeThatHasOnlyItsMemoryOfAnInstalmentTakesThatFarAtOnce() throws Exception {
        add("golde");
        press.instalment(clock.instant());
        Replica replica = open();
        replica.turn();
        replica.close();
        for (FileSystem.Entry entry : disk.list("/copy/generation-1")) {
            disk.unlink("/copy/generation-1/" + entry.name());
        }
        disk.rmdir("/copy/generation-1");
        Replica again = open();
        again.turn();
        assertThat(version(again)).contains(new Version(1, 1));
        assertThat(knows(again, "golde")).isTrue();
    }

    @Test
    void oldGenerationsAreRemovedWhenTheNextOneComes() throws Exception {
        Replica replica = open();
        for (int number = 1; number <= 4; number++) {
            press.generation(number, clock.instant());
            replica.turn();
        }
        assertThat(disk.list("/copy").stream().map(FileSystem.Entry::name))
                .containsExactlyInAnyOrder("taken", "generation-3", "generation-4");
    }

    // What does not fit

    @Test
    void nothingThatWasChangedOrCutShortIsTaken() throws Exception {
        Replica replica = open();
        replica.turn();
        add("golde");
        press.generation(2, clock.instant());
        add("motel");
        press.instalment(clock.instant());
        Random random = new Random(11);
        List<String> paths = new ArrayList<>(press.files().keySet());
        paths.removeIf(path -> path.startsWith("generation-1/"));
        paths.add("head");
        assertThat(paths).hasSizeGreaterThan(20);
        MemoryFileSystem before = disk;
        for (String path : paths) {
            for (int round = 0; round < 4; round++) {
                int kind = round;
                Replica victim = open(copyOf(before));
                source.tampering =
                        (read, content) ->
                                read.equals(path) ? damaged(content, kind, random) : content;
                events.clear();
                victim.turn();
                boolean isInstalment = path.endsWith("instalment-1");
                assertThat(version(victim))
                        .as(path + " " + kind)
                        .contains(isInstalment ? new Version(2, 0) : new Version(1, 0));
                assertThat(knows(victim, "tevie")).isTrue();
                assertThat(knows(victim, "motel")).isFalse();
                assertThat(refusals()).as(path + " " + kind).hasSize(1);
                assertThat(victim.state().problem()).isPresent();
            }
        }
        source.tampering = (_, content) -> content;
        Replica lucky = open(copyOf(before));
        lucky.turn();
        assertThat(version(lucky)).contains(new Version(2, 1));
    }

    private static byte[] damaged(byte[] content, int kind, Random random) {
        byte[] damaged = content.clone();
        switch (kind) {
            case 0 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                return Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            case 2 -> {
                return Arrays.copyOf(damaged, damaged.length + 1);
            }
            default -> {
                return new byte[0];
            }
        }
        return damaged;
    }

    private MemoryFileSystem copyOf(MemoryFileSystem original) throws IOException {
        MemoryFileSystem copy = new MemoryFileSystem();
        copy(original, copy, "/copy");
        disk = copy;
        return copy;
    }

    private static void copy(FileSystem from, FileSystem to, String folder) throws IOException {
        to.mkdir(folder, 0700);
        for (FileSystem.Entry entry : from.list(folder)) {
            String path = folder + "/" + entry.name();
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                copy(from, to, path);
            } else {
                Disk.write(to, path, Disk.content(from, path));
            }
        }
    }

    @Test
    void somebodyElsesCopyIsNotTaken() throws Exception {
        Replica replica = open();
        replica.turn();
        Press stranger = new Press(truth);
        add("eve");
        stranger.generation(2, clock.instant());
        source.tampering =
                (path, content) ->
                        path.equals("head")
                                ? stranger.head(clock.instant(), Optional.empty())
                                : stranger.file(path).orElse(content);
        replica.turn();
        assertThat(version(replica)).contains(new Version(1, 0));
        assertThat(refusals()).singleElement().asString().contains("signature");
    }

    @Test
    void aManifestOfAnotherGenerationIsNotTaken() throws Exception {
        press.generation(2, clock.instant());
        Map<String, byte[]> old = press.files();
        add("golde");
        press.generation(3, clock.instant());
        Replica replica = open();
        source.tampering =
                (path, content) ->
                        path.equals("generation-3/manifest")
                                ? old.getOrDefault("generation-2/manifest", content)
                                : content;
        replica.turn();
        assertThat(version(replica)).isEmpty();
        assertThat(refusals()).singleElement().asString().contains("manifest");
    }

    @Test
    void filesOfAnotherGenerationAreNotTaken() throws Exception {
        Map<String, byte[]> old = press.files();
        add("golde");
        press.generation(2, clock.instant());
        Replica replica = open();
        source.tampering =
                (path, content) ->
                        path.endsWith(".cdb")
                                ? old.getOrDefault(path.replace("-2/", "-1/"), content)
                                : content;
        replica.turn();
        assertThat(version(replica)).isEmpty();
        assertThat(refusals()).hasSize(1);
    }

    @Test
    void aGapAmongInstalmentsIsNotJumpedOver() throws Exception {
        Replica replica = open();
        replica.turn();
        for (String login : List.of("golde", "motel", "yente")) {
            add(login);
            press.instalment(clock.instant());
        }
        byte[] second = press.file("generation-1/instalment-2").orElseThrow();
        byte[] third = press.file("generation-1/instalment-3").orElseThrow();
        press.replace("generation-1/instalment-2", third);
        replica.turn();
        assertThat(version(replica)).as("all or nothing").contains(new Version(1, 0));
        press.replace("generation-1/instalment-2", second);
        replica.turn();
        assertThat(version(replica)).contains(new Version(1, 3));
        assertThat(knows(replica, "yente")).isTrue();
    }

    @Test
    void instalmentsOfAnotherBranchAreNotTaken() throws Exception {
        Replica replica = open();
        replica.turn();
        add("golde");
        press.instalment(clock.instant());
        replica.turn();
        // The publisher was restored and prints the same version with other content.
        press.generation(1, clock.instant());
        add("motel");
        press.instalment(clock.instant());
        replica.turn();
        assertThat(knows(replica, "motel")).isFalse();
        assertThat(refusals()).singleElement().asString().contains("another one at the source");
    }

    @Test
    void whatRotsOnTheDiskIsFetchedAgain() throws Exception {
        Replica replica = open();
        replica.turn();
        replica.close();
        String path = "/copy/generation-1/domains.cdb";
        byte[] content = Disk.content(disk, path);
        content[content.length - 1] ^= 1;
        disk.unlink(path);
        Disk.write(disk, path, content);

        Replica again = open();
        again.checkFound();
        assertThat(refusals()).singleElement().asString().contains("changed on the disk");
        again.turn();
        assertThat(version(again)).contains(new Version(1, 0));
        assertThat(Disk.content(disk, path)).isNotEqualTo(content);
        assertThat(again.look(reading -> reading.judgedDomain(name("x.example")))).isPresent();
    }

    @Test
    void aDamagedNoteOfWhatWasTakenStopsNobody() throws Exception {
        open().turn();
        disk.unlink("/copy/taken");
        Disk.write(disk, "/copy/taken", "1.".getBytes(US_ASCII));
        Replica replica = open();
        assertThat(version(replica)).contains(new Version(1, 0));
        assertThat(refusals()).hasSize(1);
        press.generation(2, clock.instant());
        replica.turn();
        assertThat(version(replica)).contains(new Version(2, 0));
    }

    // Faults of the node's own disk

    @Test
    void aFullDiskLeavesTheLastCopy() throws Exception {
        FaultyFileSystem files = new FaultyFileSystem(disk);
        Replica replica = open(files);
        replica.turn();
        add("golde");
        press.generation(2, clock.instant());
        AtomicInteger writes = new AtomicInteger();
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void before(FaultyFileSystem.Call call) throws IOException {
                        if (call.name().equals("write") && writes.incrementAndGet() > 5) {
                            throw new FileFailure("write", call.path(), Errno.ENOSPC);
                        }
                    }
                });
        replica.turn();
        assertThat(version(replica)).contains(new Version(1, 0));
        assertThat(knows(replica, "tevie")).isTrue();
        assertThat(refusals()).singleElement().asString().contains("ENOSPC");
        assertThat(disk.list("/copy").stream().map(FileSystem.Entry::name))
                .as("nothing is left behind")
                .containsExactlyInAnyOrder("taken", "generation-1");
    }

    /**
     * Every call fails once, before or after it has happened, and then the power goes: every second
     * call one way, the others the other.
     */
    @ParameterizedTest
    @CsvSource({"before,1", "'after, names kept',1", "'before, names kept',2", "after,2"})
    void aCrashAtAnyCallLosesNothing(String how, int first) throws Exception {
        int call = first;
        boolean reached = true;
        while (reached) {
            reached = crashAt(call, how.startsWith("before"), how.endsWith("names kept"));
            call += 2;
        }
        assertThat(call).as("calls").isGreaterThan(100);
    }

    private boolean crashAt(int number, boolean isBefore, boolean namesKept) throws Exception {
        disk = new MemoryFileSystem();
        press.generation(1, clock.instant());
        FaultyFileSystem files = new FaultyFileSystem(disk);
        Replica replica = open(files);
        replica.turn();
        press.generation(2, clock.instant());
        press.instalment(clock.instant());
        AtomicInteger reached = new AtomicInteger();
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void before(FaultyFileSystem.Call call) throws IOException {
                        fail(call, isBefore);
                    }

                    @Override
                    public void after(FaultyFileSystem.Call call) throws IOException {
                        fail(call, !isBefore);
                    }

                    private void fail(FaultyFileSystem.Call call, boolean isNow)
                            throws IOException {
                        if (call.number() >= number && isNow) {
                            reached.set(call.number());
                            throw new FileFailure(call.name(), call.path(), Errno.EIO);
                        }
                    }
                });
        replica.turn();
        Version before = version(replica).orElseThrow();
        assertThat(knows(replica, "tevie")).isTrue();
        disk.crash(namesKept);

        Replica again = open(disk);
        assertThat(version(again))
                .as("call " + number)
                .hasValueSatisfying(found -> assertThat(found).isGreaterThanOrEqualTo(before));
        assertThat(knows(again, "tevie")).isTrue();
        again.turn();
        assertThat(version(again)).contains(new Version(2, 1));
        assertThat(disk.list("/copy").stream().map(FileSystem.Entry::name))
                .noneMatch(name -> name.endsWith(".new"));
        return reached.get() > 0;
    }

    // Late but never wrong

    @Test
    void aFolderProvesByTimeThatSomethingIsMissing() throws Exception {
        Replica replica = open();
        CopyDirectory directory = new CopyDirectory(replica);
        replica.turn();
        assertUnavailable(() -> directory.addressee(address("nobody@x.example")));
        pass(Duration.ofSeconds(50), replica);
        assertUnavailable(() -> directory.addressee(address("nobody@x.example")));
        pass(Duration.ofSeconds(11), replica);
        assertThat(directory.addressee(address("NOBODY@x.example"))).isEmpty();
        assertUnavailable(() -> directory.addressee(address("nobody@x.example")));
    }

    @Test
    void aNewAccountIsAtWorstTryAgain() throws Exception {
        Replica ahead = open();
        MemoryFileSystem other = new MemoryFileSystem();
        disk = other;
        Replica behind = open(other);
        ahead.turn();
        behind.turn();
        add("golde");
        press.instalment(clock.instant());
        ahead.turn();
        assertThat(new CopyDirectory(ahead).account("golde")).isPresent();
        CopyDirectory late = new CopyDirectory(behind);
        for (int i = 0; i < 10; i++) {
            assertUnavailable(() -> late.account("golde"));
            assertUnavailable(() -> late.addressee(address("golde@x.example")));
            assertUnavailable(() -> late.accountNamed("golde@x.example"));
            clock.advance(Duration.ofMinutes(10));
        }
        publishersClock.advance(Duration.ofMinutes(100));
        behind.turn();
        assertThat(late.account("golde")).isPresent();
        assertThat(late.accountNamed("golde@x.example")).isPresent();
    }

    @Test
    void whatOldKnowledgeGrantsIsGranted() throws Exception {
        Replica replica = open();
        replica.turn();
        CopyDirectory directory = new CopyDirectory(replica);
        source.isAway = true;
        replica.turn();
        clock.advance(Duration.ofDays(3));
        assertThat(directory.account("TEVIE")).isPresent();
        assertThat(directory.accountNamed("Tevie@x.example")).isPresent();
        assertThat(
                        directory.firstAddressee(
                                List.of(address("tevie+x@x.example"), address("tevie@x.example"))))
                .hasValueSatisfying(
                        found -> assertThat(found).isInstanceOf(Addressee.Mailbox.class));
        assertThat(directory.state().isOld()).isTrue();
    }

    @Test
    void aSuspendedCustomerIsOneEntryAndCountsForAll() throws Exception {
        Replica replica = open();
        replica.turn();
        CopyDirectory directory = new CopyDirectory(replica);
        truth.setCustomer(customer("c1", Status.SUSPENDED));
        press.instalment(clock.instant());
        assertThat(directory.account("tevie").orElseThrow().standing()).isEqualTo(Status.ACTIVE);
        replica.turn();
        assertThat(replica.state().changed()).isEqualTo(1);
        assertThat(directory.account("tevie").orElseThrow().standing()).isEqualTo(Status.SUSPENDED);
        assertThat(directory.domain(name("x.example")).orElseThrow().standing())
                .isEqualTo(Status.SUSPENDED);
    }

    @Test
    void aPublisherWhoseClockIsAheadProvesNothing() throws Exception {
        Replica replica = open();
        publishersClock.advance(Duration.ofMinutes(5));
        replica.turn();
        CopyDirectory directory = new CopyDirectory(replica);
        assertThat(directory.account("tevie")).isPresent();
        assertUnavailable(() -> directory.account("nobody"));
        replica.turn();
        assertUnavailable(() -> directory.account("nobody"));
        assertThat(refusals()).isNotEmpty().allMatch(text -> text.contains("the clocks disagree"));
    }

    @Test
    void aPublisherWhoseClockIsBehindProvesLater() throws Exception {
        publishersClock.advance(Duration.ofMinutes(-5));
        Replica replica = open();
        replica.turn();
        CopyDirectory directory = new CopyDirectory(replica);
        assertUnavailable(() -> directory.account("nobody"));
        pass(Duration.ofMinutes(5), replica);
        assertUnavailable(() -> directory.account("nobody"));
        pass(Duration.ofMinutes(2), replica);
        assertThat(directory.account("nobody")).isEmpty();
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        FirstAsked asked = new FirstAsked(2);
        var now = clock.instant();
        assertThat(asked.asked("a", now)).isEqualTo(now);
        assertThat(asked.asked("a", now.plusSeconds(5))).isEqualTo(now);
        assertThat(asked.asked("a", now.minusSeconds(5))).isEqualTo(now.minusSeconds(5));
        asked.asked("b", now);
        asked.asked("c", now);
        assertThat(asked.asked("a", now.plusSeconds(9)))
                .as("the oldest is forgotten")
                .isEqualTo(now.plusSeconds(9));
        asked.forget("a");
        assertThat(asked.asked("a", now.plusSeconds(10))).isEqualTo(now.plusSeconds(10));
    }

    private void pass(Duration time, Replica replica) {
        clock.advance(time);
        publishersClock.advance(time);
        replica.turn();
    }
}
