package mailstead.pop3.server;

import java.io.IOException;
import mailstead.mail.EventSink;
import mailstead.pop3.codec.Reply;
import mailstead.pop3.codec.ReplyEncoder;
import mailstead.pop3.codec.ResponseCode;
import mailstead.service.account.Authentication;
import mailstead.service.mailbox.Maildrops;
import mailstead.wire.Connection;
import mailstead.wire.Protocol;

/** POP3 (RFC 1939) as a listener speaks it. Shared; immutable. */
public final class Pop3Server implements Protocol {

    static final String NAME = "pop3";

    private final Pop3Settings settings;
    private final Authentication authentication;
    private final Maildrops maildrops;
    private final LoginDelay loginDelay;
    private final EventSink events;

    /**
     * @param loginDelay one for all POP3 listeners of the node
     */
    public Pop3Server(
            Pop3Settings settings,
            Authentication authentication,
            Maildrops maildrops,
            LoginDelay loginDelay,
            EventSink events) {
        this.settings = settings;
        this.authentication = authentication;
        this.maildrops = maildrops;
        this.loginDelay = loginDelay;
        this.events = events;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new Pop3Session(settings, authentication, maildrops, loginDelay, events, connection).run();
    }

    @Override
    public void refuse(Connection connection, Refusal why) throws IOException {
        Reply reply =
                switch (why) {
                    case TOO_MANY_CONNECTIONS ->
                            new Reply.Err(
                                    ResponseCode.SYS_TEMP, "too many connections, try again later");
                    case TOO_MANY_FROM_YOU ->
                            new Reply.Err(
                                    ResponseCode.SYS_TEMP,
                                    "too many connections from you, try again later");
                    case DENIED ->
                            new Reply.Err(ResponseCode.SYS_PERM, "you may not connect from there");
                    case STOPPING -> Pop3Session.STOPPING;
                };
        connection.send(ReplyEncoder.encode(reply));
        connection.flush();
    }
}
