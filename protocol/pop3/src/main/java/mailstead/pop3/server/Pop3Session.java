package mailstead.pop3.server;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.Subscriber;
import mailstead.mail.TemporaryFailure;
import mailstead.pop3.codec.Command;
import mailstead.pop3.codec.CommandParser;
import mailstead.pop3.codec.LineEncoder;
import mailstead.pop3.codec.Reply;
import mailstead.pop3.codec.ReplyEncoder;
import mailstead.pop3.codec.ResponseCode;
import mailstead.pop3.server.State.Authorization;
import mailstead.pop3.server.State.Closing;
import mailstead.pop3.server.State.Transaction;
import mailstead.service.account.Authentication;
import mailstead.service.account.Login;
import mailstead.service.account.SaslAccounts;
import mailstead.service.mailbox.Maildrops;
import mailstead.service.mailbox.Maildrops.Entry;
import mailstead.wire.Connection;
import mailstead.wire.Frame;
import mailstead.wire.sasl.Mechanism;
import mailstead.wire.sasl.SaslExchange;
import mailstead.wire.sasl.SaslExchange.Outcome;

/**
 * One client's conversation: RFC 1939's state table. Nothing is removed but by QUIT; a session that
 * ends in any other way changes nothing. Confined to its connection's thread.
 */
final class Pop3Session {

    static final Reply STOPPING =
            new Reply.Err(ResponseCode.SYS_TEMP, "the server is stopping, try again later");

    private static final Reply TOO_MANY_ERRORS = new Reply.Err("too many errors, good-bye");
    private static final String PASSWORD_MECHANISM = "USER";

    private final Pop3Settings settings;
    private final Authentication authentication;
    private final Maildrops maildrops;
    private final LoginDelay loginDelay;
    private final EventSink events;
    private final Connection connection;
    private final Authentication.Attempt attempt;

    private State state = Authorization.FRESH;

    /** Whether the client gave UTF8 (RFC 6856 section 2): orthogonal to the state until STLS. */
    private boolean utf8;

    private int badCommands;
    private int failedLogins;

    Pop3Session(
            Pop3Settings settings,
            Authentication authentication,
            Maildrops maildrops,
            LoginDelay loginDelay,
            EventSink events,
            Connection connection) {
        this.settings = settings;
        this.authentication = authentication;
        this.maildrops = maildrops;
        this.loginDelay = loginDelay;
        this.events = events;
        this.connection = connection;
        this.attempt =
                new Authentication.Attempt(
                        connection.session(),
                        connection.client().getAddress(),
                        mailstead.service.account.Service.POP3);
    }

    void run() throws IOException {
        connection.limitIdle(settings.idleMax());
        connection.limitTotal(settings.logInWithin());
        try {
            send(new Reply.Ok(settings.greeting()));
            while (!(state instanceof Closing)) {
                send(answer(nextCommand()));
            }
            connection.flush();
        } catch (Connection.Draining _) {
            send(STOPPING);
            connection.flush();
        } catch (Connection.TimedOut _) {
            // RFC 1939 section 3: the server closes without a reply and removes nothing.
        } finally {
            if (state instanceof Transaction unfinished) {
                collected(unfinished, 0);
            }
        }
    }

    // ---- commands
    // ----------------------------------------------------------------------------------------------

    private Command nextCommand() throws IOException {
        boolean secret =
                state
                        instanceof
                        Authorization; // PASS and AUTH carry passwords, also when pipelined
        if (secret && !connection.hasInput()) {
            connection.flush();
        }
        connection.hideFromTap(secret);
        try {
            int octetsMax =
                    secret ? CommandParser.AUTH_LINE_OCTETS_MAX : CommandParser.LINE_OCTETS_MAX;
            return switch (connection.readCommand(octetsMax)) {
                case Frame.Line(byte[] octets, boolean canonical) -> parse(octets, canonical);
                case Frame.TooLong() -> CommandParser.tooLong();
                case Frame.EndOfInput() -> throw new EOFException("closed by the client");
            };
        } finally {
            connection.hideFromTap(false);
        }
    }

    private Command parse(byte[] octets, boolean canonical) {
        if (canonical) {
            return CommandParser.parse(octets);
        }
        if (!settings.allowBareLineFeed()) {
            return new Command.Malformed("a line must end in CRLF");
        }
        events.emit(new Event.LeniencyUsed(connection.session(), "pop3-bare-line-feed"));
        return CommandParser.parse(octets);
    }

    private Answer answer(Command command) throws IOException {
        try {
            if (state instanceof Transaction here && !(command instanceof Command.Quit)) {
                Optional<Reason> ended = here.tenure().ended();
                if (ended.isPresent()) {
                    return turnOut(here, ended.get());
                }
            }
            return turn(command);
        } catch (MailException failure) {
            if (failure.reason() != Reason.MESSAGE_GONE) {
                unavailable(
                        failure,
                        subscriber(),
                        "collect",
                        "a mailbox could not be used",
                        "look for the cause: a volume or the directory");
            }
            return new Answer.One(Failures.failed(failure));
        } catch (RuntimeException bug) {
            events.emit(
                    new Event.Bug(connection.session(), command.getClass().getSimpleName(), bug));
            return new Answer.One(Failures.refused(Reason.INTERNAL_ERROR));
        }
    }

    /** Nothing is removed, as when a client vanishes (RFC 1939 section 6). */
    private Answer turnOut(Transaction here, Reason reason) {
        events.emit(
                new Event.LoginEnded(
                        connection.session(), Pop3Server.NAME, here.login().subscriber(), reason));
        collected(here, 0);
        state = new Closing();
        return new Answer.One(Failures.refused(reason));
    }

    /** A state and what is said in it. */
    private record Turn(State state, Command command) {}

    private Answer turn(Command command) throws MailException, IOException {
        return switch (new Turn(state, command)) {
            case Turn(_, Command.Capa _) -> capabilities();
            case Turn(_, Command.LangList _) ->
                    new Answer.Lines(
                            new Reply.Ok("languages follow"),
                            lines -> lines.line(Languages.ENGLISH_LISTED));
            case Turn(_, Command.Lang(String tag)) -> chooseLanguage(tag);

            case Turn(Authorization _, Command.User(String name)) -> user(name);
            case Turn(Authorization a, Command.Pass(byte[] password)) when a.user().isPresent() ->
                    pass(a.user().get(), password);
            case Turn(Authorization _, Command.AuthList _) -> listMechanisms();
            case Turn(Authorization _, Command.Auth(String mechanism, var response)) ->
                    authenticate(mechanism, response);
            case Turn(Authorization _, Command.Stls _) -> startTls();
            case Turn(Authorization _, Command.Utf8 _) -> {
                utf8 = true;
                yield Answer.ok("UTF-8 it is");
            }
            case Turn(Authorization _, Command.Quit _) -> goodbye();

            case Turn(Transaction t, Command.Stat _) ->
                    Answer.ok(t.maildrop().count() + " " + t.maildrop().octets());
            case Turn(Transaction t, Command.List(OptionalInt number)) ->
                    list(t.maildrop(), number);
            case Turn(Transaction t, Command.Uidl(OptionalInt number)) ->
                    uniqueIds(t.maildrop(), number);
            case Turn(Transaction t, Command.Retr(int number)) -> retrieve(t.maildrop(), number);
            case Turn(Transaction t, Command.Top(int number, int lines)) ->
                    top(t.maildrop(), number, lines);
            case Turn(Transaction t, Command.Dele(int number)) -> delete(t.maildrop(), number);
            case Turn(Transaction _, Command.Noop _) -> Answer.ok("nothing done");
            case Turn(Transaction t, Command.Rset _) -> {
                t.maildrop().unmarkAll();
                yield Answer.ok(contents(t.maildrop()));
            }
            case Turn(Transaction t, Command.Quit _) -> update(t);

            case Turn(_, Command.Malformed(String why)) -> bad(why);
            case Turn(_, Command.User _),
                    Turn(_, Command.Pass _),
                    Turn(_, Command.AuthList _),
                    Turn(_, Command.Auth _),
                    Turn(_, Command.Stls _),
                    Turn(_, Command.Utf8 _),
                    Turn(_, Command.Stat _),
                    Turn(_, Command.List _),
                    Turn(_, Command.Uidl _),
                    Turn(_, Command.Retr _),
                    Turn(_, Command.Top _),
                    Turn(_, Command.Dele _),
                    Turn(_, Command.Noop _),
                    Turn(_, Command.Rset _),
                    Turn(_, Command.Quit _) ->
                    bad("not now: this command belongs to another state");
        };
    }

    private Answer bad(String why) {
        badCommands++;
        if (badCommands < settings.badCommandsMax()) {
            return Answer.err(why);
        }
        if (state instanceof Transaction unfinished) {
            collected(unfinished, 0);
        }
        state = new Closing();
        return new Answer.One(TOO_MANY_ERRORS);
    }

    // ---- AUTHORIZATION
    // -----------------------------------------------------------------------------------------

    private Answer capabilities() {
        boolean stls = state instanceof Authorization && connection.canStartTls();
        List<String> lines = Capabilities.of(settings, loginDelay, connection, mechanisms(), stls);
        return listing("capabilities follow", lines);
    }

    private Answer listMechanisms() {
        return listing("mechanisms follow", mechanisms());
    }

    private List<String> mechanisms() {
        return settings.mechanisms().offered(connection.security(), authentication.isScramReady());
    }

    private static Answer listing(String title, List<String> content) {
        return new Answer.Lines(
                new Reply.Ok(title),
                lines -> {
                    for (String line : content) {
                        lines.line(line);
                    }
                });
    }

    private static Answer chooseLanguage(String range) {
        return Languages.choose(range)
                .map(tag -> Answer.ok(tag + " is the language now"))
                .orElseGet(() -> Answer.err(Reply.clean("invalid language " + range)));
    }

    private Answer startTls() throws IOException {
        if (connection.security().isEncrypted()) {
            return Answer.err("TLS is active already"); // RFC 2595 section 4
        }
        if (!connection.canStartTls()) {
            return Answer.err("TLS is not available here");
        }
        if (utf8) {
            return Answer.err("STLS must come before UTF8"); // RFC 6856 section 2.1
        }
        connection.startTls(ReplyEncoder.encode(new Reply.Ok("begin TLS now")));
        connection.limitTotal(settings.logInWithin());
        state = Authorization.FRESH;
        return new Answer.None();
    }

    private Answer user(String name) {
        if (!Capabilities.acceptsPassword(settings, connection)) {
            state = Authorization.FRESH;
            return new Answer.One(Failures.refused(Reason.TLS_REQUIRED));
        }
        state = new Authorization(Optional.of(name));
        return Answer.ok("and the password?"); // the same for users that do not exist
    }

    private Answer pass(String name, byte[] password) throws MailException {
        state = Authorization.FRESH;
        try {
            return switch (authentication.verify(attempt, "", name, password)) {
                case Authentication.Outcome.Accepted(Login login) ->
                        enter(login, PASSWORD_MECHANISM);
                case Authentication.Outcome.Refused(Refusal refusal) ->
                        denied(name, PASSWORD_MECHANISM, refusal);
            };
        } catch (MailException unknown) {
            return undecided(name, PASSWORD_MECHANISM, unknown);
        }
    }

    private Answer authenticate(String name, Optional<String> initialResponse)
            throws MailException, IOException {
        state = Authorization.FRESH;
        Optional<Mechanism<Login>> offered =
                settings.mechanisms()
                        .begin(
                                name,
                                connection.security(),
                                authentication.isScramReady(),
                                new SaslAccounts(authentication, attempt));
        if (offered.isEmpty()) {
            return bad("this mechanism is not offered here and now");
        }
        try {
            Outcome<Login> outcome =
                    SaslExchange.run(
                            connection,
                            offered.get(),
                            initialResponse,
                            ReplyEncoder.CHALLENGE_PREFIX);
            return switch (outcome) {
                case Outcome.LoggedIn<Login>(Login login, String _) -> enter(login, name);
                case Outcome.Denied<Login>(Refusal refusal, String who) ->
                        denied(who, name, refusal);
                case Outcome.Cancelled<Login>() -> bad("authentication cancelled");
                case Outcome.Failed<Login>(String why) -> bad(Reply.clean(why));
            };
        } catch (MailException unknown) {
            return undecided("", name, unknown);
        }
    }

    /** The credentials were right. */
    private Answer enter(Login login, String mechanism) throws MailException {
        if (!loginDelay.admit(login.name())) {
            return notAdmitted(
                    new Reply.Err(
                            ResponseCode.LOGIN_DELAY,
                            "too soon after the last log-in, try again later"));
        }
        NumberedMaildrop maildrop;
        try {
            maildrop = new NumberedMaildrop(maildrops.open(login));
        } catch (MailException closed) {
            loginDelay.withdraw(login.name());
            throw closed.concerning(login.subscriber().customerId());
        } catch (RuntimeException closed) {
            loginDelay.withdraw(login.name());
            throw closed;
        }
        connection.clearTotal();
        state = new Transaction(login, authentication.tenure(attempt, login), maildrop);
        events.emit(
                new Event.LoginSucceeded(
                        connection.session(),
                        Pop3Server.NAME,
                        login.subscriber(),
                        mechanism,
                        login.appPassword()));
        return Answer.ok(contents(maildrop));
    }

    private Answer denied(String name, String mechanism, Refusal refusal) {
        events.emit(
                new Event.LoginFailed(
                        connection.session(), Pop3Server.NAME, name, mechanism, refusal));
        return notAdmitted(Failures.refused(refusal.reason()));
    }

    /** Doubt is never "wrong": the directory or the storage could not be asked. */
    private Answer undecided(String name, String mechanism, MailException failure) {
        events.emit(
                new Event.LoginFailed(
                        connection.session(),
                        Pop3Server.NAME,
                        name,
                        mechanism,
                        Refusal.of(failure)));
        return notAdmitted(Failures.failed(failure));
    }

    private Answer notAdmitted(Reply reply) {
        failedLogins++;
        if (failedLogins >= settings.failedLoginsMax()) {
            state = new Closing();
        }
        return new Answer.One(reply);
    }

    // ---- TRANSACTION
    // -------------------------------------------------------------------------------------------

    private static String contents(NumberedMaildrop maildrop) {
        return maildrop.count() + " messages (" + maildrop.octets() + " octets)";
    }

    private static Answer list(NumberedMaildrop maildrop, OptionalInt number) {
        if (number.isPresent()) {
            return maildrop.find(number.getAsInt())
                    .map(entry -> Answer.ok(number.getAsInt() + " " + entry.octets()))
                    .orElseGet(() -> noSuchMessage(maildrop, number.getAsInt()));
        }
        return new Answer.Lines(
                new Reply.Ok(contents(maildrop)),
                lines -> maildrop.forEach((i, entry) -> lines.numbers(i, entry.octets())));
    }

    private static Answer uniqueIds(NumberedMaildrop maildrop, OptionalInt number) {
        if (number.isPresent()) {
            return maildrop.find(number.getAsInt())
                    .map(entry -> Answer.ok(number.getAsInt() + " " + entry.uid()))
                    .orElseGet(() -> noSuchMessage(maildrop, number.getAsInt()));
        }
        return new Answer.Lines(
                new Reply.Ok("unique ids follow"),
                lines -> maildrop.forEach((i, entry) -> lines.numberAndUid(i, entry.uid())));
    }

    private static Answer retrieve(NumberedMaildrop maildrop, int number) throws MailException {
        Optional<Entry> entry = maildrop.find(number);
        if (entry.isEmpty()) {
            return noSuchMessage(maildrop, number);
        }
        Outgoing message = maildrop.read(entry.get(), OptionalInt.empty());
        maildrop.countRetrieved();
        return new Answer.Message(new Reply.Ok(entry.get().octets() + " octets"), message);
    }

    private static Answer top(NumberedMaildrop maildrop, int number, int lines)
            throws MailException {
        Optional<Entry> entry = maildrop.find(number);
        return entry.isEmpty()
                ? noSuchMessage(maildrop, number)
                : new Answer.Message(
                        new Reply.Ok("top of message follows"),
                        maildrop.read(entry.get(), OptionalInt.of(lines)));
    }

    private static Answer delete(NumberedMaildrop maildrop, int number) {
        if (maildrop.find(number).isEmpty()) {
            return noSuchMessage(maildrop, number);
        }
        maildrop.mark(number);
        return Answer.ok("message " + number + " deleted");
    }

    private static Answer noSuchMessage(NumberedMaildrop maildrop, int number) {
        return number >= 1 && number <= maildrop.numberMax()
                ? Answer.err("message " + number + " is deleted already")
                : Answer.err("no such message, there are " + maildrop.numberMax());
    }

    // ---- the end
    // -----------------------------------------------------------------------------------------------

    /** RFC 1939 section 6: the UPDATE state. Whatever comes of it, the session ends. */
    private Answer update(Transaction transaction) {
        state = new Closing();
        NumberedMaildrop maildrop = transaction.maildrop();
        try {
            collected(transaction, maildrop.removeMarked());
            return Answer.ok("good-bye, " + maildrop.count() + " messages left");
        } catch (MailException failure) {
            collected(transaction, 0);
            unavailable(
                    failure,
                    Optional.of(transaction.login().subscriber()),
                    "remove",
                    "deleted messages could not be removed",
                    "they are offered again; look at the volume");
            return new Answer.One(
                    new Reply.Err(
                            Failures.failed(failure).code(), "some deleted messages not removed"));
        }
    }

    private Answer goodbye() {
        state = new Closing();
        return Answer.ok("good-bye");
    }

    private void collected(Transaction transaction, int removed) {
        NumberedMaildrop maildrop = transaction.maildrop();
        int left = maildrop.numberMax() - removed;
        events.emit(
                new Event.MailboxCollected(
                        connection.session(),
                        transaction.login().subscriber(),
                        maildrop.retrieved(),
                        removed,
                        left));
    }

    private Optional<Subscriber> subscriber() {
        return state instanceof Transaction here
                ? Optional.of(here.login().subscriber())
                : Optional.empty();
    }

    /** What is away tells so itself, once for all who wait. */
    private void unavailable(
            MailException failure,
            Optional<Subscriber> subscriber,
            String verb,
            String what,
            String advice) {
        if (failure.reason() == Reason.STORAGE_UNAVAILABLE
                || failure.reason() == Reason.DIRECTORY_UNAVAILABLE) {
            events.emit(
                    new Event.MailboxUnavailable(
                            connection.session(), subscriber, verb, failure.reason()));
        } else {
            trouble(failure, what, advice);
        }
    }

    private void trouble(MailException failure, String what, String advice) {
        events.emit(
                new Event.Trouble(
                        connection.session(),
                        failure.reason(),
                        what,
                        advice,
                        Optional.of(failure)));
    }

    // ---- sending
    // -----------------------------------------------------------------------------------------------

    private void send(Answer answer) throws IOException {
        switch (answer) {
            case Answer.None() -> {}
            case Answer.One(Reply reply) -> send(reply);
            case Answer.Lines(Reply.Ok reply, Answer.Listing listing) -> {
                send(reply);
                LineEncoder lines = new LineEncoder(connection::send);
                listing.writeTo(lines);
                lines.finish();
            }
            case Answer.Message(Reply.Ok reply, Outgoing message) -> sendMessage(reply, message);
        }
    }

    private void sendMessage(Reply.Ok reply, Outgoing message) throws IOException {
        try (message) {
            send(reply);
            message.sendTo(connection::send);
        } catch (Outgoing.CutShort cut) {
            TemporaryFailure failure =
                    new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "message cut short", cut);
            trouble(
                    failure,
                    "a message could not be read to its end, so the client was cut off",
                    "look at the volume");
            throw cut;
        }
    }

    private void send(Reply reply) throws IOException {
        connection.send(ReplyEncoder.encode(reply));
    }
}
