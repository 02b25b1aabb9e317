package mailstead.smtp.server;

import java.util.ArrayList;
import java.util.List;
import mailstead.mail.ReversePath;
import mailstead.service.routing.Destination;
import mailstead.smtp.codec.MailParameters;

/** One mail transaction (RFC 5321 section 3.3), from MAIL on. Confined to its session. */
final class Transaction {

    private final String messageId;
    private final ReversePath sender;
    private final MailParameters parameters;
    private final List<Destination> destinations = new ArrayList<>(1);
    private long surplusRecipients;

    Transaction(String messageId, ReversePath sender, MailParameters parameters) {
        this.messageId = messageId;
        this.sender = sender;
        this.parameters = parameters;
    }

    String messageId() {
        return messageId;
    }

    ReversePath sender() {
        return sender;
    }

    MailParameters parameters() {
        return parameters;
    }

    /** In the order of the accepted RCPT commands. */
    List<Destination> destinations() {
        return destinations;
    }

    /** Counts a recipient beyond the limit. */
    long addSurplus() {
        return ++surplusRecipients;
    }
}
