package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what FETCH asks for (RFC 9051 section 9, fetch-att, and extensions). */
final class FetchParser {

    /** Levels of a part number. */
    static final int PART_LEVELS_MAX = 100;

    private final Lexer lexer;

    FetchParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** One item, a list of them, or a macro. */
    List<FetchItem> items() {
        List<FetchItem> items = new ArrayList<>();
        if (lexer.isAt('(')) {
            lexer.list(() -> items.add(item(lexer.name(), true)));
            return items;
        }
        String name = lexer.name();
        switch (name) {
            case "ALL", "FAST", "FULL" -> macro(name, items);
            default -> items.add(item(name, false));
        }
        return items;
    }

    /** RFC 9051 section 6.4.5. */
    private static void macro(String name, List<FetchItem> items) {
        items.add(new FetchItem.Flags());
        items.add(new FetchItem.InternalDate());
        items.add(new FetchItem.Size());
        if (!name.equals("FAST")) {
            items.add(new FetchItem.Envelope());
        }
        if (name.equals("FULL")) {
            items.add(new FetchItem.BodyStructure(false));
        }
    }

    /** One item of a list in parentheses. */
    FetchItem item() {
        return item(lexer.name(), true);
    }

    private FetchItem item(String name, boolean isInList) {
        return switch (name) {
            case "ENVELOPE" -> new FetchItem.Envelope();
            case "FLAGS" -> new FetchItem.Flags();
            case "INTERNALDATE" -> new FetchItem.InternalDate();
            case "RFC822.SIZE" -> new FetchItem.Size();
            case "UID" -> new FetchItem.Uid();
            case "BODYSTRUCTURE" -> new FetchItem.BodyStructure(true);
            case "RFC822" -> new FetchItem.Rfc822(FetchItem.Rfc822Part.MESSAGE);
            case "RFC822.HEADER" -> new FetchItem.Rfc822(FetchItem.Rfc822Part.HEADER);
            case "RFC822.TEXT" -> new FetchItem.Rfc822(FetchItem.Rfc822Part.TEXT);
            case "BODY" -> lexer.isAt('[') ? body(false) : new FetchItem.BodyStructure(false);
            case "BODY.PEEK" -> body(true);
            case "BINARY" -> binary(false);
            case "BINARY.PEEK" -> binary(true);
            case "BINARY.SIZE" -> new FetchItem.BinarySize(part());
            case "MODSEQ" -> new FetchItem.ModSeq();
            case "EMAILID" -> new FetchItem.EmailId();
            case "THREADID" -> new FetchItem.ThreadId();
            case "SAVEDATE" -> new FetchItem.SaveDate();
            case "PREVIEW" -> new FetchItem.Preview(isLazy(isInList));
            default -> throw Flaw.malformed("nothing of this name can be fetched");
        };
    }

    /**
     * RFC 8970 section 6. Outside of a list, parentheses may also hold the modifiers of the
     * command.
     */
    private boolean isLazy(boolean isInList) {
        int mark = lexer.mark();
        if (!lexer.takesSpaceAndOpen()) {
            return false;
        }
        if (lexer.takesWord("LAZY")) {
            lexer.close();
            return true;
        }
        if (isInList) {
            throw Flaw.malformed("PREVIEW can be LAZY and nothing else");
        }
        lexer.backTo(mark);
        return false;
    }

    private FetchItem body(boolean isPeek) {
        return new FetchItem.Body(section(), isPeek, partial());
    }

    private FetchItem binary(boolean isPeek) {
        return new FetchItem.Binary(part(), isPeek, partial());
    }

    /** RFC 9051 section 9, section-binary. */
    private List<Integer> part() {
        lexer.expect('[');
        List<Integer> part = new ArrayList<>();
        if (!lexer.isAt(']')) {
            do {
                part.add(partNumber(part));
            } while (lexer.takes('.'));
        }
        lexer.expect(']');
        return part;
    }

    private int partNumber(List<Integer> before) {
        if (before.size() == PART_LEVELS_MAX) {
            throw Flaw.malformed("a part lies too deep");
        }
        long number = lexer.nzNumber();
        if (number > Integer.MAX_VALUE) {
            throw Flaw.malformed("a number is too large");
        }
        return (int) number;
    }

    /** RFC 9051 section 9, section. */
    Section section() {
        lexer.expect('[');
        List<Integer> part = new ArrayList<>();
        boolean isTextNext = !lexer.isAt(']');
        while (isTextNext && lexer.isAtDigit()) {
            part.add(partNumber(part));
            isTextNext = lexer.takes('.');
        }
        Section.Text text = isTextNext ? sectionText(part) : new Section.Text.Whole();
        lexer.expect(']');
        return new Section(part, text);
    }

    private Section.Text sectionText(List<Integer> part) {
        String name = lexer.name();
        return switch (name) {
            case "HEADER" -> new Section.Text.Header();
            case "TEXT" -> new Section.Text.Body();
            case "HEADER.FIELDS" -> new Section.Text.HeaderFields(false, fieldNames());
            case "HEADER.FIELDS.NOT" -> new Section.Text.HeaderFields(true, fieldNames());
            case "MIME" -> {
                if (part.isEmpty()) {
                    throw Flaw.malformed("MIME needs a part");
                }
                yield new Section.Text.Mime();
            }
            default -> throw Flaw.malformed("a message has no such section");
        };
    }

    private List<String> fieldNames() {
        lexer.space();
        List<String> names = new ArrayList<>();
        lexer.list(() -> names.add(Lexer.ascii(lexer.astring())));
        return names;
    }

    /** RFC 9051 section 9, partial. */
    private Optional<FetchItem.Partial> partial() {
        if (!lexer.takes('<')) {
            return Optional.empty();
        }
        long offset = lexer.number64();
        lexer.expect('.');
        long octets = lexer.number64();
        lexer.expect('>');
        if (octets == 0) {
            throw Flaw.malformed("a partial has at least one octet");
        }
        return Optional.of(new FetchItem.Partial(offset, octets));
    }

    /** RFC 7162 section 7, fetch-modifiers; RFC 9394 section 4. */
    FetchModifiers modifiers(Numbering numbering) {
        if (!lexer.isAtSpaceAndOpen()) {
            return FetchModifiers.NONE;
        }
        lexer.space();
        ModifierCollector collector = new ModifierCollector();
        lexer.list(collector::add);
        return collector.modifiers(numbering);
    }

    private final class ModifierCollector {

        private OptionalLong changedSince = OptionalLong.empty();
        private boolean isVanished;
        private Optional<PartialRange> partial = Optional.empty();

        void add() {
            switch (lexer.word()) {
                case "CHANGEDSINCE" -> {
                    lexer.space();
                    changedSince = OptionalLong.of(lexer.number64());
                }
                case "VANISHED" -> isVanished = true;
                case "PARTIAL" -> {
                    lexer.space();
                    partial = Optional.of(SetReader.partialRange(lexer));
                }
                default -> throw Flaw.malformed("FETCH has no such modifier");
            }
        }

        FetchModifiers modifiers(Numbering numbering) {
            // RFC 7162 section 3.2.6
            if (isVanished && (numbering == Numbering.SEQUENCE || changedSince.isEmpty())) {
                throw Flaw.malformed("VANISHED goes with UID FETCH and CHANGEDSINCE only");
            }
            return new FetchModifiers(changedSince, isVanished, partial);
        }
    }
}
