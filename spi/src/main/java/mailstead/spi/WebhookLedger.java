package mailstead.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;

/**
 * Who tells which webhook what, agreed between nodes. Shared. A webhook is told by whoever holds
 * its turn; a turn that is not renewed ends. What goes wrong below is {@code TemporaryFailure}.
 */
public interface WebhookLedger {

    /**
     * Webhooks that there is something to tell, and whose turn nobody holds; the longest waiting
     * first.
     */
    List<String> due(Instant now, int limit) throws MailException;

    /**
     * Takes its turn, if it is due and nobody has it.
     *
     * @param teller unique among all processes, 1 to 100 characters
     */
    Optional<Webhook> take(String webhookId, String teller, Instant now, Duration holdFor)
            throws MailException;

    /** The next record that it wants behind its position. */
    Next next(Webhook webhook) throws MailException;

    /**
     * Writes down what has come of telling and holds the turn for longer, unless it was lost: to
     * another, to a change of the webhook, or to its removal.
     *
     * @param before as it was taken or written down last
     * @param isEnabled whether it is to be told further
     * @return whether it was written
     */
    boolean note(
            Webhook before,
            Webhook.Standing after,
            boolean isEnabled,
            String teller,
            Instant now,
            Duration holdFor)
            throws MailException;

    /** Ends the turn, if it is held. */
    void release(String webhookId, String teller) throws MailException;

    /**
     * @param record the one to be told, if there is any so far
     * @param position of the record, or of the last one that it does not want
     */
    record Next(Optional<AuditRecord> record, long position) {}
}
