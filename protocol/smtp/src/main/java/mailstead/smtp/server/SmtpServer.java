package mailstead.smtp.server;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import mailstead.mail.EventSink;
import mailstead.service.account.Authentication;
import mailstead.service.delivery.Delivery;
import mailstead.service.routing.Recipients;
import mailstead.service.submission.Submissions;
import mailstead.smtp.codec.CommandParser;
import mailstead.smtp.codec.Extension;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;
import mailstead.smtp.codec.ReplyEncoder;
import mailstead.wire.Connection;
import mailstead.wire.Protocol;

/** SMTP, LMTP or submission as a listener speaks it. Immutable, shared. */
public final class SmtpServer implements Protocol {

    private final SmtpSettings settings;
    private final Services services;
    private final CommandParser parser;

    public SmtpServer(SmtpSettings settings, Services services) {
        boolean sends = services.purpose() instanceof Purpose.Sending;
        if (sends != (settings.dialect() == Dialect.SUBMISSION)) {
            throw new IllegalArgumentException("a dialect for another purpose");
        }
        this.settings = settings;
        this.services = services;
        this.parser = new CommandParser(settings.leniencies(), offered(services.purpose()));
    }

    private static Set<Extension> offered(Purpose purpose) {
        return switch (purpose) {
            case Purpose.Mailboxes _ -> Set.of();
            case Purpose.Sending sending ->
                    sending.settings().holdMax().isPositive()
                            ? Set.of(Extension.AUTH, Extension.FUTURERELEASE)
                            : Set.of(Extension.AUTH);
        };
    }

    /** Where mail goes, and with whose help. */
    public sealed interface Purpose {

        /** Into our own mailboxes: MX and LMTP. */
        record Mailboxes(Recipients recipients, Delivery delivery) implements Purpose {}

        /** Into the queue: submission. */
        record Sending(
                SubmissionSettings settings, Authentication authentication, Submissions submissions)
                implements Purpose {}
    }

    /** What a conversation needs from the rest of the system; all of it shared. */
    public record Services(
            Purpose purpose,
            Overflow overflow,
            ContentMemory memory,
            EventSink events,
            InstantSource clock) {

        /** For our own mailboxes. */
        public Services(
                Recipients recipients,
                Delivery delivery,
                Overflow overflow,
                ContentMemory memory,
                EventSink events,
                InstantSource clock) {
            this(new Purpose.Mailboxes(recipients, delivery), overflow, memory, events, clock);
        }
    }

    @Override
    public String name() {
        return settings.dialect().protocol();
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new SmtpSession(connection, settings, services, parser).run();
    }

    @Override
    public void refuse(Connection connection, Refusal why) throws IOException {
        String host = settings.hostName().ascii();
        Reply reply =
                switch (why) {
                    case TOO_MANY_CONNECTIONS ->
                            Replies.refusedForNow(
                                    host + " has too many connections, try again later");
                    case TOO_MANY_FROM_YOU ->
                            Replies.refusedForNow(
                                    host + " has too many connections from you, try again later");
                    case DENIED ->
                            Replies.refusedForGood(host + " takes no mail from your address");
                    case STOPPING -> Replies.refusedForNow(host + " stops, come back soon");
                };
        connection.send(ReplyEncoder.encode(reply));
        connection.flush();
    }
}
