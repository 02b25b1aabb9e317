package mailstead.directory.replica;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When questions that had no answer were first asked. Bounded: the oldest is forgotten, and begins
 * anew when it is asked again. Shared.
 */
final class FirstAsked {

    private final int questionsMax;
    private final Map<String, Instant> times = new LinkedHashMap<>();

    FirstAsked(int questionsMax) {
        this.questionsMax = questionsMax;
    }

    /** The time of the first question of those that are remembered; now, if it is this one. */
    synchronized Instant asked(String question, Instant now) {
        Instant first = times.putIfAbsent(question, now);
        if (first != null && !first.isAfter(now)) {
            return first;
        }
        // A clock that was set back must not make a question look older than it is.
        times.put(question, now);
        if (times.size() > questionsMax) {
            Iterator<String> oldest = times.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return now;
    }

    /** It was answered. */
    synchronized void forget(String question) {
        times.remove(question);
    }
}
