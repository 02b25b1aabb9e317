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
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that makes a mistake is found out: the checks can fail. */
final class MistakesTest {

    private static final Bounds UNDISTURBED = Bounds.ORDERS.withPreemptions(0);
    private static final Bounds ONE_SLEEPER = Bounds.ORDERS.withPreemptions(1);
    private static final Bounds ONE_SLOW_LISTING =
            UNDISTURBED
                    .withPreemptions(2)
                    .withStale(1)
                    .withKinds(
                            EnumSet.of(Outcome.Kind.SLOW, Outcome.Kind.LEAST, Outcome.Kind.MOST));

    /**
     * @param found what the violation says
     */
    private record Case(Mistake mistake, FolderScenario scenario, Bounds bounds, String found) {}

    private static final List<Case> CASES =
            List.of(
                    new Case(Mistake.TWO_DRAW_ALIKE, named("deliveries"), UNDISTURBED, "delivered"),
                    new Case(Mistake.LINKS_OVERWRITE, named("appends"), ONE_SLEEPER, "with UID"),
                    new Case(Mistake.CONFIRMS_NOTHING, named("appends"), ONE_SLEEPER, "with UID"),
                    new Case(
                            Mistake.ONE_LISTING_IS_ENOUGH,
                            named("tidying"),
                            ONE_SLOW_LISTING,
                            "with UID"),
                    new Case(
                            Mistake.NEVER_LOOKS_INTO_TMP,
                            named("appendAndSelect"),
                            ONE_SLEEPER,
                            "with UID"),
                    new Case(Mistake.UNLINKS_FIRST, named("undelete"), UNDISTURBED, "copies of"),
                    new Case(
                            Mistake.WRITES_TO_THE_WRONG_NAME,
                            named("tidying"),
                            UNDISTURBED,
                            "copies of"),
                    new Case(
                            Mistake.COPIES_BY_RENAMING,
                            named("copyAndTidy"),
                            UNDISTURBED,
                            "copies of"),
                    new Case(
                            Mistake.DECIDES_ON_WHAT_IT_KNEW,
                            named("conditions"),
                            UNDISTURBED,
                            "since then"),
                    new Case(
                            Mistake.DECIDES_ON_WHAT_IT_KNEW,
                            named("groupedConditions"),
                            ONE_SLEEPER,
                            "since then"),
                    new Case(
                            Mistake.NEVER_ASKS_FOR_THE_FOLDER,
                            named("deleteAndAppend"),
                            ONE_SLEEPER,
                            "deleted before"),
                    new Case(
                            Mistake.NEVER_SYNCS_FOLDERS,
                            named("deliveries").on(Mount.LOCAL),
                            UNDISTURBED.withOutages(1),
                            "MODSEQ"));

    private static FolderScenario named(String name) {
        return Repertoire.named(name);
    }

    static Stream<Arguments> cases() {
        return CASES.stream()
                .map(c -> Arguments.of(c.mistake, c.scenario.with(c.mistake), c.bounds, c.found));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isFound(Mistake mistake, FolderScenario scenario, Bounds bounds, String found) {
        Violation violation =
                catchThrowableOfType(
                        Violation.class,
                        () -> new Explorer(scenario, bounds).onPlatformThreads().exhaust());
        assertThat(violation).as("%s is found out", mistake).isNotNull();
        assertThat(violation.getMessage()).contains("a newcomer finds").contains(found);
        assertThatThrownBy(() ->
                        new Explorer(scenario, bounds)
                                .onPlatformThreads()
                                .replay(violation.replay()))
                .isInstanceOf(Violation.class);
    }

    @Test
    void noneIsForgotten() {
        assertThat(CASES.stream().map(Case::mistake)).contains(Mistake.values());
    }
}
