package mailstead.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope.Body;
import mailstead.mail.queue.QueuedRecipient;
import mailstead.service.submission.Submission;
import mailstead.service.submission.Submissions;
import mailstead.service.submission.Submissions.Verdict;
import mailstead.service.submission.Submitter;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.ForwardPath;
import mailstead.smtp.codec.FutureRelease;
import mailstead.smtp.codec.MailParameters;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;

/** For the queue: what submission does with mail (RFC 6409). Confined to its session. */
final class SubmissionIntake implements Intake {

    private final Conversation conversation;
    private final SmtpServer.Purpose.Sending sending;
    private final Submitter submitter;

    /** In the order of the accepted RCPT commands. */
    private final List<QueuedRecipient> recipients = new ArrayList<>(1);

    private Optional<Instant> notBefore = Optional.empty();

    SubmissionIntake(
            Conversation conversation, SmtpServer.Purpose.Sending sending, Submitter submitter) {
        this.conversation = conversation;
        this.sending = sending;
        this.submitter = submitter;
    }

    @Override
    public Optional<Reply> begin(Transaction transaction) {
        Optional<FutureRelease> release = transaction.parameters().release();
        if (release.isPresent()) {
            Duration holdMax = sending.settings().holdMax();
            Instant now = conversation.now();
            Instant until = release.get().from(now);
            if (until.isAfter(now.plus(holdMax))) { // RFC 4865 section 4
                return Optional.of(conversation.refuse(Replies.HELD_TOO_LONG));
            }
            notBefore = Optional.of(until);
        }
        try {
            return submissions()
                    .begin(submitter, transaction.sender(), transaction.parameters().size())
                    .map(refusal -> refusal(transaction, refusal.reason(), Optional.empty()));
        } catch (MailException e) {
            return Optional.of(conversation.refusal(transaction, e));
        }
    }

    private Submissions submissions() {
        return sending.submissions();
    }

    private Reply refusal(Transaction transaction, Reason reason, Optional<String> why) {
        return conversation.refusal(
                transaction,
                reason.isPermanent()
                        ? new PermanentFailure(reason, why.orElse(""))
                        : new TemporaryFailure(reason, why.orElse("")));
    }

    @Override
    public int recipients() {
        return recipients.size();
    }

    @Override
    public Reply add(Transaction transaction, Command.Rcpt rcpt) throws MailException {
        Verdict verdict;
        try {
            verdict =
                    switch (rcpt.to()) {
                        case ForwardPath.Mailbox(Address address) ->
                                submissions().recipient(submitter, address);
                        case ForwardPath.Postmaster() -> submissions().postmaster(submitter);
                    };
        } catch (MailException e) {
            conversation.refused(transaction, rcpt, Refusal.of(e));
            throw e;
        }
        return switch (verdict) {
            case Verdict.Taken(Address address) -> {
                recipients.add(
                        new QueuedRecipient(
                                address,
                                rcpt.parameters().wishes(),
                                rcpt.parameters().originalRecipient()));
                yield Replies.RECIPIENT_OK;
            }
            case Verdict.Refused(Refusal refusal) -> {
                conversation.refused(transaction, rcpt, refusal);
                Reason reason = refusal.reason();
                Reply reply = Replies.of(reason);
                // Who has sent enough and goes on is turned out in the end, too.
                yield reason.isPermanent() || reason == Reason.SENDING_LIMIT
                        ? conversation.refuse(reply)
                        : reply;
            }
        };
    }

    @Override
    public List<Reply> take(Transaction transaction, IncomingMessage message, Instant begun) {
        MailParameters parameters = transaction.parameters();
        Submission submission =
                new Submission(
                        transaction.messageId(),
                        transaction.sender(),
                        recipients,
                        received(transaction),
                        new Body(message.hasEightBit(), parameters.smtpUtf8()),
                        notBefore,
                        parameters.dsnReturn(),
                        parameters.envelopeId());
        try {
            return switch (submissions().submit(submitter, submission, message.content())) {
                case Submissions.Outcome.Queued(QueueId id, boolean _) -> {
                    conversation.accepted(
                            transaction, recipients.size(), message.content().size(), begun);
                    yield List.of(Replies.queued(id.text()));
                }
                case Submissions.Outcome.Refused(Refusal refusal, Optional<String> why) ->
                        List.of(refusal(transaction, refusal.reason(), why));
            };
        } catch (MailException e) {
            return List.of(conversation.refusal(transaction, e));
        }
    }

    private byte[] received(Transaction transaction) {
        Optional<String> only =
                recipients.size() == 1
                        ? Optional.of(recipients.getFirst().address().toString())
                        : Optional.empty();
        Optional<String> identity =
                submitter
                        .login()
                        .map(login -> login.name())
                        .filter(_ -> sending.settings().identityShown());
        return conversation.received(transaction, only, submitter.login().isPresent(), identity);
    }

    @Override
    public List<Reply> forAll(Reply reply) {
        return List.of(reply);
    }
}
