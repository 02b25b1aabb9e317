package mailstead.smtp.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.service.delivery.Delivery;
import mailstead.service.delivery.Delivery.Outcome;
import mailstead.service.routing.Destination;
import mailstead.service.routing.Recipients.Route;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.Command.Fault;
import mailstead.smtp.codec.CommandParser;
import mailstead.smtp.codec.ContentSink;
import mailstead.smtp.codec.DataDecoder;
import mailstead.smtp.codec.ForwardPath;
import mailstead.smtp.codec.Leniency;
import mailstead.smtp.codec.ReceivedField;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;
import mailstead.smtp.codec.ReplyEncoder;
import mailstead.wire.Connection;
import mailstead.wire.Frame;
import mailstead.wire.Security;

/**
 * One client's conversation, MX or LMTP: the state table of RFC 5321 section 4.1.4 and what each
 * command does. A message is acknowledged only after the delivery service has returned. Confined to
 * its connection's thread.
 */
final class SmtpSession {

    /**
     * Recipients beyond the limit that are only put off, as a multiple of the limit; RFC 5321
     * section 4.5.3.1.10 wants the first ones accepted and the rest sent again later, so an early
     * goodbye would be wrong. Past this, each is an error.
     */
    private static final long SURPLUS_FACTOR = 9;

    private final Connection connection;
    private final SmtpSettings settings;
    private final SmtpSettings.Limits limits;
    private final SmtpServer.Services services;
    private final CommandParser parser;

    private State state = new State.Connected();
    private int commands;
    private int errors;
    private int transactions;

    SmtpSession(
            Connection connection,
            SmtpSettings settings,
            SmtpServer.Services services,
            CommandParser parser) {
        this.connection = connection;
        this.settings = settings;
        this.limits = settings.limits();
        this.services = services;
        this.parser = parser;
    }

    /** Where the conversation is, with what is valid there only. */
    private sealed interface State {
        /** No hello yet, or none since TLS began. */
        record Connected() implements State {}

        record Greeted(Hello hello) implements State {}

        record InTransaction(Hello hello, Transaction transaction) implements State {}

        /** Between the first BDAT and the last (RFC 3030 section 2). */
        record Chunking(
                Hello hello, Transaction transaction, IncomingMessage message, Instant begun)
                implements State {}

        record Closing() implements State {}
    }

    /**
     * @param extended EHLO or LHLO, not HELO
     */
    private record Hello(String name, boolean extended) {}

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
        return switch (connection.readCommand(CommandParser.LINE_OCTETS_MAX)) {
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

    /** The turn, and what becomes of its failures. */
    private Answer answer(Command command) throws IOException {
        if (++commands > limits.commands()) {
            return goodbye(Replies.TOO_MANY_COMMANDS);
        }
        Answer answer;
        try {
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
        } else if (errors > limits.errors()) {
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
            case Turn(State.InTransaction(_, Transaction transaction), Command.Rcpt rcpt) ->
                    addRecipient(transaction, rcpt);
            case Turn(State.InTransaction(Hello hello, Transaction transaction), Command.Data _) ->
                    transaction.destinations().isEmpty()
                            ? refuse(Replies.NO_RECIPIENTS)
                            : receiveData(hello, transaction);
            case Turn(
                            State.InTransaction(Hello hello, Transaction transaction),
                            Command.Bdat bdat) ->
                    transaction.destinations().isEmpty()
                            ? skipChunk(bdat, Replies.NO_RECIPIENTS)
                            : receiveChunk(beginChunks(hello, transaction), bdat);
            case Turn(State.Chunking chunking, Command.Bdat bdat) -> receiveChunk(chunking, bdat);
            case Turn(_, Command.Bdat bdat) -> skipChunk(bdat, Replies.BAD_SEQUENCE);
            case Turn(State.Greeted _, Command.StartTls _) -> startTls();
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
                    Turn(_, Command.StartTls _) ->
                    refuse(Replies.BAD_SEQUENCE);
        };
    }

    /** RFC 3207 section 4 names what stays possible; a chunk must be read to be refused. */
    private static boolean needsTls(Command command) {
        return switch (command) {
            case Command.Mail _, Command.Rcpt _, Command.Data _, Command.Vrfy _, Command.Expn _ ->
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
                extended ? Replies.extendedHello(host(), extensions()) : Replies.hello(host()));
    }

    /**
     * What holds just now. DSN (RFC 3461) is not among it although its parameters are accepted:
     * section 4.1 would oblige us to send the success notices that we do not make.
     */
    private List<String> extensions() {
        List<String> keywords = new ArrayList<>();
        keywords.add("PIPELINING"); // RFC 2920 section 3.2
        keywords.add("SIZE " + limits.message().octets()); // RFC 1870
        keywords.add("8BITMIME"); // RFC 6152
        keywords.add("SMTPUTF8"); // RFC 6531
        keywords.add("CHUNKING"); // RFC 3030 section 2; not BINARYMIME, RFC 3030 section 3
        keywords.add("ENHANCEDSTATUSCODES"); // RFC 2034
        if (connection.canStartTls()) {
            keywords.add("STARTTLS"); // RFC 3207
        }
        // RFC 9422 section 4
        keywords.add("LIMITS RCPTMAX=" + limits.recipients() + " MAILMAX=" + limits.transactions());
        return keywords;
    }

    private Answer begin(Hello hello, Command.Mail mail) {
        if (transactions >= limits.transactions()) {
            return goodbye(Replies.TOO_MANY_TRANSACTIONS);
        }
        String messageId = session() + "." + (transactions + 1);
        if (mail.parameters().size() > limits.message().octets()) { // RFC 1870 section 6.1
            services.events()
                    .emit(
                            new Event.MessageRefused(
                                    session(), messageId, mail.from(), Reason.MESSAGE_TOO_BIG));
            return refuse(Replies.of(IncomingMessage.tooBig(limits.message().octets())));
        }
        transactions++;
        state =
                new State.InTransaction(
                        hello, new Transaction(messageId, mail.from(), mail.parameters()));
        return Answer.of(Replies.SENDER_OK);
    }

    private Answer addRecipient(Transaction transaction, Command.Rcpt rcpt) throws MailException {
        if (rcpt.international() && !transaction.parameters().smtpUtf8()) {
            return refuse(Replies.NEEDS_SMTPUTF8);
        }
        if (transaction.destinations().size() >= limits.recipients()) {
            boolean patient = transaction.addSurplus() <= limits.recipients() * SURPLUS_FACTOR;
            return patient
                    ? Answer.of(Replies.TOO_MANY_RECIPIENTS)
                    : refuse(Replies.TOO_MANY_RECIPIENTS);
        }
        long octets = transaction.parameters().size();
        Route route;
        try {
            route =
                    switch (rcpt.to()) {
                        case ForwardPath.Mailbox(Address address) ->
                                services.recipients().resolve(address, octets);
                        case ForwardPath.Postmaster() -> services.recipients().postmaster(octets);
                    };
        } catch (MailException e) {
            refused(transaction, rcpt.to().toString(), Refusal.of(e));
            throw e;
        }
        return switch (route) {
            case Route.Local(Destination destination) -> {
                transaction.destinations().add(destination);
                yield Answer.of(Replies.RECIPIENT_OK);
            }
            case Route.Refused(Refusal refusal) -> {
                refused(transaction, rcpt.to().toString(), refusal);
                Reason reason = refusal.reason();
                yield reason.isPermanent()
                        ? refuse(Replies.of(reason))
                        : Answer.of(Replies.of(reason));
            }
        };
    }

    private void refused(Transaction transaction, String recipient, Refusal refusal) {
        services.events()
                .emit(
                        new Event.RecipientRefused(
                                session(), transaction.sender(), recipient, refusal));
    }

    private Answer receiveData(Hello hello, Transaction transaction) throws IOException {
        Instant begun = services.clock().instant();
        try (IncomingMessage message = newMessage(transaction)) {
            send(Answer.of(Replies.GO_AHEAD));
            readContent(() -> {
                DataDecoder decoder = new DataDecoder(message);
                while (!decoder.decode(received())) {
                    // more
                }
            });
            state = new State.Greeted(hello);
            return finish(hello, transaction, message, begun);
        }
    }

    private State.Chunking beginChunks(Hello hello, Transaction transaction) {
        State.Chunking chunking =
                new State.Chunking(
                        hello, transaction, newMessage(transaction), services.clock().instant());
        state = chunking;
        return chunking;
    }

    /**
     * RFC 3030 section 2. A message that is lost is refused at once: what follows of it meets 503.
     */
    private Answer receiveChunk(State.Chunking chunking, Command.Bdat bdat) throws IOException {
        IncomingMessage message = chunking.message();
        readContent(() -> readChunk(bdat.octets(), message::accept));
        if (!bdat.last() && !message.isLost()) {
            return Answer.of(Replies.chunk(bdat.octets()));
        }
        state = new State.Greeted(chunking.hello());
        try (message) {
            if (!bdat.last()) {
                return Answer.of(refusal(chunking.transaction(), message.failure().orElseThrow()));
            }
            return finish(chunking.hello(), chunking.transaction(), message, chunking.begun());
        }
    }

    /**
     * RFC 3030 section 2: a chunk that is refused is read and forgotten, lest its octets be taken
     * for commands.
     */
    private Answer skipChunk(Command.Bdat bdat, Reply reply) throws IOException {
        readContent(() -> readChunk(bdat.octets(), _ -> {}));
        return refuse(reply);
    }

    private void readChunk(long octets, ContentSink sink) throws IOException {
        long left = octets;
        while (left > 0) {
            ByteBuffer input = received();
            int count = (int) Math.min(left, input.remaining());
            ByteBuffer piece = input.slice(input.position(), count);
            input.position(input.position() + count);
            left -= count;
            sink.accept(piece);
        }
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

    private ByteBuffer received() throws IOException {
        ByteBuffer input = connection.receive();
        if (!input.hasRemaining()) {
            throw new EOFException("closed in the middle of a message");
        }
        return input;
    }

    /**
     * The content is here: judges it, delivers it, answers. The transaction is over whatever
     * happens.
     */
    private Answer finish(
            Hello hello, Transaction transaction, IncomingMessage message, Instant begun) {
        Optional<MailException> failure = message.failure();
        if (failure.isPresent()) {
            return forAll(transaction, refusal(transaction, failure.get()));
        }
        boolean eightBitDeclared =
                transaction.parameters().eightBit() || transaction.parameters().smtpUtf8();
        IncomingMessage.Judgement judgement =
                message.judge(eightBitDeclared, settings.leniencies());
        judgement.bent().forEach(this::count);
        if (judgement.refusal().isPresent()) {
            errors++;
            return forAll(transaction, judgement.refusal().get());
        }
        Delivery.Envelope envelope =
                new Delivery.Envelope(
                        session(),
                        transaction.messageId(),
                        transaction.sender(),
                        transaction.destinations(),
                        received(hello, transaction));
        return isLmtp()
                ? deliverEach(transaction, envelope, message, begun)
                : deliver(transaction, envelope, message, begun);
    }

    private Answer deliver(
            Transaction transaction,
            Delivery.Envelope envelope,
            IncomingMessage message,
            Instant begun) {
        try {
            services.delivery().deliver(envelope, message.content());
        } catch (MailException e) {
            return Answer.of(refusal(transaction, e));
        }
        accepted(transaction, transaction.destinations().size(), message, begun);
        return Answer.of(Replies.stored(transaction.messageId()));
    }

    /** RFC 2033 section 4.2: one reply for each recipient that was accepted, in their order. */
    private Answer deliverEach(
            Transaction transaction,
            Delivery.Envelope envelope,
            IncomingMessage message,
            Instant begun) {
        List<Outcome> outcomes;
        try {
            outcomes = services.delivery().deliverEach(envelope, message.content());
            if (outcomes.size() != transaction.destinations().size()) {
                throw new IllegalStateException("delivery forgot a recipient");
            }
        } catch (RuntimeException e) {
            services.events().emit(new Event.Bug(session(), "lmtp delivery", e));
            return forAll(transaction, Replies.of(Reason.INTERNAL_ERROR));
        }
        List<Reply> replies = new ArrayList<>(outcomes.size());
        int stored = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case Outcome.Stored() -> {
                    stored++;
                    replies.add(Replies.stored(transaction.messageId()));
                }
                case Outcome.Failed(MailException why) -> {
                    refused(
                            transaction,
                            transaction.destinations().get(i).recipient().toString(),
                            Refusal.of(why));
                    replies.add(Replies.ofOneAmongMany(why));
                }
            }
        }
        if (stored > 0) {
            accepted(transaction, stored, message, begun);
        }
        return new Answer(replies);
    }

    private void accepted(
            Transaction transaction, int recipients, IncomingMessage message, Instant begun) {
        services.events()
                .emit(
                        new Event.MessageAccepted(
                                session(),
                                transaction.messageId(),
                                transaction.sender(),
                                recipients,
                                message.content().size(),
                                Duration.between(begun, services.clock().instant())));
    }

    private Reply refusal(Transaction transaction, MailException why) {
        services.events()
                .emit(
                        new Event.MessageRefused(
                                session(),
                                transaction.messageId(),
                                transaction.sender(),
                                why.reason()));
        if (why.reason().isPermanent()) {
            errors++;
        }
        return Replies.of(why);
    }

    /** The same answer about the whole message: once in SMTP, for each recipient in LMTP. */
    private Answer forAll(Transaction transaction, Reply reply) {
        return isLmtp()
                ? new Answer(transaction.destinations().stream().map(_ -> reply).toList())
                : Answer.of(reply);
    }

    private byte[] received(Hello hello, Transaction transaction) {
        Security security = connection.security();
        List<Destination> destinations = transaction.destinations();
        return new ReceivedField(
                        hello.name(),
                        connection.client().getAddress(),
                        host(),
                        ReceivedField.protocolWord(
                                isLmtp(),
                                hello.extended(),
                                transaction.parameters().smtpUtf8(),
                                security.isEncrypted()),
                        transaction.messageId(),
                        destinations.size() == 1
                                ? Optional.of(destinations.getFirst().recipient().toString())
                                : Optional.empty(),
                        switch (security) {
                            case Security.Clear() -> Optional.empty();
                            case Security.Tls tls ->
                                    Optional.of(new ReceivedField.Tls(tls.version(), tls.cipher()));
                        },
                        services.clock().instant())
                .encode();
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
        state = new State.Connected();
        return Answer.NONE;
    }

    private Answer reset() {
        forgetMessage();
        switch (state) {
            case State.InTransaction(Hello hello, _) -> state = new State.Greeted(hello);
            case State.Chunking(Hello hello, _, _, _) -> state = new State.Greeted(hello);
            case State.Connected _, State.Greeted _, State.Closing _ -> {}
        }
        return Answer.of(Replies.RESET);
    }

    private Answer refuse(Reply reply) {
        errors++;
        return Answer.of(reply);
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
        return settings.hostName().ascii();
    }

    private String session() {
        return connection.session();
    }
}
