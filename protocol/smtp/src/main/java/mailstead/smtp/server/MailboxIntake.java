package mailstead.smtp.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.service.delivery.Delivery;
import mailstead.service.delivery.Delivery.Outcome;
import mailstead.service.routing.Destination;
import mailstead.service.routing.Recipients.Route;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.ForwardPath;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;

/** For our own mailboxes: what MX and LMTP do with mail. Confined to its session. */
final class MailboxIntake implements Intake {

    private final Conversation conversation;
    private final SmtpServer.Purpose.Mailboxes mailboxes;

    /** In the order of the accepted RCPT commands. */
    private final List<Destination> destinations = new ArrayList<>(1);

    MailboxIntake(Conversation conversation, SmtpServer.Purpose.Mailboxes mailboxes) {
        this.conversation = conversation;
        this.mailboxes = mailboxes;
    }

    /** Anybody may write to our mailboxes. */
    @Override
    public Optional<Reply> begin(Transaction transaction) {
        return Optional.empty();
    }

    @Override
    public int recipients() {
        return destinations.size();
    }

    @Override
    public Reply add(Transaction transaction, Command.Rcpt rcpt) throws MailException {
        long octets = transaction.parameters().size();
        Route route;
        try {
            route =
                    switch (rcpt.to()) {
                        case ForwardPath.Mailbox(Address address) ->
                                mailboxes.recipients().resolve(address, octets);
                        case ForwardPath.Postmaster() -> mailboxes.recipients().postmaster(octets);
                    };
        } catch (MailException e) {
            conversation.refused(transaction, rcpt, Refusal.of(e));
            throw e;
        }
        return switch (route) {
            case Route.Local(Destination destination) -> {
                destinations.add(destination);
                yield Replies.RECIPIENT_OK;
            }
            case Route.Refused(Refusal refusal) -> {
                conversation.refused(transaction, rcpt, refusal);
                Reply reply = Replies.of(refusal.reason());
                yield refusal.reason().isPermanent() ? conversation.refuse(reply) : reply;
            }
        };
    }

    @Override
    public List<Reply> take(Transaction transaction, IncomingMessage message, Instant begun) {
        Optional<String> only =
                destinations.size() == 1
                        ? Optional.of(destinations.getFirst().recipient().toString())
                        : Optional.empty();
        Delivery.Envelope envelope =
                new Delivery.Envelope(
                        conversation.session(),
                        transaction.messageId(),
                        transaction.sender(),
                        destinations,
                        conversation.received(transaction, only, false, Optional.empty()));
        return isLmtp()
                ? deliverEach(transaction, envelope, message, begun)
                : List.of(deliver(transaction, envelope, message, begun));
    }

    private Reply deliver(
            Transaction transaction,
            Delivery.Envelope envelope,
            IncomingMessage message,
            Instant begun) {
        try {
            mailboxes.delivery().deliver(envelope, message.content());
        } catch (MailException e) {
            return conversation.refusal(transaction, e);
        }
        conversation.accepted(transaction, destinations.size(), message.content().size(), begun);
        return Replies.stored(transaction.messageId());
    }

    /** RFC 2033 section 4.2: one reply for each recipient that was accepted, in their order. */
    private List<Reply> deliverEach(
            Transaction transaction,
            Delivery.Envelope envelope,
            IncomingMessage message,
            Instant begun) {
        List<Outcome> outcomes;
        try {
            outcomes = mailboxes.delivery().deliverEach(envelope, message.content());
            if (outcomes.size() != destinations.size()) {
                throw new IllegalStateException("delivery forgot a recipient");
            }
        } catch (RuntimeException e) {
            conversation.emit(new Event.Bug(conversation.session(), "lmtp delivery", e));
            return forAll(Replies.of(Reason.INTERNAL_ERROR));
        }
        List<Reply> replies = new ArrayList<>(outcomes.size());
        int stored = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case Outcome.Stored() -> {
                    stored++;
                    replies.add(Replies.stored(transaction.messageId()));
                }
                case Outcome.Failed(MailException why) -> {
                    conversation.refused(
                            transaction,
                            destinations.get(i).recipient().toString(),
                            Refusal.of(why));
                    replies.add(Replies.ofOneAmongMany(why));
                }
            }
        }
        if (stored > 0) {
            conversation.accepted(transaction, stored, message.content().size(), begun);
        }
        return replies;
    }

    /** Once in SMTP, for each recipient in LMTP. */
    @Override
    public List<Reply> forAll(Reply reply) {
        return isLmtp() ? destinations.stream().map(_ -> reply).toList() : List.of(reply);
    }

    private boolean isLmtp() {
        return conversation.settings().dialect() == Dialect.LMTP;
    }
}
