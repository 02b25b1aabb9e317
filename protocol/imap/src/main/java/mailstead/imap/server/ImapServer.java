package mailstead.imap.server;

import java.io.IOException;
import java.time.InstantSource;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.EventSink;
import mailstead.service.account.Authentication;
import mailstead.service.mailbox.Mailboxes;
import mailstead.service.search.Search;
import mailstead.wire.Connection;
import mailstead.wire.Protocol;

/** IMAP (RFC 9051) as a listener speaks it. Shared. */
public final class ImapServer implements Protocol {

    static final String NAME = "imap";

    private final Surroundings surroundings;

    public ImapServer(
            ImapSettings settings,
            Authentication authentication,
            Mailboxes mailboxes,
            InstantSource clock,
            EventSink events) {
        this.surroundings =
                new Surroundings(
                        settings,
                        authentication,
                        mailboxes,
                        new Search(clock),
                        clock,
                        new Recents(),
                        events);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new ImapSession(surroundings, connection).run();
    }

    @Override
    public void refuse(Connection connection, Refusal why) throws IOException {
        Response.Notice farewell =
                switch (why) {
                    case TOO_MANY_CONNECTIONS ->
                            bye(Word.UNAVAILABLE, "too many connections, try again later");
                    case TOO_MANY_FROM_YOU ->
                            bye(Word.LIMIT, "too many connections from you, try again later");
                    case DENIED -> bye(Word.NOPERM, "you may not connect from there");
                    case STOPPING -> ImapSession.STOPPING;
                };
        Client client = new Client(connection);
        client.send(farewell);
        client.flush();
    }

    private static Response.Notice bye(Word code, String text) {
        return new Response.Notice(Response.Notice.Kind.BYE, code, text);
    }
}
