package mailstead.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What EHLO and LHLO announce (RFC 5321 section 4.1.1.1), computed from what holds now. */
final class Extensions {

    private Extensions() {}

    /**
     * DSN (RFC 3461) is not among it where nobody acts on it, although its parameters are accepted:
     * section 4.1 would oblige us to send the success notices that we do not make.
     *
     * @param identity where clients log in
     */
    static List<String> of(Conversation conversation, Optional<Identity> identity) {
        SmtpSettings.Limits limits = conversation.settings().limits();
        List<String> keywords = new ArrayList<>();
        keywords.add("PIPELINING"); // RFC 2920 section 3.2
        keywords.add("SIZE " + limits.message().octets()); // RFC 1870
        keywords.add("8BITMIME"); // RFC 6152
        keywords.add("SMTPUTF8"); // RFC 6531
        keywords.add("CHUNKING"); // RFC 3030 section 2; not BINARYMIME, RFC 3030 section 3
        keywords.add("ENHANCEDSTATUSCODES"); // RFC 2034
        if (conversation.connection().canStartTls()) {
            keywords.add("STARTTLS"); // RFC 3207
        }
        identity.map(Identity::mechanisms)
                .filter(mechanisms -> !mechanisms.isEmpty())
                .ifPresent(mechanisms -> keywords.add("AUTH " + String.join(" ", mechanisms)));
        switch (conversation.services().purpose()) {
            case SmtpServer.Purpose.Mailboxes _ -> {}
            case SmtpServer.Purpose.Sending sending ->
                    keywords.addAll(ofSubmission(sending.settings(), conversation.now()));
        }
        // RFC 9422 section 4
        keywords.add("LIMITS RCPTMAX=" + limits.recipients() + " MAILMAX=" + limits.transactions());
        return keywords;
    }

    private static List<String> ofSubmission(SubmissionSettings settings, Instant now) {
        List<String> keywords = new ArrayList<>();
        Duration holdMax = settings.holdMax();
        if (holdMax.isPositive()) { // RFC 4865 section 4
            Instant latest = now.plus(holdMax).truncatedTo(ChronoUnit.SECONDS);
            keywords.add("FUTURERELEASE " + holdMax.toSeconds() + " " + latest);
        }
        if (settings.notices()) {
            keywords.add("DSN"); // RFC 3461 section 4
        }
        return keywords;
    }
}
