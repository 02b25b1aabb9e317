package mailstead.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.service.account.Authentication;
import mailstead.service.account.Login;
import mailstead.service.account.SaslAccounts;
import mailstead.service.account.Service;
import mailstead.service.account.Tenure;
import mailstead.service.submission.Submitter;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;
import mailstead.smtp.codec.ReplyEncoder;
import mailstead.wire.Connection;
import mailstead.wire.sasl.Mechanism;
import mailstead.wire.sasl.SaslExchange;
import mailstead.wire.sasl.SaslExchange.Outcome;

/** Who a client of submission is: AUTH (RFC 4954). Confined to its session. */
final class Identity {

    private final Conversation conversation;
    private final SmtpServer.Purpose.Sending sending;
    private final Authentication.Attempt attempt;
    private Optional<Entered> entered = Optional.empty();
    private int failedLogins;

    Identity(Conversation conversation, SmtpServer.Purpose.Sending sending) {
        this.conversation = conversation;
        this.sending = sending;
        this.attempt =
                new Authentication.Attempt(
                        conversation.session(),
                        conversation.connection().client().getAddress(),
                        Service.SUBMISSION);
    }

    private record Entered(Login login, Tenure tenure) {}

    boolean isLoggedIn() {
        return entered.isPresent();
    }

    /** Whether mail is taken from this client now. */
    boolean maySend() {
        return isLoggedIn() || sending.settings().trusted().contains(attempt.client());
    }

    Submitter submitter() {
        return new Submitter(attempt.session(), attempt.client(), entered.map(Entered::login));
    }

    /** What AUTH offers now. */
    List<String> mechanisms() {
        Connection connection = conversation.connection();
        boolean mustEncryptFirst =
                conversation.settings().tlsRequired() && !connection.security().isEncrypted();
        return isLoggedIn() || mustEncryptFirst
                ? List.of()
                : sending.settings()
                        .mechanisms()
                        .offered(connection.security(), sending.authentication().isScramReady());
    }

    /** After TLS has begun (RFC 3207 section 4.2). */
    void forget() {
        entered = Optional.empty();
    }

    /** Why who has logged in may not stay; the event has been emitted. */
    Optional<Reason> ended() {
        Optional<Reason> reason = entered.flatMap(who -> who.tenure().ended());
        reason.ifPresent(why ->
                conversation.emit(
                        new Event.LoginEnded(
                                conversation.session(),
                                protocol(),
                                entered.orElseThrow().login().subscriber(),
                                why)));
        return reason;
    }

    /** RFC 4954 section 4. */
    Reply authenticate(Command.Auth auth) throws IOException {
        if (isLoggedIn()) {
            return conversation.refuse(Replies.ALREADY_LOGGED_IN);
        }
        Connection connection = conversation.connection();
        Optional<Mechanism<Login>> mechanism =
                sending.settings()
                        .mechanisms()
                        .begin(
                                auth.mechanism(),
                                connection.security(),
                                sending.authentication().isScramReady(),
                                new SaslAccounts(sending.authentication(), attempt));
        if (mechanism.isEmpty()) {
            return conversation.refuse(Replies.MECHANISM_NOT_OFFERED);
        }
        String name = mechanism.get().name();
        connection.limitTotal(conversation.settings().limits().commandWait());
        try {
            Outcome<Login> outcome =
                    SaslExchange.run(
                            connection,
                            mechanism.get(),
                            auth.initialResponse(),
                            ReplyEncoder.CHALLENGE_PREFIX);
            return switch (outcome) {
                case Outcome.LoggedIn<Login>(Login login, String _) -> enter(login, name);
                case Outcome.Denied<Login>(Refusal refusal, String who) -> {
                    failed(who, name, refusal);
                    yield notAdmitted(Replies.ofLogin(refusal.reason(), Optional.empty()));
                }
                case Outcome.Cancelled<Login>() -> conversation.refuse(Replies.LOGIN_CANCELLED);
                case Outcome.Failed<Login>(String why) ->
                        conversation.refuse(Replies.loginMalformed(why));
            };
        } catch (MailException unknown) {
            // Doubt is never "wrong": the directory could not be asked.
            failed("", name, Refusal.of(unknown));
            return notAdmitted(
                    Replies.ofLogin(unknown.reason(), Optional.ofNullable(unknown.getMessage())));
        } finally {
            connection.clearTotal();
        }
    }

    private Reply enter(Login login, String mechanism) {
        entered = Optional.of(new Entered(login, sending.authentication().tenure(attempt, login)));
        conversation.emit(
                new Event.LoginSucceeded(
                        conversation.session(),
                        protocol(),
                        login.subscriber(),
                        mechanism,
                        login.appPassword()));
        return Replies.LOGGED_IN;
    }

    private void failed(String who, String mechanism, Refusal refusal) {
        conversation.emit(
                new Event.LoginFailed(conversation.session(), protocol(), who, mechanism, refusal));
    }

    private Reply notAdmitted(Reply reply) {
        failedLogins++;
        return failedLogins < sending.settings().failedLoginsMax()
                ? conversation.refuse(reply)
                : Replies.TOO_MANY_LOGINS;
    }

    private String protocol() {
        return conversation.settings().dialect().protocol();
    }
}
