package mailstead.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.service.account.Authentication;
import mailstead.service.account.Login;
import mailstead.service.account.SaslAccounts;
import mailstead.service.account.Service;
import mailstead.service.mailbox.UserMailboxes;
import mailstead.wire.Connection;
import mailstead.wire.sasl.Mechanism;
import mailstead.wire.sasl.SaslExchange;
import mailstead.wire.sasl.SaslExchange.Outcome;

/** LOGIN (RFC 9051 section 6.2.3) and AUTHENTICATE (section 6.2.2). Confined to its session. */
final class LogIn {

    private static final String CHALLENGE_PREFIX = "+ ";
    private static final String PASSWORD_MECHANISM = "LOGIN";

    private final Surroundings around;
    private final Connection connection;
    private final Authentication.Attempt attempt;

    LogIn(Surroundings around, Connection connection) {
        this.around = around;
        this.connection = connection;
        this.attempt =
                new Authentication.Attempt(
                        connection.session(), connection.client().getAddress(), Service.IMAP);
    }

    /** What came of it. */
    sealed interface Result {
        record In(User user) implements Result {}

        /** Counts as a log-in that failed. */
        record Denied(Answer answer) implements Result {}

        /** The client did not do it right. */
        record Wrong(Answer answer) implements Result {}
    }

    /** What AUTHENTICATE offers now. */
    List<String> mechanisms() {
        return around.settings()
                .mechanisms()
                .offered(connection.security(), around.authentication().isScramReady());
    }

    Result login(Command.Login command) {
        if (!Capabilities.acceptsPassword(around.settings(), connection)) {
            return new Result.Wrong(Failures.refused(Reason.TLS_REQUIRED));
        }
        String name = command.user();
        try {
            return switch (around.authentication().verify(attempt, "", name, command.password())) {
                case Authentication.Outcome.Accepted(Login login) ->
                        enter(login, PASSWORD_MECHANISM);
                case Authentication.Outcome.Refused(Refusal refusal) ->
                        refused(name, PASSWORD_MECHANISM, refusal);
            };
        } catch (MailException unknown) {
            return undecided(name, PASSWORD_MECHANISM, unknown);
        }
    }

    Result authenticate(Command.Authenticate command) throws IOException {
        String mechanism = command.mechanism();
        Optional<Mechanism<Login>> offered =
                around.settings()
                        .mechanisms()
                        .begin(
                                mechanism,
                                connection.security(),
                                around.authentication().isScramReady(),
                                new SaslAccounts(around.authentication(), attempt));
        if (offered.isEmpty()) {
            return new Result.Wrong(Answer.no("this mechanism is not offered here and now"));
        }
        try {
            Outcome<Login> outcome =
                    SaslExchange.run(
                            connection, offered.get(), command.initialResponse(), CHALLENGE_PREFIX);
            return switch (outcome) {
                case Outcome.LoggedIn<Login>(Login login, String _) -> enter(login, mechanism);
                case Outcome.Denied<Login>(Refusal refusal, String who) ->
                        refused(who, mechanism, refusal);
                case Outcome.Cancelled<Login>() ->
                        new Result.Wrong(Answer.bad("authentication cancelled"));
                case Outcome.Failed<Login>(String why) -> new Result.Wrong(Answer.bad(why));
            };
        } catch (MailException unknown) {
            return undecided("", mechanism, unknown);
        }
    }

    /** The credentials were right. */
    private Result enter(Login login, String mechanism) throws MailException {
        UserMailboxes mailboxes;
        try {
            mailboxes = around.mailboxes().open(login);
        } catch (MailException closed) {
            throw closed.concerning(login.subscriber().customerId());
        }
        User user =
                new User(
                        login,
                        around.authentication().tenure(attempt, login),
                        mailboxes,
                        new Tally());
        around.events()
                .emit(
                        new Event.LoginSucceeded(
                                connection.session(),
                                ImapServer.NAME,
                                login.subscriber(),
                                mechanism,
                                login.appPassword()));
        return new Result.In(user);
    }

    /** Doubt is never "wrong": the directory or the storage could not be asked. */
    private Result undecided(String name, String mechanism, MailException failure) {
        return denied(name, mechanism, Failures.failed(failure), Refusal.of(failure));
    }

    private Result refused(String name, String mechanism, Refusal refusal) {
        return denied(name, mechanism, Failures.logInRefused(refusal.reason()), refusal);
    }

    private Result denied(String name, String mechanism, Answer answer, Refusal refusal) {
        around.events()
                .emit(
                        new Event.LoginFailed(
                                connection.session(), ImapServer.NAME, name, mechanism, refusal));
        return new Result.Denied(answer);
    }
}
