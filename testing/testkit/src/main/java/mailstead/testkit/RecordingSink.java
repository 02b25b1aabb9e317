package mailstead.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mailstead.mail.Event;
import mailstead.mail.EventSink;

/** Keeps every event, in the order in which they came. Shared. */
public final class RecordingSink implements EventSink {

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void emit(Event event) {
        events.add(event);
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public void clear() {
        events.clear();
    }
}
