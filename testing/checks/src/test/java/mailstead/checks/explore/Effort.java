package mailstead.checks.explore;

import java.time.Duration;
import mailstead.testkit.explore.Explorer;
import mailstead.testkit.explore.Scenario;
import mailstead.testkit.explore.Tally;

/** How much is searched at random: a little, or what {@code -Dmailstead.explore...} asks for. */
final class Effort {

    private static final long SECONDS = Long.getLong("mailstead.explore.seconds", 0);
    private static final long SEED = Long.getLong("mailstead.explore.seed", 1);

    private Effort() {}

    /**
     * @param schedules a little
     */
    static Tally wander(Scenario scenario, Explorer explorer, long schedules) {
        if (SECONDS == 0) {
            return explorer.wander(SEED, schedules);
        }
        Tally tally = explorer.wander(SEED, Duration.ofSeconds(SECONDS));
        System.out.println(scenario + ", seed " + SEED + ": " + tally);
        return tally;
    }
}
