package mailstead.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Refusal;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.ReceivedField;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;
import mailstead.wire.Connection;
import mailstead.wire.Security;

/** What everybody who takes part in one conversation shares. Confined to its session. */
record Conversation(
        Connection connection, SmtpSettings settings, SmtpServer.Services services, Tally tally) {

    String session() {
        return connection.session();
    }

    /** How we call ourselves. */
    String host() {
        return settings.hostName().ascii();
    }

    Instant now() {
        return services.clock().instant();
    }

    void emit(Event event) {
        services.events().emit(event);
    }

    /** A refusal that is held against the client. */
    Reply refuse(Reply reply) {
        tally.addError();
        return reply;
    }

    void refused(Transaction transaction, Command.Rcpt rcpt, Refusal refusal) {
        refused(transaction, rcpt.to().toString(), refusal);
    }

    void refused(Transaction transaction, String recipient, Refusal refusal) {
        emit(new Event.RecipientRefused(session(), transaction.sender(), recipient, refusal));
    }

    /** The whole message is refused. */
    Reply refusal(Transaction transaction, MailException why) {
        emit(
                new Event.MessageRefused(
                        session(), transaction.messageId(), transaction.sender(), why.reason()));
        if (why.reason().isPermanent()) {
            tally.addError();
        }
        return Replies.of(why);
    }

    void accepted(Transaction transaction, int recipients, long octets, Instant begun) {
        emit(
                new Event.MessageAccepted(
                        session(),
                        transaction.messageId(),
                        transaction.sender(),
                        recipients,
                        octets,
                        Duration.between(begun, now())));
    }

    /**
     * The trace field of a message.
     *
     * @param onlyRecipient when there is no other
     * @param authenticated whether the client has logged in
     * @param identity as whom, where everybody may see it
     */
    byte[] received(
            Transaction transaction,
            Optional<String> onlyRecipient,
            boolean authenticated,
            Optional<String> identity) {
        Security security = connection.security();
        return new ReceivedField(
                        transaction.hello().name(),
                        connection.client().getAddress(),
                        host(),
                        ReceivedField.protocolWord(
                                settings.dialect() == Dialect.LMTP,
                                transaction.hello().extended(),
                                transaction.parameters().smtpUtf8(),
                                security.isEncrypted(),
                                authenticated),
                        transaction.messageId(),
                        onlyRecipient,
                        identity,
                        switch (security) {
                            case Security.Clear() -> Optional.empty();
                            case Security.Tls tls ->
                                    Optional.of(new ReceivedField.Tls(tls.version(), tls.cipher()));
                        },
                        now())
                .encode();
    }
}
