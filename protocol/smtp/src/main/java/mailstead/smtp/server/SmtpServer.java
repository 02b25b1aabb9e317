package mailstead.smtp.server;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import mailstead.mail.EventSink;
import mailstead.service.delivery.Delivery;
import mailstead.service.routing.Recipients;
import mailstead.smtp.codec.CommandParser;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;
import mailstead.smtp.codec.ReplyEncoder;
import mailstead.wire.Connection;
import mailstead.wire.Protocol;

/** SMTP or LMTP as a listener speaks it. Immutable, shared. */
public final class SmtpServer implements Protocol {

    private final SmtpSettings settings;
    private final Services services;
    private final CommandParser parser;

    public SmtpServer(SmtpSettings settings, Services services) {
        this.settings = settings;
        this.services = services;
        this.parser = new CommandParser(settings.leniencies(), Set.of());
    }

    /** What a conversation needs from the rest of the system; all of it shared. */
    public record Services(
            Recipients recipients,
            Delivery delivery,
            Overflow overflow,
            ContentMemory memory,
            EventSink events,
            InstantSource clock) {}

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
