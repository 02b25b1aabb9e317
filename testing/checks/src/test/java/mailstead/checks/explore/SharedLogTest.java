package mailstead.checks.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.testkit.explore.Bounds;
import mailstead.testkit.explore.Explorer;
import mailstead.testkit.explore.Tally;
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shared log keeps its promises in every schedule within bounds, and in random ones. */
final class SharedLogTest {

    private static final Bounds UNDISTURBED = Bounds.ORDERS.withPreemptions(0);
    private static final Bounds ONE_SLEEPER = Bounds.ORDERS.withPreemptions(1);
    private static final Bounds ONE_FAULT = UNDISTURBED.withFaults(1).withKinds(troubles());
    private static final Bounds TWO_DEAD_HANDLES =
            UNDISTURBED.withFaults(2).withKinds(EnumSet.of(Outcome.Kind.HANDLE));

    /** The usual ones, and one that code is tempted to take for an answer. */
    private static Set<Outcome.Kind> troubles() {
        EnumSet<Outcome.Kind> kinds = EnumSet.copyOf(Bounds.USUAL);
        kinds.add(Outcome.Kind.HANDLE);
        return kinds;
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                        exhaust(LogScenario.all(), ONE_SLEEPER),
                        exhaust(named("race", "birth", "doubt", "forgetful", "heirs"), ONE_FAULT),
                        exhaust(on(named("race", "lost"), Mount.NFS3), ONE_FAULT),
                        exhaust(named("race", "reading", "lost"), TWO_DEAD_HANDLES),
                        exhaust(named("race", "birth", "lost"), ONE_SLEEPER.withCrashes(1)),
                        exhaust(named("race", "birth", "reading"), ONE_SLEEPER.withStale(1)),
                        exhaust(
                                on(named("birth", "reading"), Mount.NFS4),
                                UNDISTURBED.withStale(2)),
                        exhaust(
                                on(named("race", "birth"), Mount.LOCAL),
                                ONE_SLEEPER.withOutages(1)),
                        exhaust(named("race"), ONE_SLEEPER.withFaults(1)),
                        exhaust(named("race"), Bounds.ORDERS))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> exhaust(List<LogScenario> scenarios, Bounds bounds) {
        return scenarios.stream().map(scenario -> Arguments.of(scenario, bounds));
    }

    private static List<LogScenario> named(String... names) {
        return Stream.of(names).map(LogScenario::named).toList();
    }

    private static List<LogScenario> on(List<LogScenario> scenarios, Mount mount) {
        return scenarios.stream().map(scenario -> scenario.on(mount)).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void holdsInEverySchedule(LogScenario scenario, Bounds bounds) {
        Tally tally = new Explorer(scenario, bounds).exhaust();
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.schedules()).isEqualTo(tally.ended() + tally.repeated());
    }

    static List<LogScenario> wild() {
        return Stream.of(Mount.NFS4_POSITIVE, Mount.NFS3, Mount.LOCAL)
                .flatMap(mount -> on(LogScenario.all(), mount).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("wild")
    void holdsInRandomSchedules(LogScenario scenario) {
        Tally tally = Effort.wander(scenario, new Explorer(scenario, Bounds.WIDE), 500);
        assertThat(tally.schedules()).isEqualTo(tally.ended());
    }
}
