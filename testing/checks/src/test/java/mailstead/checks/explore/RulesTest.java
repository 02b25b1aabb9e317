package mailstead.checks.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import mailstead.testkit.explore.Bounds;
import mailstead.testkit.explore.Explorer;
import mailstead.testkit.explore.Violation;
import mailstead.testkit.nfs.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule of the shared log is needed: without it, a schedule is found in which an acknowledged
 * entry is lost, or is there twice, or the log cannot be read.
 */
final class RulesTest {

    private static final Bounds ONE_SLEEPER = Bounds.ORDERS.withPreemptions(1);
    private static final Bounds TWO_SLEEPERS = Bounds.ORDERS.withPreemptions(2);
    private static final Bounds ONE_FAULT = Bounds.ORDERS.withPreemptions(0).withFaults(1);

    private record Case(Rule rule, String scenario, Bounds bounds) {}

    private static final List<Case> CASES =
            List.of(
                    new Case(Rule.BIRTH_IS_ONE_RENAME, "birth", ONE_SLEEPER),
                    new Case(Rule.IDENTITY, "views", ONE_SLEEPER),
                    new Case(Rule.CONFIRMATION, "collection", ONE_SLEEPER),
                    new Case(
                            Rule.NO_LINK_AFTER_THE_LOOK,
                            "race",
                            ONE_FAULT.withKinds(EnumSet.of(Outcome.Kind.LATE))),
                    new Case(
                            Rule.FRESH_LOOK,
                            "race",
                            ONE_FAULT.withKinds(EnumSet.of(Outcome.Kind.LOST))),
                    new Case(Rule.READERS_PROOF, "readerAndSleeper", ONE_SLEEPER),
                    new Case(Rule.NUMBERED_SNAPSHOTS, "lateSnapshot", ONE_SLEEPER),
                    new Case(Rule.WITNESSES_FIRST, "sleepers", ONE_SLEEPER),
                    new Case(Rule.ENTRIES_LAST, "sleepers", TWO_SLEEPERS),
                    new Case(Rule.COLLECT_BELOW_THE_BOUND, "lateSnapshot", ONE_SLEEPER),
                    new Case(Rule.ONE_LINK_WINS, "race", ONE_SLEEPER));

    static Stream<Arguments> cases() {
        return CASES.stream()
                .map(c -> Arguments.of(c.rule, LogScenario.named(c.scenario), c.bounds));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutItTheLogBreaks(Rule rule, LogScenario scenario, Bounds bounds) {
        LogScenario without = scenario.without(rule);
        Violation violation =
                catchThrowableOfType(
                        Violation.class, () -> new Explorer(without, bounds).exhaust());
        assertThat(violation).as("a violation").isNotNull();
        assertThat(violation.getMessage()).contains("a newcomer finds");
        assertThatThrownBy(() -> new Explorer(without, bounds).replay(violation.replay()))
                .isInstanceOf(Violation.class);
    }

    @Test
    void noneIsForgotten() {
        assertThat(CASES.stream().map(Case::rule)).containsExactlyInAnyOrder(Rule.values());
    }
}
