package mailstead.imap.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import mailstead.imap.codec.AppendMessage;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.FrameReader;
import mailstead.imap.codec.Leniency;
import mailstead.imap.codec.Limits;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Step;
import mailstead.imap.codec.Tagged;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.wire.Connection;
import mailstead.wire.Frame;

/**
 * Reads whole commands from the connection, with their literals; messages of APPEND go by to
 * whoever takes them. Confined to its session.
 */
final class CommandReader {

    /**
     * Before log-in: enough for AUTHENTICATE with an initial response (RFC 4959 section 3), and for
     * the longest ID that is allowed (RFC 2971 section 3.3: 30 fields of 30 and 1,024 octets).
     */
    private static final Limits STRANGERS =
            new Limits(36 << 10, 1 << 10, 40 << 10, Limits.LITERAL_MINUS_OCTETS, 8 << 10, 1);

    /**
     * After it: no argument is long but sets of messages, which are no literals, and messages,
     * which are not held. All clients at once may hold so much.
     */
    private static final Limits USERS =
            new Limits(64 << 10, 64 << 10, 192 << 10, Long.MAX_VALUE, 64 << 20, 1_000);

    private static final int PIECE_OCTETS = 16 << 10;

    private final Client client;
    private final ImapSettings settings;
    private final EventSink events;
    private final Set<Leniency> told = EnumSet.noneOf(Leniency.class);
    private boolean toldBareLineFeed;

    CommandReader(Client client, ImapSettings settings, EventSink events) {
        this.client = client;
        this.settings = settings;
        this.events = events;
    }

    /**
     * @param isLast nobody knows where the next command begins: this one is answered, and that is
     *     all
     */
    record Received(Tagged tagged, boolean isLast) {}

    /** What becomes of the messages that come with a command. */
    interface Messages {

        /**
         * @param soFar as in {@link Step.ReadMessage}
         * @return whether the octets are wanted
         */
        boolean begin(Tagged soFar, AppendMessage.Part.Literal literal) throws IOException;

        /** Some of the octets that were announced. */
        void take(byte[] octets, int offset, int length);

        /** All that were announced have come. */
        void end();
    }

    /**
     * @param isStranger nobody has logged in: less is held, and secrets pass
     */
    Received next(boolean isStranger, Messages messages) throws IOException {
        Connection connection = client.connection();
        if (isStranger && !connection.hasInput()) {
            client.flush();
        }
        client.pass();
        connection.hideFromTap(isStranger);
        try {
            return read(isStranger ? STRANGERS : USERS, messages);
        } finally {
            connection.hideFromTap(false);
            connection.limitIdle(settings.idleMax());
        }
    }

    private Received read(Limits limits, Messages messages) throws IOException {
        Connection connection = client.connection();
        FrameReader frames = new FrameReader(limits, settings.leniencies(), client.enabled());
        Step step = line(frames, connection.readCommand(limits.lineOctets()));
        connection.limitIdle(settings.stallMax());
        while (true) {
            switch (step) {
                case Step.Complete(Tagged tagged) -> {
                    count(frames.bent());
                    return new Received(tagged, false);
                }
                case Step.Hopeless(Tagged tagged) -> {
                    return new Received(tagged, true);
                }
                case Step.ReadLiteral(int octets, boolean isSynchronizing) -> {
                    ask(isSynchronizing);
                    frames.literal(receive(octets));
                }
                case Step.SkipLiteral(long octets) -> {
                    drop(octets);
                    frames.skipped();
                }
                case Step.ReadMessage(Tagged soFar, AppendMessage.Part.Literal literal) -> {
                    boolean isWanted = messages.begin(soFar, literal);
                    if (!isWanted && literal.isSynchronizing()) {
                        return new Received(soFar, false);
                    }
                    if (!isWanted && literal.octets() > limits.skippedOctets()) {
                        return new Received(soFar, true);
                    }
                    ask(literal.isSynchronizing());
                    if (isWanted) {
                        pass(literal.octets(), messages);
                    } else {
                        drop(literal.octets());
                    }
                    frames.messageRead();
                }
            }
            step = line(frames, connection.readLine(limits.lineOctets()));
        }
    }

    private Step line(FrameReader frames, Frame frame) throws EOFException {
        return switch (frame) {
            case Frame.Line(byte[] octets, boolean canonical) ->
                    canonical || isBareLineFeedAllowed()
                            ? frames.line(octets)
                            : new Step.Hopeless(
                                    new Tagged(
                                            Tagged.UNKNOWN_TAG,
                                            new Command.Malformed("a line must end in CRLF")));
            case Frame.TooLong() -> frames.lineTooLong();
            case Frame.EndOfInput() -> throw new EOFException("closed by the client");
        };
    }

    private boolean isBareLineFeedAllowed() {
        if (settings.allowBareLineFeed() && !toldBareLineFeed) {
            toldBareLineFeed = true;
            tell("imap-bare-line-feed");
        }
        return settings.allowBareLineFeed();
    }

    /** Each once in a session. */
    private void count(Set<Leniency> bent) {
        for (Leniency leniency : bent) {
            if (told.add(leniency)) {
                tell("imap-" + leniency.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
    }

    private void tell(String leniency) {
        events.emit(new Event.LeniencyUsed(client.connection().session(), leniency));
    }

    private void ask(boolean isSynchronizing) throws IOException {
        if (isSynchronizing) {
            client.send(new Response.Continuation("go on"));
            client.flush();
        }
    }

    private byte[] receive(int octets) throws IOException {
        byte[] literal = new byte[octets];
        int held = 0;
        while (held < octets) {
            ByteBuffer some = some();
            int length = Math.min(some.remaining(), octets - held);
            some.get(literal, held, length);
            held += length;
        }
        return literal;
    }

    private void pass(long octets, Messages messages) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE_OCTETS, octets)];
        long left = octets;
        while (left > 0) {
            ByteBuffer some = some();
            int length = (int) Math.min(Math.min(some.remaining(), piece.length), left);
            some.get(piece, 0, length);
            messages.take(piece, 0, length);
            left -= length;
        }
        messages.end();
    }

    private void drop(long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            ByteBuffer some = some();
            int length = (int) Math.min(some.remaining(), left);
            some.position(some.position() + length);
            left -= length;
        }
    }

    private ByteBuffer some() throws IOException {
        ByteBuffer some = client.connection().receive();
        if (!some.hasRemaining()) {
            throw new EOFException("closed in the middle of a literal");
        }
        return some;
    }
}
