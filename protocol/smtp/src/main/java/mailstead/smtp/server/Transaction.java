package mailstead.smtp.server;

import mailstead.mail.ReversePath;
import mailstead.smtp.codec.MailParameters;

/** One mail transaction (RFC 5321 section 3.3), from MAIL on. Confined to its session. */
final class Transaction {

    private final String messageId;
    private final Hello hello;
    private final ReversePath sender;
    private final MailParameters parameters;
    private final Intake intake;
    private long surplusRecipients;

    Transaction(
            String messageId,
            Hello hello,
            ReversePath sender,
            MailParameters parameters,
            Intake intake) {
        this.messageId = messageId;
        this.hello = hello;
        this.sender = sender;
        this.parameters = parameters;
        this.intake = intake;
    }

    String messageId() {
        return messageId;
    }

    /** What the client had said of itself. */
    Hello hello() {
        return hello;
    }

    ReversePath sender() {
        return sender;
    }

    MailParameters parameters() {
        return parameters;
    }

    /** Where its recipients and its content go. */
    Intake intake() {
        return intake;
    }

    /** Counts a recipient beyond the limit. */
    long addSurplus() {
        return ++surplusRecipients;
    }
}
