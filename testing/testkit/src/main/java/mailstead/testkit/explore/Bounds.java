package mailstead.testkit.explore;

import java.util.EnumSet;
import java.util.Set;
import mailstead.testkit.nfs.Outcome;

/**
 * How far a search goes. Immutable.
 *
 * @param preemptions how often in a schedule another actor may take over from one that could go on
 *     (after an end or a crash it is free)
 * @param faults outcomes of {@link Outcome.Cost#FAULT} in a schedule
 * @param stale outcomes of {@link Outcome.Cost#STALE} in a schedule
 * @param crashes actors that may die
 * @param outages restarts of the server, or power cuts of the machine with the disk
 * @param steps a schedule that has not ended after so many is given up
 * @param kinds the outcomes to be tried
 */
public record Bounds(
        int preemptions,
        int faults,
        int stale,
        int crashes,
        int outages,
        int steps,
        Set<Outcome.Kind> kinds) {

    /** What makes a difference to code that treats all errors alike. */
    public static final Set<Outcome.Kind> USUAL =
            EnumSet.of(
                    Outcome.Kind.NORMAL,
                    Outcome.Kind.STALE,
                    Outcome.Kind.FORGOTTEN,
                    Outcome.Kind.SLOW,
                    Outcome.Kind.LEAST,
                    Outcome.Kind.MOST,
                    Outcome.Kind.LOST,
                    Outcome.Kind.AGAIN,
                    Outcome.Kind.LATE,
                    Outcome.Kind.FAILED,
                    Outcome.Kind.CRASH,
                    Outcome.Kind.TORN);

    /** Orders only: nothing fails, caches are right. */
    public static final Bounds ORDERS = new Bounds(3, 0, 0, 0, 0, 400, USUAL);

    static final int MOST = 120;

    /** Whatever is possible, for random schedules and replays. */
    public static final Bounds WIDE =
            new Bounds(MOST, MOST, MOST, MOST, MOST, 2000, EnumSet.allOf(Outcome.Kind.class));

    public Bounds {
        kinds = Set.copyOf(kinds);
        for (int count : new int[] {preemptions, faults, stale, crashes, outages}) {
            if (count < 0 || count > MOST) {
                throw new IllegalArgumentException("not 0 to " + MOST + ": " + count);
            }
        }
    }

    public Bounds withPreemptions(int count) {
        return new Bounds(count, faults, stale, crashes, outages, steps, kinds);
    }

    public Bounds withFaults(int count) {
        return new Bounds(preemptions, count, stale, crashes, outages, steps, kinds);
    }

    public Bounds withStale(int count) {
        return new Bounds(preemptions, faults, count, crashes, outages, steps, kinds);
    }

    public Bounds withCrashes(int count) {
        return new Bounds(preemptions, faults, stale, count, outages, steps, kinds);
    }

    public Bounds withOutages(int count) {
        return new Bounds(preemptions, faults, stale, crashes, count, steps, kinds);
    }

    public Bounds withSteps(int count) {
        return new Bounds(preemptions, faults, stale, crashes, outages, count, kinds);
    }

    public Bounds withKinds(Set<Outcome.Kind> some) {
        return new Bounds(preemptions, faults, stale, crashes, outages, steps, some);
    }
}
