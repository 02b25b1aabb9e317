package mailstead.imap.codec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mailstead.imap.codec.AppendMessage.Form;
import mailstead.imap.codec.AppendMessage.Part;
import mailstead.mail.folder.Flags;

/**
 * The messages of one APPEND or REPLACE, read piece by piece between the literals that are
 * streamed. Each run begins on a copy, so that one which needs a further literal can be made again.
 */
final class AppendReader {

    /** Parts of one message (RFC 4469 section 3). */
    static final int CATENATE_PARTS_MAX = 1_000;

    private enum Place {
        /** Before a message's flags. */
        MESSAGE,
        /** Behind the literal that was the message. */
        AFTER_MESSAGE,
        /** Behind the literal within {@code UTF8 (...)}. */
        AFTER_UTF8,
        /** Behind a literal in CATENATE. */
        AFTER_PART,
        /** Behind the literal within {@code UTF8 (...)} in CATENATE. */
        AFTER_UTF8_PART
    }

    private final Function<List<AppendMessage>, Command> command;
    private final int messagesMax;
    private final List<AppendMessage> done;
    private Place place;
    private Flags flags = Flags.NONE;
    private Optional<Instant> date = Optional.empty();
    private Form form = Form.PLAIN;
    private List<Part> parts = new ArrayList<>();

    /**
     * @param command makes the command of its messages
     * @param messagesMax 1 for REPLACE
     */
    AppendReader(Function<List<AppendMessage>, Command> command, int messagesMax) {
        this(command, messagesMax, List.of(), Place.MESSAGE);
    }

    private AppendReader(
            Function<List<AppendMessage>, Command> command,
            int messagesMax,
            List<AppendMessage> done,
            Place place) {
        this.command = command;
        this.messagesMax = messagesMax;
        this.done = new ArrayList<>(done);
        this.place = place;
    }

    AppendReader copy() {
        AppendReader copy = new AppendReader(command, messagesMax, done, place);
        copy.flags = flags;
        copy.date = date;
        copy.form = form;
        copy.parts = new ArrayList<>(parts);
        return copy;
    }

    /** With the message that is being read as the last one. */
    Command soFar() {
        List<AppendMessage> messages = new ArrayList<>(done);
        messages.add(message());
        return command.apply(messages);
    }

    Part.Literal announced() {
        return (Part.Literal) parts.getLast();
    }

    /**
     * Reads on.
     *
     * @return the whole command, or empty if it stopped at a literal to be streamed
     */
    Optional<Command> run(Lexer lexer) {
        boolean isPaused = resume(lexer);
        while (!isPaused) {
            if (lexer.endsHere()) {
                lexer.end();
                return Optional.of(command.apply(done));
            }
            lexer.space();
            isPaused = message(lexer);
        }
        return Optional.empty();
    }

    /** Whether it stopped at a literal again. */
    private boolean resume(Lexer lexer) {
        switch (place) {
            case MESSAGE -> {
                return message(lexer);
            }
            case AFTER_MESSAGE -> {}
            case AFTER_UTF8 -> lexer.close();
            case AFTER_PART -> {
                return moreParts(lexer);
            }
            case AFTER_UTF8_PART -> {
                lexer.close();
                return moreParts(lexer);
            }
        }
        finishMessage();
        return false;
    }

    /** RFC 9051 section 9, append-message. Whether it stopped at a literal. */
    private boolean message(Lexer lexer) {
        if (done.size() == messagesMax) {
            throw Flaw.malformed("the command takes no further message");
        }
        flags = Flags.NONE;
        date = Optional.empty();
        form = Form.PLAIN;
        parts = new ArrayList<>();
        if (lexer.isAt('(')) {
            flags = FlagReader.list(lexer, true);
            lexer.space();
        }
        if (lexer.isAt('"')) {
            date = Optional.of(DateReader.dateTime(lexer));
            lexer.space();
        }
        if (lexer.takesWord("CATENATE")) {
            form = Form.CATENATE;
            lexer.space();
            lexer.open();
            return part(lexer) || moreParts(lexer);
        }
        if (lexer.takesWord("UTF8")) {
            form = Form.UTF8;
            utf8(lexer);
            return streamed(lexer, Place.AFTER_UTF8);
        }
        return streamed(lexer, Place.AFTER_MESSAGE);
    }

    /** RFC 6855 section 4. */
    private static void utf8(Lexer lexer) {
        if (!lexer.isEnabled(Extension.UTF8_ACCEPT) && !lexer.isEnabled(Extension.IMAP4REV2)) {
            throw Flaw.malformed("UTF8 was not enabled");
        }
        lexer.space();
        lexer.open();
        if (!lexer.isAtLiteral() || !lexer.announcement().isBinary()) {
            throw Flaw.malformed("UTF8 needs a literal8");
        }
    }

    /** RFC 4469 section 5, cat-part. Whether it stopped at a literal. */
    private boolean part(Lexer lexer) {
        if (parts.size() == CATENATE_PARTS_MAX) {
            throw Flaw.malformed("a message has too many parts");
        }
        if (lexer.takesWord("TEXT")) {
            lexer.space();
            return streamed(lexer, Place.AFTER_PART);
        }
        if (lexer.takesWord("UTF8")) {
            utf8(lexer);
            return streamed(lexer, Place.AFTER_UTF8_PART);
        }
        if (!lexer.takesWord("URL")) {
            throw Flaw.malformed("CATENATE needs TEXT or URL");
        }
        lexer.space();
        parts.add(new Part.Url(Lexer.ascii(lexer.astring())));
        return false;
    }

    private boolean moreParts(Lexer lexer) {
        while (!lexer.closes()) {
            lexer.space();
            if (part(lexer)) {
                return true;
            }
        }
        finishMessage();
        return false;
    }

    private boolean streamed(Lexer lexer, Place next) {
        if (!lexer.isAtUnreadLiteral()) {
            throw Flaw.malformed("a message is missing");
        }
        Announcement announcement = lexer.announcement();
        parts.add(
                new Part.Literal(
                        announcement.octets(),
                        announcement.isSynchronizing(),
                        announcement.isBinary()));
        place = next;
        return true;
    }

    private void finishMessage() {
        done.add(message());
    }

    private AppendMessage message() {
        return new AppendMessage(flags, date, form, parts);
    }
}
