package mailstead.smtp.server;

import java.time.Duration;
import mailstead.wire.Networks;
import mailstead.wire.sasl.Mechanisms;

/**
 * What the operator decides about a listener for submission, beside {@link SmtpSettings}.
 * Immutable.
 *
 * @param mechanisms what AUTH may offer
 * @param trusted from where mail is taken without log-in
 * @param holdMax for how long a client may have a message held back (RFC 4865); zero: not at all
 * @param failedLoginsMax so many log-ins without success end the session; 1 or more
 * @param identityShown whether Received names who had logged in
 * @param notices whether DSN (RFC 3461) is announced, because the queue does what it says
 */
public record SubmissionSettings(
        Mechanisms mechanisms,
        Networks trusted,
        Duration holdMax,
        int failedLoginsMax,
        boolean identityShown,
        boolean notices) {

    public static final SubmissionSettings USUAL =
            new SubmissionSettings(
                    Mechanisms.DEFAULT, Networks.NONE, Duration.ofDays(30), 3, false, false);

    public SubmissionSettings {
        if (failedLoginsMax < 1 || holdMax.isNegative()) {
            throw new IllegalArgumentException("a limit that cannot be");
        }
    }
}
