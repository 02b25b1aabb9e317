package mailstead.imap.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.imap.codec.Leniency;
import mailstead.wire.sasl.Mechanisms;

/**
 * How one IMAP listener behaves. Immutable.
 *
 * @param greeting what the first line says after {@code * OK}
 * @param mechanisms what AUTHENTICATE may offer
 * @param passwordNeedsTls whether LOGIN is refused in the clear (RFC 8314 section 3)
 * @param idleMax longest silence of a client, in IDLE too; at least 30 minutes (RFC 9051 section
 *     5.4)
 * @param stallMax longest silence in the middle of a command
 * @param logInWithin longest time from connecting (or STARTTLS) to being logged in
 * @param newsWithin how soon a waiting client is told what other nodes did, 1 second or more
 * @param keepAliveEvery after so much silence of ours a waiting client hears that we are there
 * @param badCommandsMax so many commands that are none, or come out of order, end the session; 1 or
 *     more
 * @param failedLoginsMax so many log-ins without success end the session; 1 or more
 * @param messageOctetsMax largest message that is appended (RFC 7889 section 2); empty for any
 * @param allowCompression whether COMPRESS is offered: zlib holds some 300 KiB for a busy
 *     connection
 * @param leniencies which of the clients' mistakes are understood
 * @param allowBareLineFeed whether a line may end in LF alone (a leniency; RFC 9051 section 2.2
 *     wants CRLF)
 */
public record ImapSettings(
        String greeting,
        Mechanisms mechanisms,
        boolean passwordNeedsTls,
        Duration idleMax,
        Duration stallMax,
        Duration logInWithin,
        Duration newsWithin,
        Duration keepAliveEvery,
        int badCommandsMax,
        int failedLoginsMax,
        OptionalLong messageOctetsMax,
        boolean allowCompression,
        Set<Leniency> leniencies,
        boolean allowBareLineFeed) {

    /** RFC 9051 section 5.4. */
    public static final Duration IDLE_AT_LEAST = Duration.ofMinutes(30);

    private static final long MESSAGE_OCTETS_MAX = 50L << 20;

    private static final Set<Leniency> ON_BY_DEFAULT =
            Arrays.stream(Leniency.values())
                    .filter(Leniency::isOnByDefault)
                    .collect(Collectors.toUnmodifiableSet());

    public static final ImapSettings DEFAULT =
            new ImapSettings(
                    "Mailstead IMAP server ready",
                    Mechanisms.DEFAULT,
                    true,
                    IDLE_AT_LEAST,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(15),
                    Duration.ofMinutes(2),
                    20,
                    3,
                    OptionalLong.of(MESSAGE_OCTETS_MAX),
                    true,
                    ON_BY_DEFAULT,
                    true);

    public ImapSettings {
        leniencies = Set.copyOf(leniencies);
        if (idleMax.compareTo(IDLE_AT_LEAST) < 0) {
            throw new IllegalArgumentException("the idle limit must be 30 minutes or more");
        }
        if (newsWithin.compareTo(Duration.ofSeconds(1)) < 0
                || keepAliveEvery.compareTo(newsWithin) < 0) {
            throw new IllegalArgumentException("news come first, then signs of life");
        }
        if (logInWithin.isNegative()
                || logInWithin.isZero()
                || stallMax.isNegative()
                || stallMax.isZero()) {
            throw new IllegalArgumentException("there must be time to log in and to go on");
        }
        if (badCommandsMax < 1 || failedLoginsMax < 1 || messageOctetsMax.orElse(1) < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public ImapSettings withMechanisms(Mechanisms changed) {
        return new ImapSettings(
                greeting,
                changed,
                passwordNeedsTls,
                idleMax,
                stallMax,
                logInWithin,
                newsWithin,
                keepAliveEvery,
                badCommandsMax,
                failedLoginsMax,
                messageOctetsMax,
                allowCompression,
                leniencies,
                allowBareLineFeed);
    }

    /** The same with another rule about passwords in the clear, for LOGIN and AUTHENTICATE. */
    public ImapSettings withPasswordNeedsTls(boolean needed) {
        return new ImapSettings(
                greeting,
                new Mechanisms(mechanisms.enabled(), needed),
                needed,
                idleMax,
                stallMax,
                logInWithin,
                newsWithin,
                keepAliveEvery,
                badCommandsMax,
                failedLoginsMax,
                messageOctetsMax,
                allowCompression,
                leniencies,
                allowBareLineFeed);
    }
}
