package mailstead.service.submission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The stolen-password brake: knows how many recipients an account has in a day, and notices when it
 * has many times more. Shared; bounded memory.
 *
 * <p>What an account has sent stays apart for a day, hour by hour. What is older becomes habit: a
 * mean over {@link #HABIT_DAYS} days that fades, so that somebody who sends as much every day has
 * that as a habit after some weeks, and a burst is never its own excuse on the day it happens. Mail
 * that was held is remembered for the day, so that the brake stays on, and does not become habit.
 * Who is not known, after a restart too, has no habit: only the floor counts.
 */
final class Brake {

    /** The time after which a habit that is given up has faded to a third. */
    static final int HABIT_DAYS = 28;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int HOURS = 24;
    private static final double FADING_IN_AN_HOUR = Math.exp(-1.0 / (HABIT_DAYS * HOURS));

    /** Forgotten after so long without mail; by then there is no habit left. */
    private static final Duration REMEMBERED = Duration.ofDays(5L * HABIT_DAYS);

    private final BrakeRules rules;
    private final InstantSource clock;
    private final Cache<String, Habit> habits;

    Brake(BrakeRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
        this.habits =
                Caffeine.newBuilder()
                        .maximumSize(rules.rememberedMax())
                        .expireAfterWrite(REMEMBERED)
                        .ticker(() -> Windows.nanos(clock))
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * An account sends more than it should.
     *
     * @param recipients in the last day, with this message's
     * @param usual its habit, recipients in a day
     */
    record Jump(long recipients, long usual) {}

    /** Whether a message to so many must be held. Changes nothing. */
    Optional<Jump> judge(String login, int recipients) {
        if (rules.floor() == 0) {
            return Optional.empty();
        }
        Habit known = habits.getIfPresent(login);
        Habit habit = known == null ? Habit.NONE : known.at(hour());
        long today = habit.today() + recipients;
        double allowed = Math.max(rules.floor(), rules.factor() * habit.perDay());
        return today > allowed
                ? Optional.of(new Jump(today, Math.round(habit.perDay())))
                : Optional.empty();
    }

    /** A message to so many was taken. */
    void count(String login, int recipients, boolean held) {
        if (rules.floor() == 0) {
            return;
        }
        long hour = hour();
        habits.asMap()
                .compute(
                        login,
                        (_, known) ->
                                (known == null ? Habit.NONE : known)
                                        .at(hour)
                                        .plus(recipients, held));
    }

    private long hour() {
        return clock.millis() / HOUR.toMillis();
    }

    /**
     * One account's. Immutable.
     *
     * @param hour the first of the amounts is this one's
     * @param sent recipients of mail that was not held, hour by hour
     * @param held likewise of mail that was
     * @param perDay the habit
     */
    private record Habit(long hour, long[] sent, long[] held, double perDay) {

        static final Habit NONE = new Habit(0, new long[HOURS], new long[HOURS], 0);

        Habit at(long now) {
            long steps = Math.max(0, now - hour); // none when the clock was set back
            if (steps == 0) {
                return this;
            }
            double mean = perDay;
            int kept = (int) Math.max(0, HOURS - steps);
            // From the oldest on, each hour that falls out of the day enters the mean.
            for (int i = HOURS - 1; i >= kept; i--) {
                mean = mean * FADING_IN_AN_HOUR + sent[i] * HOURS * (1 - FADING_IN_AN_HOUR);
            }
            if (steps > HOURS) {
                mean *= Math.pow(FADING_IN_AN_HOUR, steps - HOURS);
            }
            return new Habit(now, moved(sent, kept), moved(held, kept), mean);
        }

        private static long[] moved(long[] amounts, int kept) {
            long[] moved = new long[HOURS];
            System.arraycopy(amounts, 0, moved, HOURS - kept, kept);
            return moved;
        }

        Habit plus(int recipients, boolean isHeld) {
            long[] changed = (isHeld ? held : sent).clone();
            changed[0] += recipients;
            return isHeld
                    ? new Habit(hour, sent, changed, perDay)
                    : new Habit(hour, changed, held, perDay);
        }

        long today() {
            long sum = 0;
            for (int i = 0; i < HOURS; i++) {
                sum += sent[i] + held[i];
            }
            return sum;
        }
    }
}
