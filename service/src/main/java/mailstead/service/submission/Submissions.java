package mailstead.service.submission;

import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;
import mailstead.mail.ReversePath;
import mailstead.mail.queue.QueueId;

/**
 * Takes mail that customers send (RFC 6409). Shared. What the sender may not do is a {@link
 * Refusal}; what cannot be told just now is a {@code TemporaryFailure}.
 */
public interface Submissions {

    /**
     * At MAIL: whether this may be the sender, and whether there is room.
     *
     * @param octets as declared, 0 when not
     */
    Optional<Refusal> begin(Submitter submitter, ReversePath sender, long octets)
            throws MailException;

    /** At RCPT: an address of ours must exist, so that no notice goes to somebody innocent. */
    Verdict recipient(Submitter submitter, Address address) throws MailException;

    /** {@code RCPT TO:<postmaster>} without a domain. */
    Verdict postmaster(Submitter submitter) throws MailException;

    /**
     * Repairs the message and takes responsibility for it: it is durable when this returns {@link
     * Outcome.Queued}.
     *
     * @param content CRLF line ends; read during the call only
     */
    Outcome submit(Submitter submitter, Submission submission, Content content)
            throws MailException;

    /** What becomes of a recipient. */
    sealed interface Verdict {
        record Taken(Address address) implements Verdict {}

        record Refused(Refusal refusal) implements Verdict {}
    }

    /** What became of a message. */
    sealed interface Outcome {
        /**
         * @param held whether it waits for an operator
         */
        record Queued(QueueId id, boolean held) implements Outcome {}

        /**
         * @param why in words for the sender, where there is more to say than the reason's own
         */
        record Refused(Refusal refusal, Optional<String> why) implements Outcome {}
    }
}
