package mailstead.pop3.server;

import java.time.Duration;
import java.util.OptionalInt;
import mailstead.wire.sasl.Mechanisms;

/**
 * How one POP3 listener behaves. Immutable.
 *
 * @param greeting what the first line says after {@code +OK}; without {@code <}, which would
 *     announce APOP
 * @param mechanisms what AUTH may offer
 * @param passwordNeedsTls whether USER and PASS are refused in the clear (RFC 8314 section 3)
 * @param idleMax longest wait for a command, at least 10 minutes (RFC 1939 section 3)
 * @param logInWithin longest time from connecting (or STLS) to being logged in
 * @param badCommandsMax so many commands that are none, or come out of order, end the session; 1 or
 *     more
 * @param failedLoginsMax so many log-ins without success end the session; 1 or more
 * @param expireDays after how many days the operator removes messages (RFC 2449 section 6.7); empty
 *     means never
 * @param allowBareLineFeed whether a command may end in LF alone (a leniency; RFC 1939 section 3
 *     wants CRLF)
 */
public record Pop3Settings(
        String greeting,
        Mechanisms mechanisms,
        boolean passwordNeedsTls,
        Duration idleMax,
        Duration logInWithin,
        int badCommandsMax,
        int failedLoginsMax,
        OptionalInt expireDays,
        boolean allowBareLineFeed) {

    /** RFC 1939 section 3. */
    public static final Duration IDLE_AT_LEAST = Duration.ofMinutes(10);

    public static final Pop3Settings DEFAULT =
            new Pop3Settings(
                    "Mailstead POP3 server ready",
                    Mechanisms.DEFAULT,
                    true,
                    IDLE_AT_LEAST,
                    IDLE_AT_LEAST,
                    10,
                    3,
                    OptionalInt.empty(),
                    true);

    public Pop3Settings {
        if (greeting.contains("<")) {
            throw new IllegalArgumentException("the greeting must not look like an APOP timestamp");
        }
        if (idleMax.compareTo(IDLE_AT_LEAST) < 0) {
            throw new IllegalArgumentException("the idle limit must be 10 minutes or more");
        }
        if (logInWithin.isNegative() || logInWithin.isZero()) {
            throw new IllegalArgumentException("there must be time to log in");
        }
        if (badCommandsMax < 1 || failedLoginsMax < 1 || expireDays.orElse(0) < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public Pop3Settings withMechanisms(Mechanisms changed) {
        return new Pop3Settings(
                greeting,
                changed,
                passwordNeedsTls,
                idleMax,
                logInWithin,
                badCommandsMax,
                failedLoginsMax,
                expireDays,
                allowBareLineFeed);
    }

    /** The same with another rule about passwords in the clear, for USER and PASS and for AUTH. */
    public Pop3Settings withPasswordNeedsTls(boolean needed) {
        return new Pop3Settings(
                greeting,
                new Mechanisms(mechanisms.enabled(), needed),
                needed,
                idleMax,
                logInWithin,
                badCommandsMax,
                failedLoginsMax,
                expireDays,
                allowBareLineFeed);
    }
}
