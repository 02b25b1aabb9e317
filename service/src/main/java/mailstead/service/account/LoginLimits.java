package mailstead.service.account;

import java.time.Duration;

/**
 * How log-ins are throttled and remembered. Immutable.
 *
 * @param perAccountAndNetwork failures of one client network at one account within the window, 1 or
 *     more
 * @param perNetwork failures of one client network at any accounts within the window
 * @param perAccount failures at one account from anywhere within the window
 * @param window how long a limit's worth of failures takes to be forgotten
 * @param firstDelay how long the first failure above a limit shuts the door; doubled with each
 *     further one
 * @param delayMax the longest delay
 * @param familiarFor how long a network is spared the limit per account after its owner's log-in
 * @param rememberedMax entries of each table, 1 or more
 * @param rememberPasswordFor how long a right password need not be hashed again; zero switches this
 *     off
 */
public record LoginLimits(
        int perAccountAndNetwork,
        int perNetwork,
        int perAccount,
        Duration window,
        Duration firstDelay,
        Duration delayMax,
        Duration familiarFor,
        int rememberedMax,
        Duration rememberPasswordFor) {

    public static final LoginLimits DEFAULT =
            new LoginLimits(
                    5,
                    100,
                    50,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(5),
                    Duration.ofDays(7),
                    100_000,
                    Duration.ofSeconds(60));

    public LoginLimits withRememberPasswordFor(Duration remember) {
        return new LoginLimits(
                perAccountAndNetwork,
                perNetwork,
                perAccount,
                window,
                firstDelay,
                delayMax,
                familiarFor,
                rememberedMax,
                remember);
    }

    public LoginLimits {
        if (perAccountAndNetwork < 1 || perNetwork < 1 || perAccount < 1 || rememberedMax < 1) {
            throw new IllegalArgumentException("a limit must be 1 or more");
        }
        if (!window.isPositive()
                || firstDelay.isNegative()
                || delayMax.isNegative()
                || familiarFor.isNegative()
                || rememberPasswordFor.isNegative()) {
            throw new IllegalArgumentException("a duration is out of range");
        }
    }
}
