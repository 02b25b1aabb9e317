package mailstead.smtp.server;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.Command.Fault;
import mailstead.smtp.codec.CommandParser;
import mailstead.smtp.codec.Leniency;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;
import mailstead.smtp.codec.ReplyEncoder;
import mailstead.wire.Connection;
import mailstead.wire.Frame;

/**
 * One client's conversation, MX, LMTP or submission: the state table of RFC 5321 section 4.1.4 and
 * what each command does. A message is acknowledged only after the delivery service has returned.
 * Confined to its connection's thread.
 */
final class SmtpSession {

    /**
     * Recipients beyond the limit that are only put off, as a multiple of the limit; RFC 5321
     * section 4.5.3.1.10 wants the first ones accepted and the rest sent again later, so an early
     * goodbye would be wrong. Past this, each is an error.
     */
    private static final long SURPLUS_FACTOR = 9;

    private final Conversation conversation;
    private final Connection connection;
    private final SmtpSettings settings;
    private final SmtpSettings.Limits limits;
    private final SmtpServer.Services services;
    private final CommandParser parser;
    private final Tally tally = new Tally();
    private final ContentReader content;

    /** Where clients log in. */
    private final Optional<Identity> identity;

    private State state = new State.Connected();

    SmtpSession(
            Connection connection,
            SmtpSettings settings,
            SmtpServer.Services services,
            CommandParser parser) {
        this.conversation = new Conversation(connection, settings, services, tally);
        this.connection = connection;
        this.settings = settings;
        this.limits = settings.limits();
        this.services = services;
        this.parser = parser;
        this.content = new ContentReader(connection);
        this.identity =
                switch (services.purpose()) {
                    case SmtpServer.Purpose.Mailboxes _ -> Optional.empty();
                    case SmtpServer.Purpose.Sending sending ->
                            Optional.of(new Identity(conversation, sending));
                };
    }

    /** Where the conversation is, with what is valid there only. */
    private sealed interface State {
        /** No hello yet, or none since TLS began. */
        record Connected() implements State {}

        record Greeted(Hello hello) implements State {}

        record InTransaction(Transaction transaction) implements State {}

        /** Between the first BDAT and the last (RFC 3030 section 2). */
        record Chunking(Transaction transaction, IncomingMessage message, Instant begun)
                implements State {}

        record Closing() implements State {}
    }

    private record Turn(State state, Command command) {}

    /** None, one or (LMTP) several replies. */
    private record Answer(List<Reply> replies) {
        static final Answer NONE = new Answer(List.of());

        static Answer of(Reply reply) {
            return new Answer(List.of(reply));
        }
    }

    void run() throws IOException {
        try {
            connection.limitIdle(limits.commandWait());
            send(Answer.of(Replies.greeting(host(), settings.dialect().greetingWord())));
            while (!(state instanceof State.Closing)) {
                Optional<Command> command = nextCommand();
                if (command.isEmpty()) {
                    break;
                }
                send(answer(command.get()));
            }
        } catch (Connection.TimedOut _) {
            sayLastWord(Replies.TIMED_OUT);
        } catch (Connection.Draining _) {
            sayLastWord(Replies.STOPPING);
        } finally {
            forgetMessage();
        }
        connection.flush();
    }

    /** Empty at the end of input. */
    private Optional<Command> nextCommand() throws IOException {
        return switch (nextLine()) {
            case Frame.EndOfInput() -> Optional.empty();
            case Frame.TooLong() -> Optional.of(new Command.Malformed(Fault.LINE_TOO_LONG));
            case Frame.Line(byte[] octets, boolean canonical) -> {
                if (!canonical && !settings.leniencies().contains(Leniency.BARE_LF_AFTER_COMMAND)) {
                    yield Optional.of(new Command.Malformed(Fault.BARE_LF));
                }
                CommandParser.Parsed parsed = parser.parse(octets);
                parsed.bent().forEach(this::count);
                if (!canonical) {
                    count(Leniency.BARE_LF_AFTER_COMMAND);
                }
                yield Optional.of(parsed.command());
            }
        };
    }

    /** As long as nobody has logged in, any line may hold a password, also when pipelined. */
    private Frame nextLine() throws IOException {
        boolean secret = identity.isPresent() && !identity.get().isLoggedIn();
        if (!secret) {
            return connection.readCommand(CommandParser.LINE_OCTETS_MAX);
        }
        if (!connection.hasInput()) {
            connection.flush();
        }
        connection.hideFromTap(true);
        try {
            return connection.readCommand(CommandParser.AUTH_LINE_OCTETS_MAX);
        } finally {
            connection.hideFromTap(false);
        }
    }

    /** The turn, and what becomes of its failures. */
    private Answer answer(Command command) throws IOException {
        if (tally.addCommand() > limits.commands()) {
            return goodbye(Replies.TOO_MANY_COMMANDS);
        }
        Answer answer;
        try {
            Optional<Reason> ended = identity.flatMap(Identity::ended);
            if (ended.isPresent() && !(command instanceof Command.Quit)) {
                return goodbye(Replies.loginEnded(ended.get()));
            }
            answer = turn(command);
        } catch (MailException e) {
            // The environment's fault: not held against the client.
            return checked(Answer.of(Replies.of(e)));
        } catch (RuntimeException e) {
            services.events()
                    .emit(
                            new Event.Bug(
                                    session(), "smtp " + command.getClass().getSimpleName(), e));
            boolean inStep = !(state instanceof State.Closing);
            return checked(
                    Answer.of(inStep ? Replies.of(Reason.INTERNAL_ERROR) : Replies.CANNOT_GO_ON));
        }
        return checked(answer);
    }

    /** Ends the connection with a goodbye, and turns one error too many into one. */
    private Answer checked(Answer answer) {
        if (answer.replies().stream().anyMatch(Reply::isGoodbye)) {
            state = closing();
        } else if (tally.errors() > limits.errors()) {
            return goodbye(Replies.TOO_MANY_ERRORS);
        }
        return answer;
    }

    private Answer turn(Command command) throws MailException, IOException {
        if (settings.tlsRequired() && !connection.security().isEncrypted() && needsTls(command)) {
            return refuse(Replies.of(Reason.TLS_REQUIRED));
        }
        boolean lmtp = isLmtp();
        return switch (new Turn(state, command)) { // RFC 5321 section 4.1.4
            case Turn(_, Command.Ehlo(String name)) when !lmtp -> greet(name, true);
            case Turn(_, Command.Helo(String name)) when !lmtp -> greet(name, false);
            case Turn(_, Command.Lhlo(String name)) when lmtp -> greet(name, true);
            // RFC 2033 section 4.1: neither verb of the other protocol succeeds.
            case Turn(_, Command.Ehlo _), Turn(_, Command.Helo _), Turn(_, Command.Lhlo _) ->
                    refuse(Replies.UNKNOWN_COMMAND);
            case Turn(State.Greeted(Hello hello), Command.Mail mail) -> begin(hello, mail);
            case Turn(State.InTransaction(Transaction transaction), Command.Rcpt rcpt) ->
                    addRecipient(transaction, rcpt);
            case Turn(State.InTransaction(Transaction transaction), Command.Data _) ->
                    transaction.intake().recipients() == 0
                            ? refuse(Replies.NO_RECIPIENTS)
                            : receiveData(transaction);
            case Turn(State.InTransaction(Transaction transaction), Command.Bdat bdat) ->
                    transaction.intake().recipients() == 0
                            ? skipChunk(bdat, Replies.NO_RECIPIENTS)
                            : receiveChunk(beginChunks(transaction), bdat);
            case Turn(State.Chunking chunking, Command.Bdat bdat) -> receiveChunk(chunking, bdat);
            case Turn(_, Command.Bdat bdat) -> skipChunk(bdat, Replies.BAD_SEQUENCE);
            case Turn(State.Greeted _, Command.StartTls _) -> startTls();
            // RFC 4954 section 4: after EHLO only, and not in a transaction
            case Turn(State.Greeted(Hello hello), Command.Auth auth)
                    when hello.extended() && identity.isPresent() ->
                    Answer.of(identity.get().authenticate(auth));
            case Turn(_, Command.Rset _) -> reset();
            case Turn(_, Command.Noop _) -> Answer.of(Replies.OK);
            case Turn(_, Command.Help _) -> Answer.of(Replies.HELP);
            // RFC 5321 sections 3.5.3 and 7.3: a server may decline to verify, and must not pretend
            // that it
            // did.
            case Turn(_, Command.Vrfy _) -> Answer.of(Replies.CANNOT_VERIFY);
            case Turn(_, Command.Expn _) -> refuse(Replies.NO_EXPANSION);
            case Turn(_, Command.Quit _) -> goodbye(Replies.goodbye(host()));
            case Turn(_, Command.Malformed(Fault why)) -> refuse(Replies.of(why));
            case Turn(_, Command.Mail _),
                    Turn(_, Command.Rcpt _),
                    Turn(_, Command.Data _),
                    Turn(_, Command.StartTls _),
                    Turn(_, Command.Auth _) ->
                    refuse(Replies.BAD_SEQUENCE);
        };
    }

    /** RFC 3207 section 4 names what stays possible; a chunk must be read to be refused. */
    private static boolean needsTls(Command command) {
        return switch (command) {
            case Command.Mail _,
                    Command.Rcpt _,
                    Command.Data _,
                    Command.Vrfy _,
                    Command.Expn _,
                    Command.Auth _ ->
                    true;
            case Command.Ehlo _,
                    Command.Helo _,
                    Command.Lhlo _,
                    Command.Bdat _,
                    Command.Rset _,
                    Command.Noop _,
                    Command.Quit _,
                    Command.Help _,
                    Command.StartTls _,
                    Command.Malformed _ ->
                    false;
        };
    }

    private Answer greet(String name, boolean extended) {
        forgetMessage();
        state = new State.Greeted(new Hello(name, extended));
        return Answer.of(
                extended
                        ? Replies.extendedHello(host(), Extensions.of(conversation, identity))
                        : Replies.hello(host()));
    }

    private Answer begin(Hello hello, Command.Mail mail) {
        if (tally.transactions() >= limits.transactions()) {
            return goodbye(Replies.TOO_MANY_TRANSACTIONS);
        }
        if (identity.isPresent() && !identity.get().maySend()) {
            return refuse(Replies.LOGIN_REQUIRED);
        }
        String messageId = session() + "." + (tally.transactions() + 1);
        if (mail.parameters().size() > limits.message().octets()) { // RFC 1870 section 6.1
            services.events()
                    .emit(
                            new Event.MessageRefused(
                                    session(), messageId, mail.from(), Reason.MESSAGE_TOO_BIG));
            return refuse(Replies.of(IncomingMessage.tooBig(limits.message().octets())));
        }
        Transaction transaction =
                new Transaction(messageId, hello, mail.from(), mail.parameters(), newIntake());
        Optional<Reply> obstacle = transaction.intake().begin(transaction);
        if (obstacle.isPresent()) {
            return Answer.of(obstacle.get());
        }
        tally.addTransaction();
        state = new State.InTransaction(transaction);
        return Answer.of(Replies.SENDER_OK);
    }

    private Intake newIntake() {
        return switch (services.purpose()) {
            case SmtpServer.Purpose.Mailboxes mailboxes ->
                    new MailboxIntake(conversation, mailboxes);
            case SmtpServer.Purpose.Sending sending ->
                    new SubmissionIntake(conversation, sending, identity.orElseThrow().submitter());
        };
    }

    private Answer addRecipient(Transaction transaction, Command.Rcpt rcpt) throws MailException {
        if (rcpt.international() && !transaction.parameters().smtpUtf8()) {
            return refuse(Replies.NEEDS_SMTPUTF8);
        }
        if (transaction.intake().recipients() >= limits.recipients()) {
            boolean patient = transaction.addSurplus() <= limits.recipients() * SURPLUS_FACTOR;
            return patient
                    ? Answer.of(Replies.TOO_MANY_RECIPIENTS)
                    : refuse(Replies.TOO_MANY_RECIPIENTS);
        }
        return Answer.of(transaction.intake().add(transaction, rcpt));
    }

    private Answer receiveData(Transaction transaction) throws IOException {
        Instant begun = conversation.now();
        try (IncomingMessage message = newMessage(transaction)) {
            send(Answer.of(Replies.GO_AHEAD));
            readContent(() -> content.readData(message));
            state = new State.Greeted(transaction.hello());
            return finish(transaction, message, begun);
        }
    }

    private State.Chunking beginChunks(Transaction transaction) {
        State.Chunking chunking =
                new State.Chunking(transaction, newMessage(transaction), conversation.now());
        state = chunking;
        return chunking;
    }

    /**
     * RFC 3030 section 2. A message that is lost is refused at once: what follows of it meets 503.
     */
    private Answer receiveChunk(State.Chunking chunking, Command.Bdat bdat) throws IOException {
        IncomingMessage message = chunking.message();
        readContent(() -> content.readChunk(bdat.octets(), message::accept));
        if (!bdat.last() && !message.isLost()) {
            return Answer.of(Replies.chunk(bdat.octets()));
        }
        Transaction transaction = chunking.transaction();
        state = new State.Greeted(transaction.hello());
        try (message) {
            return bdat.last()
                    ? finish(transaction, message, chunking.begun())
                    : Answer.of(conversation.refusal(transaction, message.failure().orElseThrow()));
        }
    }

    /**
     * RFC 3030 section 2: a chunk that is refused is read and forgotten, lest its octets be taken
     * for commands.
     */
    private Answer skipChunk(Command.Bdat bdat, Reply reply) throws IOException {
        readContent(() -> content.readChunk(bdat.octets(), _ -> {}));
        return refuse(reply);
    }

    private IncomingMessage newMessage(Transaction transaction) {
        ContentBuffer buffer =
                new ContentBuffer(
                        services.overflow(),
                        services.memory(),
                        limits.contentInMemory().octets(),
                        transaction.parameters().size());
        return new IncomingMessage(buffer, limits.message().octets());
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    /**
     * Reads under the deadlines for content. If it does not get to its end, nobody knows what the
     * next octet is.
     */
    private void readContent(Reading reading) throws IOException {
        boolean inStep = false;
        connection.limitIdle(limits.dataWait());
        connection.limitTotal(limits.dataTotal());
        try {
            reading.run();
            inStep = true;
        } finally {
            connection.clearTotal();
            connection.limitIdle(limits.commandWait());
            if (!inStep) {
                state = closing();
            }
        }
    }

    /**
     * The content is here: judges it, has it taken, answers. The transaction is over whatever
     * happens.
     */
    private Answer finish(Transaction transaction, IncomingMessage message, Instant begun) {
        Intake intake = transaction.intake();
        Optional<MailException> failure = message.failure();
        if (failure.isPresent()) {
            return new Answer(intake.forAll(conversation.refusal(transaction, failure.get())));
        }
        boolean eightBitDeclared =
                transaction.parameters().eightBit() || transaction.parameters().smtpUtf8();
        IncomingMessage.Judgement judgement =
                message.judge(eightBitDeclared, settings.leniencies());
        judgement.bent().forEach(this::count);
        return new Answer(
                judgement.refusal().isPresent()
                        ? intake.forAll(conversation.refuse(judgement.refusal().get()))
                        : intake.take(transaction, message, begun));
    }

    /**
     * RFC 3207 section 4.2: afterwards nothing that was said before counts. Plaintext behind the
     * command (RFC 3207 section 6) ends the connection by the exception that {@code startTls}
     * throws.
     */
    private Answer startTls() throws IOException {
        if (connection.security().isEncrypted()) {
            return refuse(Replies.ALREADY_ENCRYPTED);
        }
        if (!connection.canStartTls()) {
            return refuse(Replies.NOT_OFFERED);
        }
        connection.startTls(ReplyEncoder.encode(Replies.START_TLS));
        identity.ifPresent(Identity::forget);
        state = new State.Connected();
        return Answer.NONE;
    }

    private Answer reset() {
        forgetMessage();
        switch (state) {
            case State.InTransaction(Transaction over) -> state = new State.Greeted(over.hello());
            case State.Chunking(Transaction over, _, _) -> state = new State.Greeted(over.hello());
            case State.Connected _, State.Greeted _, State.Closing _ -> {}
        }
        return Answer.of(Replies.RESET);
    }

    private Answer refuse(Reply reply) {
        return Answer.of(conversation.refuse(reply));
    }

    private Answer goodbye(Reply reply) {
        state = closing();
        return Answer.of(reply);
    }

    private State closing() {
        forgetMessage();
        return new State.Closing();
    }

    private void forgetMessage() {
        if (state instanceof State.Chunking chunking) {
            chunking.message().close();
        }
    }

    private void count(Leniency leniency) {
        services.events().emit(new Event.LeniencyUsed(session(), "smtp " + leniency));
    }

    private void send(Answer answer) throws IOException {
        for (Reply reply : answer.replies()) {
            connection.send(ReplyEncoder.encode(reply));
        }
    }

    /** The client may have gone, or not be listening: then there is nobody to say it to. */
    private void sayLastWord(Reply reply) {
        state = closing();
        try {
            connection.send(ReplyEncoder.encode(reply));
            connection.flush();
        } catch (IOException _) {
            // nothing is lost by it
        }
    }

    private boolean isLmtp() {
        return settings.dialect() == Dialect.LMTP;
    }

    private String host() {
        return conversation.host();
    }

    private String session() {
        return connection.session();
    }
}
