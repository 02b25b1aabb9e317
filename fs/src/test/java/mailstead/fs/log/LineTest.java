package mailstead.fs.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.fs.VolumeRefusal;
import org.junit.jupiter.api.Test;

class LineTest {

    private static final Attempt ATTEMPT = new Attempt(1, 2, 3);
    private static final Appended<String> APPENDED = new Appended<>(new View<>(1, 2, 3, "s"), true);

    /** Nobody is waited for. */
    private final Line<String> line = new Line<>(Duration.ZERO);

    private Line.Ticket<String> enter() {
        return line.enter(_ -> Optional.empty());
    }

    @Test
    void theFirstLeadsAndTakesAllThatWait() throws IOException {
        Line.Ticket<String> first = enter();
        Line.Ticket<String> second = enter();
        assertThat(line.awaitDoneOrLead(first)).isTrue();
        List<Line.Ticket<String>> taken = line.take(10);
        assertThat(taken).containsExactly(first, second);
        assertThat(line.mayLink(taken, ATTEMPT)).isTrue();
        line.done(first, APPENDED);
        line.done(second, APPENDED);
        line.leave(first);
        assertThat(line.awaitDoneOrLead(second)).isFalse();
        assertThat(line.result(second)).isEqualTo(APPENDED);
    }

    @Test
    void aTicketThatIsNotLinkedYetIsWithdrawn() throws IOException {
        Line.Ticket<String> leader = enter();
        Line.Ticket<String> waiting = enter();
        line.awaitDoneOrLead(leader);
        List<Line.Ticket<String>> taken = line.take(10);
        assertThatThrownBy(() -> line.awaitDoneOrLead(waiting)).isInstanceOf(VolumeRefusal.class);
        assertThat(line.mayLink(taken, ATTEMPT)).isFalse();
        assertThat(line.remaining(taken)).containsExactly(leader);
        assertThat(line.mayLink(List.of(leader), ATTEMPT)).isTrue();
    }

    @Test
    void aTicketThatIsBeingLinkedHasAnUnknownOutcome() throws IOException {
        Line.Ticket<String> leader = enter();
        Line.Ticket<String> waiting = enter();
        line.awaitDoneOrLead(leader);
        line.mayLink(line.take(10), ATTEMPT);
        assertThatThrownBy(() -> line.awaitDoneOrLead(waiting))
                .isInstanceOfSatisfying(
                        UnknownOutcome.class, e -> assertThat(e.attempt()).isEqualTo(ATTEMPT));
        // The leader comes back after all, and harms nobody.
        line.done(waiting, APPENDED);
        line.leave(leader);
    }

    @Test
    void aLeaderThatHangsIsReplaced() throws IOException {
        Line.Ticket<String> hanging = enter();
        line.awaitDoneOrLead(hanging);
        line.take(10);
        Line.Ticket<String> next = enter();
        assertThat(line.awaitDoneOrLead(next)).isTrue();
        assertThat(line.take(10)).containsExactly(next);
        line.leave(hanging);
        Line.Ticket<String> third = enter();
        line.done(next, APPENDED);
        line.leave(next);
        assertThat(line.awaitDoneOrLead(third)).isTrue();
    }

    @Test
    void anInterruptWithdraws() throws IOException {
        Line<String> patient = new Line<>(Duration.ofHours(1));
        Line.Ticket<String> leader = patient.enter(_ -> Optional.empty());
        patient.awaitDoneOrLead(leader);
        patient.take(10);
        Line.Ticket<String> waiting = patient.enter(_ -> Optional.empty());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> patient.awaitDoneOrLead(waiting))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(patient.take(10)).isEmpty();
    }

    @Test
    void whatFindsNoRoomGoesBackToTheFront() {
        Line.Ticket<String> first = enter();
        Line.Ticket<String> second = enter();
        List<Line.Ticket<String>> taken = line.take(10);
        Line.Ticket<String> third = enter();
        line.putBack(taken.subList(1, 2));
        assertThat(line.take(10)).containsExactly(second, third);
        assertThat(line.remaining(List.of(first))).containsExactly(first);
    }
}
