package mailstead.pop3.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shortest time between two log-ins of one account (RFC 2449 section 6.5), kept by each node
 * for itself. Remembers a bounded number of accounts; the oldest are let off first. Shared: one
 * short lock.
 */
public final class LoginDelay {

    private static final int ACCOUNTS_MAX = 100_000;

    private final Duration delay;
    private final InstantSource clock;
    private final Map<String, Instant> lastLogins = new LinkedHashMap<>();

    /**
     * @param delay whole seconds; zero means that there is none
     */
    public LoginDelay(Duration delay, InstantSource clock) {
        if (delay.isNegative() || !delay.equals(Duration.ofSeconds(delay.toSeconds()))) {
            throw new IllegalArgumentException("the log-in delay must be whole seconds");
        }
        this.delay = delay;
        this.clock = clock;
    }

    public static LoginDelay none() {
        return new LoginDelay(Duration.ZERO, () -> Instant.EPOCH);
    }

    /** 0 when there is none. */
    public long seconds() {
        return delay.toSeconds();
    }

    /** Whether the account may log in now; if so, its next delay begins. */
    boolean admit(String login) {
        if (delay.isZero()) {
            return true;
        }
        Instant now = clock.instant();
        synchronized (lastLogins) {
            Instant last = lastLogins.get(login);
            if (last != null && !last.isAfter(now) && now.isBefore(last.plus(delay))) {
                return false;
            }
            lastLogins.remove(login);
            lastLogins.put(login, now);
            forget(now);
            return true;
        }
    }

    /** Takes an admission back: the log-in did not succeed after all. */
    void withdraw(String login) {
        synchronized (lastLogins) {
            lastLogins.remove(login);
        }
    }

    /** The map is in the order of log-ins, so that the first delay is over first. */
    private void forget(Instant now) {
        while (!lastLogins.isEmpty()) {
            Map.Entry<String, Instant> oldest = lastLogins.entrySet().iterator().next();
            if (lastLogins.size() <= ACCOUNTS_MAX && now.isBefore(oldest.getValue().plus(delay))) {
                return;
            }
            lastLogins.remove(oldest.getKey());
        }
    }
}
