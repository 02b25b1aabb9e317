package mailstead.service.submission;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.ReversePath;
import mailstead.mail.Subscriber;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.queue.Hold;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.service.account.Login;
import mailstead.service.routing.Destination;
import mailstead.service.routing.Ownership;
import mailstead.service.routing.Recipients;
import mailstead.service.routing.Recipients.Route;
import mailstead.service.submission.SubmissionRules.HeaderPolicy;
import mailstead.spi.Account;
import mailstead.spi.Spool;

/**
 * Submissions into the spool. Shared. Who has logged in is held to their addresses, counted, and
 * braked; who need not log in is only counted, by its network.
 */
public final class SpooledSubmissions implements Submissions {

    /** By whom a {@link Hold} of the stolen-password brake is. */
    public static final String BRAKE = "brake";

    /** As in delivery: a message with more has been around (RFC 5321 section 6.3). */
    private static final int RECEIVED_FIELDS_MAX = 100;

    private final Spool spool;
    private final Recipients recipients;
    private final SubmissionRules rules;
    private final Senders senders;
    private final Meter meter;
    private final Brake brake;
    private final EventSink events;
    private final InstantSource clock;

    public SpooledSubmissions(
            Spool spool,
            Recipients recipients,
            Ownership ownership,
            SubmissionRules rules,
            EventSink events,
            InstantSource clock) {
        this.spool = spool;
        this.recipients = recipients;
        this.rules = rules;
        this.senders = new Senders(ownership, rules.scope());
        this.meter = new Meter(rules.limits(), clock);
        this.brake = new Brake(rules.brake(), clock);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Optional<Refusal> begin(Submitter submitter, ReversePath sender, long octets)
            throws MailException {
        if (submitter.login().isPresent()
                && sender instanceof ReversePath.Sender(Address address)) {
            Account account = submitter.login().get().account();
            if (!senders.mayUse(account, address)) {
                return Optional.of(refusal(submitter, Reason.SENDER_NOT_ALLOWED));
            }
        }
        spool.checkRoom(octets);
        return Optional.empty();
    }

    private static Refusal refusal(Submitter submitter, Reason reason) {
        return new Refusal(reason, submitter.subscriber().map(Subscriber::customerId));
    }

    /** What is asked about an address. */
    @FunctionalInterface
    private interface Question {
        Route ask() throws MailException;
    }

    @Override
    public Verdict recipient(Submitter submitter, Address address) throws MailException {
        return recipient(submitter, address, () -> recipients.resolve(address, 0));
    }

    @Override
    public Verdict postmaster(Submitter submitter) throws MailException {
        return switch (recipients.postmaster(0)) {
            case Route.Local(Destination found) -> taken(submitter, found.recipient());
            case Route.Refused(Refusal refusal) -> new Verdict.Refused(refusal);
        };
    }

    private Verdict recipient(Submitter submitter, Address address, Question question)
            throws MailException {
        Route route;
        try {
            route = question.ask();
        } catch (MailException e) {
            if (canWait(e.reason())) {
                return taken(submitter, address);
            }
            throw e;
        }
        return switch (route) {
            case Route.Local _ -> taken(submitter, address);
            case Route.Refused(Refusal refusal) ->
                    isOutside(refusal.reason())
                            ? taken(submitter, address)
                            : new Verdict.Refused(refusal);
        };
    }

    private static boolean isOutside(Reason reason) {
        return reason == Reason.RELAY_DENIED;
    }

    /** The address is right, and its mailbox not ready: that is the queue's business. */
    private static boolean canWait(Reason reason) {
        return reason == Reason.MAILBOX_FULL || reason == Reason.STORAGE_UNAVAILABLE;
    }

    private Verdict taken(Submitter submitter, Address address) {
        Optional<Event.SendingLimited> limited = meter.addRecipient(submitter);
        if (limited.isPresent()) {
            events.emit(limited.get());
            return new Verdict.Refused(refusal(submitter, Reason.SENDING_LIMIT));
        }
        return new Verdict.Taken(address);
    }

    @Override
    public Outcome submit(Submitter submitter, Submission submission, Content content)
            throws MailException {
        Optional<HeaderBlock> read = header(content);
        if (read.isEmpty()) {
            return refused(
                    submitter,
                    Reason.MESSAGE_TOO_BIG,
                    "The header is larger than " + HeaderBlock.OCTETS_MAX + " octets");
        }
        HeaderBlock header = read.get();
        if (header.count("Received") > RECEIVED_FIELDS_MAX) {
            return refused(submitter, Reason.LOOP_DETECTED, "Message is in a loop");
        }
        boolean isOwn = isFromItself(submitter, header);
        if (!isOwn && rules.header() == HeaderPolicy.REJECT) {
            return refused(
                    submitter,
                    Reason.SENDER_NOT_ALLOWED,
                    "From or Sender names an address that is not yours");
        }
        Optional<Event.SendingLimited> limited = meter.addMessage(submitter);
        if (limited.isPresent()) {
            events.emit(limited.get());
            return new Outcome.Refused(refusal(submitter, Reason.SENDING_LIMIT), Optional.empty());
        }
        Instant now = clock.instant();
        HeaderFixUp fixUp =
                new HeaderFixUp(
                        now,
                        submission.messageId() + "@" + rules.host().ascii(),
                        ownAddress(submitter, submission),
                        isOwn ? Optional.empty() : ownAddress(submitter, submission));
        return queue(
                submitter,
                submission,
                now,
                body(submission, header),
                prefix(submission, fixUp.apply(header)),
                new Remainder(content, header.length()));
    }

    private static Optional<HeaderBlock> header(Content content) throws MailException {
        try {
            return HeaderBlock.read(content);
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "The message cannot be read, try again later", e);
        }
    }

    private static Outcome refused(Submitter submitter, Reason reason, String why) {
        return new Outcome.Refused(refusal(submitter, reason), Optional.of(why));
    }

    /** Also when nobody may ask. */
    private boolean isFromItself(Submitter submitter, HeaderBlock header) throws MailException {
        return rules.header() == HeaderPolicy.OFF
                || submitter.login().isEmpty()
                || !header.has("From") && !header.has("Sender")
                || senders.mayBeFrom(submitter.login().get().account(), header);
    }

    /** Who the sender is by our own knowledge: the envelope's sender has been checked. */
    private static Optional<Address> ownAddress(Submitter submitter, Submission submission) {
        return switch (submission.sender()) {
            case ReversePath.Sender(Address address) -> Optional.of(address);
            case ReversePath.Null _ ->
                    submitter.login().map(Login::account).stream()
                            .flatMap(account -> account.addresses().stream())
                            .findFirst();
        };
    }

    /** RFC 6531 only where it is needed, whatever the client said. */
    private static QueuedEnvelope.Body body(Submission submission, HeaderBlock header) {
        boolean isNeeded =
                !header.isAscii()
                        || !isAscii(submission.sender().toString())
                        || submission.recipients().stream()
                                .anyMatch(each -> !isAscii(each.address().toString()));
        return new QueuedEnvelope.Body(
                submission.body().eightBit(), submission.body().smtpUtf8() && isNeeded);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static byte[] prefix(Submission submission, byte[] header) {
        byte[] received = submission.received();
        byte[] prefix = new byte[received.length + header.length];
        System.arraycopy(received, 0, prefix, 0, received.length);
        System.arraycopy(header, 0, prefix, received.length, header.length);
        return prefix;
    }

    private Outcome queue(
            Submitter submitter,
            Submission submission,
            Instant now,
            QueuedEnvelope.Body body,
            byte[] prefix,
            Content rest)
            throws MailException {
        int count = submission.recipients().size();
        Optional<Brake.Jump> jump =
                submitter.login().flatMap(login -> brake.judge(login.name(), count));
        Optional<Hold> hold = jump.map(found -> new Hold(now, BRAKE, why(found)));
        QueueId id =
                spool.add(
                        new QueuedEnvelope(
                                submission.messageId(),
                                submission.sender(),
                                submitter.subscriber(),
                                now,
                                submission.notBefore().filter(now::isBefore).orElse(now),
                                body,
                                false,
                                submission.dsnReturn(),
                                submission.envelopeId(),
                                submission.recipients()),
                        prefix,
                        rest,
                        hold);
        submitter.login().ifPresent(login -> brake.count(login.name(), count, hold.isPresent()));
        events.emit(
                new Event.MessageQueued(
                        submitter.session(),
                        submission.messageId(),
                        id.text(),
                        submitter.subscriber(),
                        count,
                        prefix.length + rest.size()));
        if (jump.isPresent()) {
            events.emit(
                    new Event.SubmissionHeld(
                            submitter.session(),
                            submission.messageId(),
                            id.text(),
                            submitter.subscriber().orElseThrow(),
                            jump.get().recipients(),
                            jump.get().usual()));
        }
        return new Outcome.Queued(id, hold.isPresent());
    }

    private static String why(Brake.Jump jump) {
        return jump.recipients()
                + " recipients in a day, where "
                + jump.usual()
                + " are usual: perhaps a stolen password";
    }
}
