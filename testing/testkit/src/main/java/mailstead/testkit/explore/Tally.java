package mailstead.testkit.explore;

import java.time.Duration;

/**
 * What a search without a violation has gone through.
 *
 * @param schedules runs, those given up included
 * @param ended runs in which all actors came to their end or crashed
 * @param repeated runs given up where an earlier one had been
 * @param steps calls in all runs, repetitions of earlier ones included
 * @param states states with more than one possible move, each counted once
 * @param isComplete whether nothing within the bounds is left
 */
public record Tally(
        long schedules,
        long ended,
        long repeated,
        long steps,
        long states,
        boolean isComplete,
        Duration time) {

    @Override
    public String toString() {
        return "%d schedules (%d to the end, %d into known states, %d too long), %d states, %d steps, %.1f s%s"
                .formatted(
                        schedules,
                        ended,
                        repeated,
                        schedules - ended - repeated,
                        states,
                        steps,
                        time.toMillis() / 1000.0,
                        isComplete ? ", complete" : "");
    }
}
