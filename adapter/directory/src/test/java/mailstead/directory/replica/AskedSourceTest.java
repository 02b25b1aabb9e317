package mailstead.directory.replica;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mailstead.directory.copy.Table;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.MappedFile;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import mailstead.testkit.contract.Examples;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher that answers questions, with threads and files as a node has them. */
final class AskedSourceTest {

    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final int FILES_OF_A_GENERATION =
            Stream.of(Table.values()).mapToInt(table -> table.files().size()).sum();

    @TempDir private Path folder;

    private final InMemoryDirectory truth = new InMemoryDirectory();
    private final FakeClock clock = new FakeClock();
    private final RecordingSink events = new RecordingSink();
    private final AtomicInteger mapped = new AtomicInteger();
    private final AtomicInteger unmapped = new AtomicInteger();
    private Press press;
    private PressSource source;
    private Replica replica;
    private CopyDirectory directory;

    @BeforeEach
    void start() throws Exception {
        Examples.fill(truth);
        truth.addAccount(account("tevie", "tevie@x.example"));
        press = new Press(truth);
        press.generation(1, clock.instant());
        source = new PressSource(press, clock, true);
        serve(new Turns(Duration.ZERO, WAIT));
    }

    private void serve(Turns turns) throws Exception {
        replica = open(turns);
        replica.start();
        directory = new CopyDirectory(replica);
        await(() -> replica.isThere());
    }

    /** Every file is let go. */
    @AfterEach
    void end() throws Exception {
        directory.close();
        await(() -> unmapped.get() == mapped.get());
    }

    private Replica open(Turns turns) throws IOException {
        return Replica.open(
                new ReplicaSettings(
                        folder.resolve("copy").toString(),
                        press.keys(),
                        Duration.ofHours(1),
                        Duration.ofHours(2),
                        1L << 30),
                source,
                new LinuxFileSystem(),
                path -> {
                    MappedFile file = new MappedFile(path);
                    mapped.incrementAndGet();
                    return new Mapper.Mapped(
                            file,
                            () -> {
                                file.close();
                                unmapped.incrementAndGet();
                            });
                },
                THREADS,
                InstantSource.system(),
                new Random(3),
                events,
                turns);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
    }

    @Test
    void aNewAccountIsFoundByItsFirstQuestion() throws Exception {
        truth.addAccount(account("golde", "golde@x.example"));
        press.instalment(clock.instant());
        assertThat(directory.addressee(address("golde@x.example"))).isPresent();
        truth.addAccount(account("motel", "motel@x.example"));
        press.instalment(clock.instant());
        assertThat(directory.accountNow("motel")).isPresent();
        assertThat(directory.account("nobody")).isEmpty();
        assertThat(directory.addressee(address("nobody@x.example"))).isEmpty();
    }

    @Test
    void changedWithoutThatWeKnowItIsSeenByWhoeverAsksAnew() throws Exception {
        truth.removeAccount("tevie");
        press.instalment(clock.instant());
        assertThat(directory.account("tevie")).as("granted on old knowledge").isPresent();
        assertThat(directory.accountNow("tevie")).isEmpty();
    }

    @Test
    void whenThePublisherIsAwayNobodyIsRefused() throws Exception {
        source.isAway = true;
        assertUnavailable(() -> directory.account("nobody"));
        assertUnavailable(() -> directory.accountNow("tevie"));
        assertThat(directory.account("tevie")).isPresent();
        assertThat(directory.state().problem()).isPresent();
        source.isAway = false;
        assertThat(directory.account("nobody")).isEmpty();
        assertThat(directory.state().problem()).isEmpty();
        assertThat(events.events(Event.CopyRefused.class)).as("told once").hasSize(1);
    }

    @Test
    void anOldHeadProvesNothing() throws Exception {
        byte[] recorded = press.head(clock.instant(), Optional.of("0123456789abcdef"));
        truth.addAccount(account("golde", "golde@x.example"));
        press.instalment(clock.instant());
        source.tampering = (path, content) -> path.equals("head") ? recorded : content;
        assertUnavailable(() -> directory.account("golde"));
        assertUnavailable(() -> directory.account("nobody"));
    }

    @Test
    void manyMissesShareOneQuestion() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean isHeld = new AtomicBoolean();
        source.tampering =
                (path, content) -> {
                    try {
                        isHeld.set(true);
                        held.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return content;
                };
        int before = source.heads;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            Callable<Boolean> miss = () -> directory.account("nobody").isEmpty();
            answers.add(callers.submit(miss));
            await(isHeld::get);
            for (int i = 0; i < 500; i++) {
                answers.add(callers.submit(miss));
            }
            await(() -> replica.waiting() == 501);
            held.countDown();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(source.heads - before).isEqualTo(2);
    }

    @Test
    void aSourceThatHangsCostsMissesTheirTimeAndHitsNothing() throws Exception {
        directory.close();
        serve(new Turns(Duration.ZERO, Duration.ofMillis(300)));
        CountDownLatch held = new CountDownLatch(1);
        source.tampering =
                (path, content) -> {
                    try {
                        held.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return content;
                };
        assertUnavailable(() -> directory.account("nobody"));
        assertThat(directory.account("tevie")).isPresent();
        held.countDown();
    }

    @Test
    void lookUpsGoOnWhileGenerationsAreSwapped() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger found = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lookers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lookers.add(
                        callers.submit(() -> {
                            while (!isOver.get()) {
                                assertThat(directory.account("tevie")).isPresent();
                                found.incrementAndGet();
                            }
                            return true;
                        }));
            }
            for (int number = 2; number <= 12; number++) {
                press.generation(number, clock.instant());
                await(() -> {
                    try {
                        replica.renew();
                    } catch (TemporaryFailure _) {
                        // It is on its way.
                    }
                    return replica.state().version().equals(Optional.of(press.version()));
                });
            }
            isOver.set(true);
            for (Future<?> looker : lookers) {
                looker.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(found.get()).isGreaterThan(100);
        await(() -> mapped.get() - unmapped.get() == FILES_OF_A_GENERATION);
    }
}
