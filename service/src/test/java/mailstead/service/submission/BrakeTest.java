package mailstead.service.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mailstead.testkit.FakeClock;
import org.junit.jupiter.api.Test;

class BrakeTest {

    private static final BrakeRules RULES = new BrakeRules(100, 5, 1_000);

    private final FakeClock clock = new FakeClock();
    private final Brake brake = new Brake(RULES, clock);

    /** Sends to so many, one by one, and says how many were held. */
    private int send(String login, int recipients) {
        int held = 0;
        for (int i = 0; i < recipients; i++) {
            boolean isHeld = brake.judge(login, 1).isPresent();
            brake.count(login, 1, isHeld);
            held += isHeld ? 1 : 0;
        }
        return held;
    }

    private void days(int count) {
        clock.advance(Duration.ofDays(count));
    }

    @Test
    void whoIsUnknownHasTheFloor() {
        assertThat(send("tevie", 100)).isZero();
        assertThat(brake.judge("tevie", 1)).contains(new Brake.Jump(101, 0));
        assertThat(send("tevie", 50)).isEqualTo(50);
        assertThat(brake.judge("golde", 100)).isEmpty();
        assertThat(brake.judge("golde", 101)).contains(new Brake.Jump(101, 0));
    }

    @Test
    void aDayLaterItIsOver() {
        send("tevie", 150);
        days(1);
        assertThat(brake.judge("tevie", 100)).isEmpty();
    }

    @Test
    void aHabitGrowsWithTheDaysAndAllowsItsMultiple() {
        for (int day = 0; day < 120; day++) {
            assertThat(send("tevie", 80)).isZero();
            days(1);
        }
        // About 80 a day are usual now, so about 400 pass.
        assertThat(brake.judge("tevie", 350)).isEmpty();
        assertThat(brake.judge("tevie", 450))
                .hasValueSatisfying(jump -> assertThat(jump.usual()).isBetween(75L, 90L));
    }

    @Test
    void aBurstIsNotItsOwnExcuse() {
        for (int hour = 0; hour < 23; hour++) {
            send("tevie", 30);
            clock.advance(Duration.ofHours(1));
        }
        assertThat(brake.judge("tevie", 1)).isPresent();
    }

    @Test
    void whatWasHeldDoesNotBecomeHabit() {
        for (int day = 0; day < 5; day++) {
            assertThat(send("tevie", 1_000)).isGreaterThan(700);
            days(1);
        }
        // Had all of it been habit, there would be 3,000 allowed by now.
        assertThat(brake.judge("tevie", 350)).isPresent();
    }

    @Test
    void aHabitFades() {
        for (int day = 0; day < 120; day++) {
            send("tevie", 80);
            days(1);
        }
        days(90);
        assertThat(brake.judge("tevie", 101)).isPresent();
    }

    @Test
    void stepsOfTheClockDoNotMatter() {
        Brake other = new Brake(RULES, clock);
        send("tevie", 80);
        other.count("tevie", 80, false);
        for (int i = 0; i < 24 * 9; i++) {
            clock.advance(Duration.ofHours(1));
            other.count("tevie", 0, false); // looks each hour
        }
        assertThat(brake.judge("tevie", 1_000)).isEqualTo(other.judge("tevie", 1_000));
    }

    @Test
    void canBeOff() {
        Brake off = new Brake(new BrakeRules(0, 5, 1_000), clock);
        off.count("tevie", 1_000_000, false);
        assertThat(off.judge("tevie", 1_000_000)).isEmpty();
    }
}
