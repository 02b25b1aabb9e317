package mailstead.checks.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.testkit.explore.Bounds;
import mailstead.testkit.explore.Explorer;
import mailstead.testkit.explore.Scenario;
import mailstead.testkit.explore.Stage;
import mailstead.testkit.explore.Tally;
import mailstead.testkit.explore.Violation;
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.Outcome;
import mailstead.testkit.nfs.SimulatedNfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The store keeps its promises in every schedule within bounds, and in random ones. */
final class FoldersTest {

    private static final Bounds UNDISTURBED = Bounds.ORDERS.withPreemptions(0);
    private static final Bounds ONE_SLEEPER = Bounds.ORDERS.withPreemptions(1);
    private static final Bounds TWO_SLEEPERS = Bounds.ORDERS.withPreemptions(2);
    private static final Bounds ONE_FAULT =
            UNDISTURBED
                    .withFaults(1)
                    .withKinds(
                            EnumSet.of(
                                    Outcome.Kind.LOST,
                                    Outcome.Kind.AGAIN,
                                    Outcome.Kind.LATE,
                                    Outcome.Kind.FAILED,
                                    Outcome.Kind.HANDLE,
                                    Outcome.Kind.FULL));

    private static final Bounds ONE_CRASH = UNDISTURBED.withCrashes(1);
    private static final Bounds ONE_STALE_ANSWER = UNDISTURBED.withStale(1);

    /** A listing takes its time while somebody else works. */
    private static final Bounds ONE_SLOW_LISTING =
            ONE_SLEEPER
                    .withStale(1)
                    .withKinds(
                            EnumSet.of(Outcome.Kind.SLOW, Outcome.Kind.LEAST, Outcome.Kind.MOST));

    static Stream<Arguments> cases() {
        List<FolderScenario> all = Repertoire.all();
        return Stream.of(
                        exhaust(all, ONE_SLEEPER),
                        exhaust(all, ONE_CRASH),
                        exhaust(all, ONE_STALE_ANSWER),
                        exhaust(without(all, "threeWays", "collection", "lost"), ONE_FAULT),
                        exhaust(
                                named(
                                        "delivery",
                                        "tidying",
                                        "expungeAndSelect",
                                        "copyAndTidy",
                                        "appendAndSelect"),
                                ONE_SLOW_LISTING),
                        exhaust(
                                named(
                                        "flags",
                                        "conditions",
                                        "undelete",
                                        "creations",
                                        "renames",
                                        "groupedConditions"),
                                TWO_SLEEPERS),
                        exhaust(
                                named("appends", "expungeAndFlag", "moves"),
                                ONE_SLEEPER.withCrashes(1)),
                        exhaust(on(named("appends", "moves", "births"), Mount.NFS3), ONE_FAULT),
                        exhaust(
                                on(named("appends", "deliveries", "births"), Mount.LOCAL),
                                UNDISTURBED.withOutages(1)))
                .flatMap(cases -> cases);
    }

    private static List<FolderScenario> without(List<FolderScenario> all, String... names) {
        Set<String> unwanted = Set.of(names);
        return all.stream().filter(it -> !unwanted.contains(it.name())).toList();
    }

    private static Stream<Arguments> exhaust(List<FolderScenario> scenarios, Bounds bounds) {
        return scenarios.stream().map(scenario -> Arguments.of(scenario, bounds));
    }

    private static List<FolderScenario> named(String... names) {
        return Stream.of(names).map(Repertoire::named).toList();
    }

    private static List<FolderScenario> on(List<FolderScenario> scenarios, Mount mount) {
        return scenarios.stream().map(scenario -> scenario.on(mount)).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void holdsInEverySchedule(FolderScenario scenario, Bounds bounds) {
        Tally tally = new Explorer(scenario, bounds).onPlatformThreads().exhaust();
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.schedules()).isEqualTo(tally.ended() + tally.repeated());
    }

    /** The search comes to where changes of two sessions of one host are one entry of the log. */
    @Test
    void sessionsShareEntries() {
        FolderScenario scenario = Repertoire.named("groupedFlags");
        Explorer explorer = new Explorer(new NeverGrouped(scenario), ONE_SLEEPER);
        assertThatThrownBy(explorer.onPlatformThreads()::exhaust)
                .isInstanceOf(Violation.class)
                .hasMessageContaining("an entry each");
    }

    private record NeverGrouped(FolderScenario scenario) implements Scenario {

        @Override
        public String name() {
            return scenario.name();
        }

        @Override
        public Mount mount() {
            return scenario.mount();
        }

        @Override
        public void prepare(SimulatedNfs server) throws IOException {
            scenario.prepare(server);
        }

        @Override
        public void play(Stage stage) {
            scenario.play(stage);
            stage.atEnd(_ ->
                    assertThat(stage.records(Report.Changed.class))
                            .extracting(Report.Changed::modSeq)
                            .as("an entry each")
                            .doesNotHaveDuplicates());
        }
    }

    static List<FolderScenario> wild() {
        return Stream.of(Mount.NFS4_POSITIVE, Mount.NFS3, Mount.LOCAL)
                .flatMap(mount -> on(Repertoire.all(), mount).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("wild")
    void holdsInRandomSchedules(FolderScenario scenario) {
        Explorer explorer = new Explorer(scenario, Bounds.WIDE.withSteps(20_000));
        Tally tally = Effort.wander(scenario, explorer.onPlatformThreads(), 100);
        assertThat(tally.schedules()).isEqualTo(tally.ended());
    }
}
