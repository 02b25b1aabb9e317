package mailstead.imap.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers the lines and literals of one command and reads it (RFC 9051 section 4.3). Makes no
 * calls: it is fed a line and says what it wants next. No input makes it throw or hold more than
 * its limits say. Confined to its session; make one for each command.
 *
 * <p>Where a command ends is decided by the ends of its lines alone, whatever the parser thinks of
 * them: a client that sends a literal unasked sends it even if the line before is nonsense.
 */
public final class FrameReader {

    /** Literals of one command that are held. */
    static final int LITERALS_MAX = 1_000;

    /** Held literals between two that are streamed: each makes what is between be read again. */
    static final int LITERALS_BETWEEN_MESSAGES_MAX = 100;

    private final Limits limits;
    private final Set<Leniency> allowed;
    private final Set<Extension> enabled;
    private final Set<Leniency> bent = EnumSet.noneOf(Leniency.class);

    /** Since the beginning, or since the last literal that was streamed. */
    private final List<Piece> pieces = new ArrayList<>();

    private String tag = Tagged.UNKNOWN_TAG;
    private Optional<AppendReader> append = Optional.empty();
    private Optional<Command> refused = Optional.empty();
    private boolean isWithMessages;
    private boolean isBegun;
    private long heldOctets;
    private long skippedOctets;
    private int literals;

    /**
     * @param enabled what the client has switched on
     */
    public FrameReader(Limits limits, Set<Leniency> allowed, Set<Extension> enabled) {
        this.limits = limits;
        this.allowed = allowed;
        this.enabled = enabled;
    }

    /** Whether this line ends IDLE (RFC 9051 section 9, idle). */
    public static boolean isDone(byte[] line) {
        return Octets.upperCase(new String(line, StandardCharsets.ISO_8859_1).strip())
                .equals("DONE");
    }

    /** Which leniencies the command needed so far. */
    public Set<Leniency> bent() {
        return Set.copyOf(bent);
    }

    /**
     * A line, or the rest of one behind a literal.
     *
     * @param line without its line end
     */
    public Step line(byte[] line) {
        Optional<Announcement> announcement = Announcement.of(line);
        heldOctets += line.length;
        if (!isBegun) {
            isBegun = true;
            readTag(line);
        }
        if (refused.isPresent()) {
            return refuse(refused.get(), announcement);
        }
        if (line.length > limits.lineOctets() || heldOctets > limits.commandOctets()) {
            return refuse(tooLong(), announcement);
        }
        pieces.add(
                new Piece(
                        announcement
                                .map(literal -> Arrays.copyOf(line, literal.start()))
                                .orElse(line),
                        announcement,
                        Optional.empty()));
        if (announcement.isEmpty() || isWithMessages) {
            return read(announcement);
        }
        return want(announcement.get());
    }

    /** For a line longer than the reader of lines takes; nobody knows how it ended. */
    public Step lineTooLong() {
        return new Step.Hopeless(new Tagged(tag, tooLong()));
    }

    /** The octets of {@link Step.ReadLiteral}. */
    public void literal(byte[] octets) {
        Piece last = pieces.removeLast();
        pieces.add(new Piece(last.text(), last.literal(), Optional.of(octets)));
        heldOctets += octets.length;
    }

    /** The octets of {@link Step.ReadMessage} were read. */
    public void messageRead() {
        pieces.clear();
        literals = 0;
    }

    /** The octets of {@link Step.SkipLiteral} were read and forgotten. */
    public void skipped() {
        // The rest of the line tells what comes next.
    }

    private void readTag(byte[] line) {
        Lexer lexer = lexer(List.of(new Piece(line, Optional.empty(), Optional.empty())));
        CommandParser parser = new CommandParser(lexer, limits.appendMessages());
        try {
            tag = parser.tag();
            isWithMessages = parser.isWithMessages();
        } catch (Flaw _) {
            refused = Optional.of(new Command.Malformed("a command begins with a tag"));
        }
    }

    private Step read(Optional<Announcement> announcement) {
        try {
            return parsed();
        } catch (Lexer.Unread _) {
            return want(announcement.orElseThrow());
        } catch (Flaw flaw) {
            return refuse(flaw.command(), announcement);
        }
    }

    private Step parsed() {
        Lexer lexer = lexer(pieces);
        if (append.isPresent()) {
            AppendReader reader = append.get().copy();
            return reader.run(lexer)
                    .<Step>map(command -> new Step.Complete(new Tagged(tag, command)))
                    .orElseGet(() -> paused(reader));
        }
        CommandParser parser = new CommandParser(lexer, limits.appendMessages());
        parser.tag();
        return switch (parser.command()) {
            case CommandParser.Result.Whole(var command) ->
                    new Step.Complete(new Tagged(tag, command));
            case CommandParser.Result.Paused(var reader) -> paused(reader);
        };
    }

    private Step paused(AppendReader reader) {
        append = Optional.of(reader);
        AppendMessage.Part.Literal literal = reader.announced();
        if (!literal.isSynchronizing() && literal.octets() > limits.nonSynchronizingOctets()) {
            return refuse(tooLong(), pieces.getLast().literal());
        }
        return new Step.ReadMessage(new Tagged(tag, reader.soFar()), literal);
    }

    /** A literal that is held. */
    private Step want(Announcement literal) {
        literals++;
        boolean isTooMany =
                literals > (isWithMessages ? LITERALS_BETWEEN_MESSAGES_MAX : LITERALS_MAX);
        boolean isUnasked =
                !literal.isSynchronizing() && literal.octets() > limits.nonSynchronizingOctets();
        if (isTooMany
                || isUnasked
                || literal.octets() > limits.literalOctets()
                || heldOctets + literal.octets() > limits.commandOctets()) {
            return refuse(tooLong(), Optional.of(literal));
        }
        return new Step.ReadLiteral((int) literal.octets(), literal.isSynchronizing());
    }

    /** RFC 7888 section 3: a client that was not asked sends its literal in any case. */
    private Step refuse(Command command, Optional<Announcement> announcement) {
        refused = Optional.of(command);
        pieces.clear();
        Tagged tagged = new Tagged(tag, command);
        if (announcement.isEmpty() || announcement.get().isSynchronizing()) {
            return new Step.Complete(tagged);
        }
        long octets = announcement.get().octets();
        if (octets > limits.skippedOctets() - skippedOctets) {
            return new Step.Hopeless(tagged);
        }
        skippedOctets += octets;
        return new Step.SkipLiteral(octets);
    }

    private Lexer lexer(List<Piece> from) {
        return new Lexer(from, enabled, allowed, bent);
    }

    private static Command tooLong() {
        return new Command.Malformed("the command is too long");
    }
}
