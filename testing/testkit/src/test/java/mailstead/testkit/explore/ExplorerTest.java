package mailstead.testkit.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import mailstead.fs.VolumeThreads;
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.Oracle;
import mailstead.testkit.nfs.Outcome;
import mailstead.testkit.nfs.SimulatedNfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ExplorerTest {

    private record Appended(String word) {}

    /** Two writers of a word each and a collector. */
    record Toy(Set<ToyLog.Bug> bugs, Mount mount) implements Scenario {

        @Override
        public String name() {
            return "toy";
        }

        @Override
        public void prepare(SimulatedNfs server) throws IOException {
            ToyLog.make(server.newcomer(), "/log");
            for (String host : List.of("A", "B", "C")) {
                server.client(host, Oracle.PLAIN);
            }
        }

        @Override
        public void play(Stage stage) {
            writer(stage, "A", List.of("a"));
            writer(stage, "B", List.of("b", "bb"));
            stage.actor("C", files -> new ToyLog(files, "/log", "C", bugs).collect());
            stage.always(files -> {
                List<String> words = new ToyLog(files, "/log", "N", Set.of()).words();
                for (Appended appended : stage.records(Appended.class)) {
                    assertThat(Collections.frequency(words, appended.word))
                            .as("how often %s is in %s", appended.word, words)
                            .isEqualTo(1);
                }
                assertThat(words).doesNotHaveDuplicates();
            });
        }

        private void writer(Stage stage, String name, List<String> words) {
            stage.actor(
                    name,
                    files -> {
                        ToyLog log = new ToyLog(files, "/log", name, bugs);
                        for (String word : words) {
                            log.append(word);
                            stage.record(new Appended(word));
                        }
                    });
        }
    }

    private static final Toy RIGHT = toy(Set.of());

    private static Toy toy(Set<ToyLog.Bug> bugs) {
        return new Toy(bugs, Mount.NFS4_POSITIVE);
    }

    static List<Bounds> bounds() {
        return List.of(
                Bounds.ORDERS.withPreemptions(2),
                Bounds.ORDERS.withPreemptions(1).withStale(1).withCrashes(1),
                Bounds.ORDERS.withPreemptions(1).withFaults(1));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void theRightAlgorithmPassesAllSchedules(Bounds bounds) {
        Tally tally = new Explorer(RIGHT, bounds).exhaust();
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.schedules() - tally.ended() - tally.repeated()).as("too long").isZero();
        assertThat(tally.states()).isGreaterThan(1_000);
    }

    @Test
    void theRightAlgorithmPassesRandomSchedules() {
        Tally tally = new Explorer(RIGHT, Bounds.WIDE).wander(1, 2_000);
        assertThat(tally.schedules()).isEqualTo(2_000);
        assertThat(tally.ended()).isGreaterThan(1_990);
    }

    private static Violation find(Toy toy) {
        for (Bounds bounds : bounds()) {
            Optional<Violation> found = violation(() -> new Explorer(toy, bounds).exhaust());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AssertionError("not found");
    }

    private static Optional<Violation> violation(Runnable search) {
        try {
            search.run();
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(violation);
        }
    }

    @ParameterizedTest
    @EnumSource(ToyLog.Bug.class)
    void eachBugIsFoundAndCanBeReplayed(ToyLog.Bug bug) {
        Toy toy = toy(Set.of(bug));
        Violation violation = find(toy);
        Explorer explorer = new Explorer(toy, Bounds.ORDERS);
        assertThat(violation(() -> explorer.replay(violation.replay())))
                .hasValueSatisfying(
                        again -> assertThat(again.getMessage()).isEqualTo(violation.getMessage()));
    }

    @ParameterizedTest
    @EnumSource(
            value = ToyLog.Bug.class,
            names = {"NO_CONFIRMATION", "CACHED_STAT", "BELIEVES_ERRORS"})
    void bugsAreFoundAtRandom(ToyLog.Bug bug) {
        Explorer explorer = new Explorer(toy(Set.of(bug)), Bounds.WIDE);
        Optional<Violation> violation = violation(() -> explorer.wander(1, 20_000));
        assertThat(violation).isPresent();
        assertThat(violation.orElseThrow().getMessage()).contains("seed 1, schedule");
        assertThat(violation(() -> explorer.replay(violation.orElseThrow().replay()))).isPresent();
    }

    /** Two writers that count letters, for what concerns the search itself. */
    private record Writers(Program first, Program second) implements Scenario {
        @Override
        public String name() {
            return "writers";
        }

        @Override
        public Mount mount() {
            return Mount.NFS4;
        }

        @Override
        public void prepare(SimulatedNfs server) {}

        @Override
        public void play(Stage stage) {
            stage.actor("A", first);
            stage.actor("B", second);
        }
    }

    private static Program calls(String folder, int count) {
        return files -> {
            for (int i = 0; i < count; i++) {
                files.mkdir("/" + folder + i, 0700);
            }
        };
    }

    @Test
    void allOrdersAreTriedAndEqualStatesOnce() {
        Bounds unbounded = Bounds.ORDERS.withPreemptions(Bounds.WIDE.preemptions());
        Tally tally = new Explorer(new Writers(calls("a", 5), calls("b", 7)), unbounded).exhaust();
        // How many calls each has made, where both can go on, and who was last.
        assertThat(tally.states()).isEqualTo(1 + 4 * 7 + 5 * 6);
        assertThat(tally.isComplete()).isTrue();
    }

    @Test
    void preemptionsAreBounded() {
        // Who begins, and where the other comes in: nowhere, or after 1 to n-1 calls.
        Tally none = new Explorer(new Writers(calls("a", 3), calls("b", 4)), orders(0)).exhaust();
        assertThat(none.ended()).isEqualTo(2);
        Tally one = new Explorer(new Writers(calls("a", 3), calls("b", 4)), orders(1)).exhaust();
        assertThat(one.schedules()).isEqualTo(2 + 2 + 3);
    }

    private static Bounds orders(int preemptions) {
        return Bounds.ORDERS.withPreemptions(preemptions);
    }

    @Test
    void anActorThatFailsWithoutAFaultIsWrong() {
        Program fails = files -> files.rmdir("/nothing");
        assertThat(violation(() -> new Explorer(new Writers(fails, fails), orders(0)).exhaust()))
                .isPresent();
        Program retries =
                files -> {
                    try {
                        files.mkdir("/a", 0700);
                    } catch (IOException e) {
                        throw new IOException("not now", e);
                    }
                };
        Bounds failing = orders(0).withFaults(1).withKinds(EnumSet.of(Outcome.Kind.FAILED));
        assertThat(
                        violation(() ->
                                new Explorer(new Writers(retries, calls("b", 1)), failing)
                                        .exhaust()))
                .isEmpty();
    }

    @Test
    void aBugOfAnActorIsAViolationAndSoIsAFailedAssertion() {
        for (Program wrong :
                List.<Program>of(
                        _ -> {
                            throw new IllegalStateException("a bug");
                        },
                        _ -> assertThat(1).isEqualTo(2))) {
            assertThat(
                            violation(() ->
                                    new Explorer(new Writers(calls("a", 1), wrong), orders(0))
                                            .exhaust()))
                    .isPresent();
        }
    }

    @Test
    void anActorThatWaitsForSomethingElseIsToldOf() {
        CountDownLatch never = new CountDownLatch(1);
        Program waits =
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        Explorer explorer =
                new Explorer(new Writers(calls("a", 1), waits), orders(0))
                        .withPatience(Duration.ofMillis(200));
        assertThatThrownBy(explorer::exhaust)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("CountDownLatch.await");
        never.countDown();
    }

    @Test
    void worksOnPlatformThreads() {
        Tally virtual = new Explorer(RIGHT, orders(1)).exhaust();
        Tally platform = new Explorer(RIGHT, orders(1)).onPlatformThreads().exhaust();
        assertThat(platform.schedules()).isEqualTo(virtual.schedules());
        assertThat(platform.states()).isEqualTo(virtual.states());
    }

    @Test
    void aScheduleThatDoesNotFitIsRefused() {
        Explorer explorer = new Explorer(new Writers(calls("a", 1), calls("b", 1)), orders(0));
        explorer.replay("writers: B A");
        for (String text :
                List.of(
                        "writers: A A",
                        "writers: C",
                        "writers: A!stale",
                        "others: A",
                        "writers: A!x")) {
            assertThatThrownBy(() -> explorer.replay(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void schedulesSurviveBeingWritten() {
        String text = "A*3 B A!lost B!stale2 arrival0 cut2 restart A*2";
        List<String> actors = List.of("A", "B");
        assertThat(Schedule.parse(text, actors).text(actors)).isEqualTo(text);
        assertThat(Schedule.parse("A A A", actors).text(actors)).isEqualTo("A*3");
        assertThat(Schedule.parse("", actors).text(actors)).isEmpty();
    }

    // Actors that share objects

    /** One actor waits for what another one gives after its call, if it gives it. */
    private record Answering(VolumeThreads threads, boolean isGiven) implements Scenario {

        @Override
        public String name() {
            return "answering";
        }

        @Override
        public Mount mount() {
            return Mount.NFS4;
        }

        @Override
        public void prepare(SimulatedNfs server) {}

        @Override
        public void play(Stage stage) {
            VolumeThreads.Promise<String> promise = threads.promise();
            stage.share("H");
            stage.actor(
                    "H",
                    "Asks",
                    files -> {
                        stage.turn();
                        try {
                            String answer = promise.await();
                            stage.turn();
                            files.mkdir("/" + answer, 0700);
                            stage.record(new Appended(answer));
                        } finally {
                            stage.turn();
                        }
                    });
            stage.actor(
                    "H",
                    "Gives",
                    files -> {
                        files.list("/");
                        if (isGiven) {
                            promise.keep("a");
                        }
                        files.list("/");
                    });
            stage.atEnd(files -> {
                if (!stage.records().isEmpty()) {
                    assertThat(files.list("/")).hasSize(1);
                }
            });
        }
    }

    private static VolumeThreads noThreads() {
        VolumeThreads.Limits limits =
                new VolumeThreads.Limits(0, 1, Duration.ofMinutes(10), 9, Duration.ofDays(1));
        return new VolumeThreads("v", limits, () -> "well", () -> 0);
    }

    @Test
    void actorsOfOneProcessAreWaitedFor() {
        try (VolumeThreads threads = noThreads()) {
            Bounds bounds = Bounds.ORDERS.withPreemptions(2).withCrashes(1);
            Explorer explorer = new Explorer(new Answering(threads, true), bounds);
            Tally tally = explorer.onPlatformThreads().exhaust();
            assertThat(tally.isComplete()).isTrue();
            assertThat(tally.schedules()).isGreaterThan(5);
            assertThat(explorer.replay("answering: Asks Gives*2 Asks*3")).contains("Asks mkdir /a");
        }
    }

    @Test
    void anAnswerThatNeverComesIsFound() {
        try (VolumeThreads threads = noThreads()) {
            Explorer explorer = new Explorer(new Answering(threads, false), Bounds.ORDERS);
            assertThatThrownBy(explorer.onPlatformThreads()::exhaust)
                    .isInstanceOf(Violation.class)
                    .hasMessageContaining("Asks waits for an answer that never comes");
        }
    }
}
