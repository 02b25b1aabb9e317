package mailstead.directory.replica;

import java.time.Duration;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.mail.EventSink;

/**
 * Tells the operator about the copy at a bounded pace: each cause of a refusal once until another
 * one or a success, that it is old once, how it is now and then. Shared.
 */
final class Herald {

    /** The same cause again. */
    private static final Duration REMINDER = Duration.ofHours(1);

    /** How often it is told how the copy is, and that instalments were taken. */
    private static final Duration PACE = Duration.ofMinutes(5);

    private final Source source;
    private final EventSink events;

    // guarded by this
    private String lastCause = "";
    private long lastRefusal;
    private boolean old;
    private long lastState = System.nanoTime();

    Herald(Source source, EventSink events) {
        this.source = source;
        this.events = events;
    }

    /** A generation, whole. */
    void taken(View view, Duration duration) {
        events.emit(
                new Event.CopyTaken(
                        Event.PROCESS,
                        view.version().toString(),
                        view.point().sequence(),
                        view.generation().manifest().size(),
                        duration));
    }

    void refused(Throwable cause) {
        // Sizes and times change while the cause is the same.
        String text = String.valueOf(cause.getMessage()).replaceAll("\\d+", "#");
        synchronized (this) {
            boolean isNews =
                    !text.equals(lastCause) || System.nanoTime() - lastRefusal > REMINDER.toNanos();
            if (!isNews) {
                return;
            }
            lastCause = text;
            lastRefusal = System.nanoTime();
        }
        events.emit(
                new Event.CopyRefused(
                        Event.PROCESS,
                        source.toString(),
                        "look at the cause; the last good copy stays in use and is tried to be renewed",
                        Optional.of(cause)));
    }

    /** Something was taken, or there was nothing to take. */
    synchronized void well() {
        lastCause = "";
    }

    /** Called about once a second. */
    void state(CopyState state) {
        boolean isNews;
        boolean isDue;
        synchronized (this) {
            isNews = state.isOld() != old;
            old = state.isOld();
            isDue = System.nanoTime() - lastState > PACE.toNanos();
            if (isNews || isDue) {
                lastState = System.nanoTime();
            }
        }
        String version = state.version().map(Object::toString).orElse("none");
        if (isNews && state.isOld()) {
            events.emit(
                    new Event.CopyOld(
                            Event.PROCESS,
                            version,
                            state.age(),
                            "look whether the publisher runs and can be reached from here, and whether the clocks"
                                    + " agree; look-ups are answered from the old copy meanwhile, unknown names"
                                    + " with 'try again'",
                            state.problem()));
        } else if (isNews || isDue) {
            events.emit(
                    new Event.CopyInUse(
                            Event.PROCESS, version, state.age(), state.changed(), state.isOld()));
        }
    }
}
