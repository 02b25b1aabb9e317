package mailstead.directory.ldap;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;

/**
 * Entries that contradict each other or themselves: whoever asked for them is told to try again,
 * and the operator which they are, once in a while each. Shared.
 */
final class Doubts {

    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final Duration QUIET_WHILE_AWAY = Duration.ofMinutes(1);
    private static final int TOLD_MAX = 1000;

    /** Servers answered; what they say cannot be believed. */
    static final class AboutEntry extends Exception {
        private static final long serialVersionUID = 1L;

        AboutEntry(String what) {
            super(what);
        }
    }

    private final EventSink events;
    private final LongSupplier nanoClock;
    private volatile BooleanSupplier isToldElsewhere = () -> false;
    private final Map<String, Long> told = new HashMap<>();

    Doubts(EventSink events, LongSupplier nanoClock) {
        this.events = events;
        this.nanoClock = nanoClock;
    }

    void tellNobodyOfSilenceWhile(BooleanSupplier condition) {
        isToldElsewhere = condition;
    }

    TemporaryFailure several(String what, String dn, String otherDn) {
        return doubt(
                what + " is claimed by two entries: " + dn + " and " + otherDn,
                "remove it from one of them; until then mail for it waits and nobody logs in by it");
    }

    TemporaryFailure malformed(String dn, Malformed why) {
        return doubt(
                "the entry " + dn + " cannot be used: " + why.getMessage(),
                "correct the entry, or 'directory.ldap.map'; until then its mail waits and nobody logs in");
    }

    TemporaryFailure unanswered(Throwable cause) {
        if (!isToldElsewhere.getAsBoolean() && isNews("no answer", QUIET_WHILE_AWAY)) {
            events.emit(
                    new Event.Trouble(
                            Event.PROCESS,
                            Reason.DIRECTORY_UNAVAILABLE,
                            "the directory in LDAP does not answer",
                            "look at the cause and run 'mailstead directory status'; service resumes by itself, mail waits",
                            Optional.of(cause)));
        }
        return Servers.unavailable(cause);
    }

    private TemporaryFailure doubt(String what, String advice) {
        if (isNews(what, QUIET)) {
            events.emit(
                    new Event.Trouble(
                            Event.PROCESS,
                            Reason.DIRECTORY_UNAVAILABLE,
                            what,
                            advice,
                            Optional.empty()));
        }
        return Servers.unavailable(new AboutEntry(what));
    }

    private synchronized boolean isNews(String what, Duration quiet) {
        long now = nanoClock.getAsLong();
        Long at = told.get(what);
        if (at != null && now - at < quiet.toNanos()) {
            return false;
        }
        if (told.size() >= TOLD_MAX) {
            told.clear();
        }
        told.put(what, now);
        return true;
    }
}
