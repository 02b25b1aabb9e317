package mailstead.directory.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.EventSink;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.contract.Examples;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A publisher whose calls fail, or that dies, at each kind of step: what the head names stays whole
 * and true, what was told to be published stays, and the next publisher goes on and cleans up.
 */
@Timeout(120)
final class PublisherFaultsTest {

    private static final SigningKey.Pair PAIR = SigningKey.Pair.generate();

    private final FakeClock clock = new FakeClock();
    private TrustedKeys keys;
    private MemoryCentre centre;
    private MemoryFileSystem disk;
    private FaultyFileSystem files;

    private enum Trouble {
        DOES_NOT_HAPPEN,
        HAPPENS_AND_FAILS,
        /** From then on nothing happens any more. */
        IS_THE_LAST
    }

    /** An empty folder and a new centre. */
    @BeforeEach
    void fresh() throws Exception {
        keys = TrustedKeys.parse(PAIR.open());
        centre = new MemoryCentre();
        Examples.fill(centre.truth());
        centre.truth().addAccount(Examples.account("tevie", "tevie@x.example"));
        disk = new MemoryFileSystem();
        disk.mkdir("/copies", 0755);
        disk.syncFolder("/");
        files = new FaultyFileSystem(disk);
    }

    private Publisher publisher() throws Exception {
        return new Publisher(
                centre,
                files,
                new PublisherSettings(
                        "/copies", SigningKey.parse(PAIR.secret()), keys, Duration.ofHours(1)),
                clock,
                Runnable::run,
                EventSink.NOWHERE);
    }

    /** A life in which every kind of step is taken; each of its parts may fail. */
    private List<Version> live(Publisher publisher) throws Exception {
        List<Version> told = new ArrayList<>();
        attempt(told, publisher::publish);
        centre.set(Examples.customer("c1", Status.SUSPENDED));
        attempt(told, publisher::publish);
        attempt(told, publisher::publishWhole);
        attempt(told, publisher::publishWhole);
        centre.set(Examples.customer("c1", Status.ACTIVE));
        attempt(told, publisher::publishWhole);
        return told;
    }

    private interface Step {
        Version take() throws Exception;
    }

    private static void attempt(List<Version> told, Step step) throws Exception {
        try {
            told.add(step.take());
        } catch (IOException | TemporaryFailure _) {
            // The next attempt makes it good.
        }
    }

    /**
     * Of each kind of call the first and the last: what differs is only which of many alike files.
     */
    private List<Integer> steps() throws Exception {
        assertThat(live(publisher())).hasSize(5).isSorted();
        Map<String, List<Integer>> kinds = new TreeMap<>();
        for (FaultyFileSystem.Call call : files.calls()) {
            String kind =
                    call.name()
                            + " "
                            + call.path()
                                    .replaceAll("[0-9]+", "N")
                                    .replaceAll("[a-z]+\\.((N|[a-f])\\.)?cdb", "X.cdb");
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(call.number());
        }
        TreeSet<Integer> steps = new TreeSet<>();
        for (List<Integer> calls : kinds.values()) {
            steps.add(calls.getFirst());
            steps.add(calls.getLast());
        }
        assertThat(steps).hasSizeGreaterThan(30);
        return List.copyOf(steps);
    }

    private static FaultyFileSystem.Fault fault(int number, Trouble trouble) {
        return new FaultyFileSystem.Fault() {
            @Override
            public void before(FaultyFileSystem.Call call) throws IOException {
                boolean fails =
                        switch (trouble) {
                            case DOES_NOT_HAPPEN -> call.number() == number;
                            case HAPPENS_AND_FAILS -> false;
                            case IS_THE_LAST -> call.number() > number;
                        };
                if (fails) {
                    throw new FileFailure(call.name(), call.path(), Errno.EIO);
                }
            }

            @Override
            public void after(FaultyFileSystem.Call call) throws IOException {
                if (trouble == Trouble.HAPPENS_AND_FAILS && call.number() == number) {
                    throw new FileFailure(call.name(), call.path(), Errno.EIO);
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void anyCallMayFail(Trouble trouble) throws Exception {
        for (int number : steps()) {
            fresh();
            files.set(fault(number, trouble));
            List<Version> told = live(publisher());
            heal(number, told);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMachineMayDieAtAnyCall(boolean keepsNames) throws Exception {
        for (int number : steps()) {
            fresh();
            files.set(fault(number, Trouble.IS_THE_LAST));
            List<Version> told = live(publisher());
            disk.crash(keepsNames);
            heal(number, told);
        }
    }

    private void heal(int number, List<Version> told) throws Exception {
        assertThat(told).as("call %d", number).isSorted();
        files.set(FaultyFileSystem.Fault.NONE);
        Optional<PublishedCopy> left = PublishedCopy.read(disk, "/copies", keys);
        if (!told.isEmpty()) {
            assertThat(left.orElseThrow().head().version())
                    .as("call %d", number)
                    .isGreaterThanOrEqualTo(told.getLast());
        }
        Version next = publisher().publish();
        left.ifPresent(copy -> assertThat(next).isGreaterThanOrEqualTo(copy.head().version()));
        assertThat(PublishedCopy.read(disk, "/copies", keys).orElseThrow().entries())
                .as("call %d", number)
                .isEqualTo(PublishedCopy.expected(centre.truth()));
        assertThat(disk.list("/copies").stream().map(FileSystem.Entry::name))
                .as("call %d", number)
                .noneMatch(name -> name.endsWith(".new"))
                .hasSizeLessThanOrEqualTo(6);
        assertThat(disk.list("/copies/neighbours")).hasSize(5);
    }

    @Test
    void theStepsAreThoseOfThePaper() throws Exception {
        live(publisher());
        List<String> calls =
                files.calls().stream()
                        .filter(call -> !call.path().contains(".cdb"))
                        .map(call -> call.name() + " " + call.path())
                        .toList();
        assertThat(calls)
                .containsSubsequence(
                        "mkdir /copies/generation-1.new",
                        "sync /copies/generation-1.new/manifest",
                        "syncFolder /copies/generation-1.new",
                        "rename /copies/generation-1",
                        "syncFolder /copies",
                        "sync /copies/head.new",
                        "rename /copies/head",
                        "sync /copies/generation-1/instalment-1.new",
                        "rename /copies/generation-1/instalment-1",
                        "syncFolder /copies/generation-1",
                        "sync /copies/head.new",
                        "rename /copies/head",
                        "rename /copies/generation-4",
                        "rename /copies/head",
                        "rename /copies/generation-1.new",
                        "rmdir /copies/generation-1.new");
    }
}
