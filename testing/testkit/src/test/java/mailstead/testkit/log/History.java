package mailstead.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.log.Appended;
import mailstead.fs.log.SharedLog;
import mailstead.fs.log.UnknownOutcome;

/**
 * What hosts were told, and whether a log tells the same. Shared.
 *
 * <p>What was acknowledged is there, once, and stays at its place. What failed is not there. What
 * is unknown is there at most once. Whoever reads sees all that had been acknowledged before.
 */
final class History {

    private final List<String> acknowledged = new ArrayList<>();
    private final Set<String> failed = new HashSet<>();
    private final Map<String, UnknownOutcome> unknown = new HashMap<>();
    private Ledger longest = Ledger.EMPTY;

    /** Appends and notes down what the host is told. */
    void append(Host host, String text) {
        try {
            Appended<Ledger> appended = host.append(text);
            Ledger state = appended.view().state();
            assertThat(state.texts()).contains(text);
            assertThat(appended.isChanged()).isTrue();
            synchronized (this) {
                acknowledged.add(text);
            }
            seen(state);
        } catch (UnknownOutcome e) {
            synchronized (this) {
                unknown.put(text, e);
            }
        } catch (IOException _) {
            synchronized (this) {
                failed.add(text);
            }
        }
    }

    /** Reads; a failure is as good. */
    void read(Host host) {
        List<String> before = acknowledged();
        Ledger state;
        try {
            state = host.read();
        } catch (IOException _) {
            return;
        }
        assertHolds(state, before);
        seen(state);
    }

    private static void assertHolds(Ledger state, List<String> expected) {
        Set<String> texts = new HashSet<>(state.texts());
        assertThat(expected).as("in %s", state).allMatch(texts::contains);
    }

    private synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Of two views that somebody had, one continues the other. */
    private synchronized void seen(Ledger state) {
        if (state.size() >= longest.size()) {
            assertThat(state.continues(longest)).as("%s continues %s", state, longest).isTrue();
            longest = state;
        } else {
            assertThat(longest.continues(state)).as("%s continues %s", longest, state).isTrue();
        }
    }

    /** Nothing goes on any more: what does the log say now? */
    synchronized void check(Host fresh) throws IOException {
        Ledger state = fresh.read();
        seen(state);
        List<String> texts = state.texts();
        assertThat(state.isWithoutRepetition()).as("%s", state).isTrue();
        assertHolds(state, acknowledged);
        assertThat(texts).noneMatch(failed::contains);
        for (String text : texts) {
            assertThat(acknowledged.contains(text) || unknown.containsKey(text)).isTrue();
        }
    }

    /** What each doubt comes to agrees with what the log says then. */
    void settle(Host host, String prefix) throws IOException {
        for (Map.Entry<String, UnknownOutcome> doubt : doubts()) {
            if (doubt.getKey().startsWith(prefix)) {
                SharedLog.Verdict verdict = host.log.settle(doubt.getValue());
                boolean isThere = host.read().texts().contains(doubt.getKey());
                switch (verdict) {
                    case COUNTS -> assertThat(isThere).isTrue();
                    case NEVER -> {
                        assertThat(isThere).isFalse();
                        synchronized (this) {
                            failed.add(doubt.getKey());
                        }
                    }
                    case FORGOTTEN -> {}
                }
            }
        }
    }

    private synchronized List<Map.Entry<String, UnknownOutcome>> doubts() {
        return List.copyOf(unknown.entrySet());
    }

    synchronized Optional<String> firstUnknown() {
        return unknown.keySet().stream().findFirst();
    }

    synchronized int count() {
        return acknowledged.size();
    }
}
