package mailstead.smtp.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.mail.ByteSize;
import mailstead.mail.DomainName;
import mailstead.smtp.codec.Leniency;

/**
 * What the operator decides about one listener. Immutable.
 *
 * @param hostName how we call ourselves
 * @param tlsRequired whether mail is taken over TLS only (a public MX must not: RFC 3207 section 4)
 */
public record SmtpSettings(
        DomainName hostName,
        Dialect dialect,
        boolean tlsRequired,
        Limits limits,
        Set<Leniency> leniencies) {

    public static final Set<Leniency> USUAL_LENIENCIES =
            Arrays.stream(Leniency.values())
                    .filter(Leniency::isOnByDefault)
                    .collect(Collectors.toUnmodifiableSet());

    public SmtpSettings {
        leniencies = Set.copyOf(leniencies);
    }

    public static SmtpSettings usual(DomainName hostName, Dialect dialect) {
        return new SmtpSettings(hostName, dialect, false, Limits.USUAL, USUAL_LENIENCIES);
    }

    public SmtpSettings withLimits(Limits other) {
        return new SmtpSettings(hostName, dialect, tlsRequired, other, leniencies);
    }

    public SmtpSettings withTlsRequired(boolean required) {
        return new SmtpSettings(hostName, dialect, required, limits, leniencies);
    }

    public SmtpSettings withLeniencies(Set<Leniency> allowed) {
        return new SmtpSettings(hostName, dialect, tlsRequired, limits, allowed);
    }

    /**
     * Every bound of a conversation.
     *
     * @param message content, as RFC 1870 section 5 counts it; at least 64 KiB (RFC 5321 section
     *     4.5.3.1.7)
     * @param contentInMemory how much of one message is held in memory before it goes to the
     *     overflow
     * @param recipients accepted in one transaction, at least 100 (RFC 5321 section 4.5.3.1.8)
     * @param transactions MAIL commands accepted in one connection
     * @param errors refusals that the client caused; one more, and the connection ends
     * @param commands in one connection
     * @param commandWait for the next command; RFC 5321 section 4.5.3.2.7 asks for 5 minutes
     * @param dataWait for the next piece of content; RFC 5321 section 4.5.3.2.5 asks for 3 minutes
     * @param dataTotal for the whole content, however it trickles in
     */
    public record Limits(
            ByteSize message,
            ByteSize contentInMemory,
            int recipients,
            int transactions,
            int errors,
            int commands,
            Duration commandWait,
            Duration dataWait,
            Duration dataTotal) {

        public static final Limits USUAL =
                new Limits(
                        ByteSize.ofMebibytes(50),
                        ByteSize.ofKibibytes(64),
                        1_000,
                        10_000,
                        100,
                        1_000_000,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(30));

        public Limits {
            if (message.octets() < 1
                    || recipients < 1
                    || transactions < 1
                    || errors < 1
                    || commands < 1
                    || !commandWait.isPositive()
                    || !dataWait.isPositive()
                    || !dataTotal.isPositive()) {
                throw new IllegalArgumentException("every limit is above zero");
            }
        }
    }
}
