package mailstead.directory.contact;

import java.time.Duration;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.mail.EventSink;

/** Tells once that a part of the directory was lost, and once that it is back. Shared. */
public final class Contact {

    private enum State {
        UNTRIED,
        IN_TOUCH,
        LOST
    }

    private final String what;
    private final String advice;
    private final EventSink events;

    private State state = State.UNTRIED;
    private long lostAt;

    public Contact(String what, String advice, EventSink events) {
        this.what = what;
        this.advice = advice;
        this.events = events;
    }

    public void lost(Throwable cause) {
        synchronized (this) {
            if (state == State.LOST) {
                return;
            }
            state = State.LOST;
            lostAt = System.nanoTime();
        }
        events.emit(new Event.DirectoryLost(Event.PROCESS, what, advice, Optional.of(cause)));
    }

    public void inTouch() {
        Duration away;
        synchronized (this) {
            boolean wasLost = state == State.LOST;
            state = State.IN_TOUCH;
            if (!wasLost) {
                return;
            }
            away = Duration.ofNanos(System.nanoTime() - lostAt);
        }
        events.emit(new Event.DirectoryRegained(Event.PROCESS, what, away));
    }
}
