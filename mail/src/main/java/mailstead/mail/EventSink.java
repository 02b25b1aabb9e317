package mailstead.mail;

/** Takes events from many threads, never fails and never waits for long. */
@FunctionalInterface
public interface EventSink {

    void emit(Event event);

    /** For those who must be given a sink and have nobody to tell. */
    EventSink NOWHERE = _ -> {};
}
