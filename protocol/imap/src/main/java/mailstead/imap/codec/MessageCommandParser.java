package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.folder.Change;
import mailstead.mail.search.SequenceSet;
import mailstead.mail.search.SortKey;
import mailstead.mail.search.ThreadAlgorithm;

/**
 * Reads the commands on messages that have a form with UID (RFC 9051 section 6.4.9), behind their
 * names. Confined to one parse.
 */
final class MessageCommandParser {

    /** Criteria of one SORT; each can stand there once, if it is to mean anything. */
    private static final int SORT_KEYS_MAX = 20;

    private final Lexer lexer;

    MessageCommandParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /**
     * @param verb one of those that {@link CommandParser} leaves to this class
     */
    Command command(String verb, Numbering numbering) {
        lexer.space();
        return switch (verb) {
            case "FETCH" -> fetch(numbering);
            case "STORE" -> store(numbering);
            case "COPY", "MOVE" -> {
                SequenceSet messages = SetReader.sequenceSet(lexer);
                lexer.space();
                MailboxName mailbox = NameReader.mailbox(lexer);
                yield ended(
                        verb.equals("COPY")
                                ? new Command.Copy(numbering, messages, mailbox)
                                : new Command.Move(numbering, messages, mailbox));
            }
            case "SEARCH" -> {
                SearchParser search = new SearchParser(lexer);
                Optional<SearchReturn> returns = search.returns();
                yield ended(new Command.Search(numbering, returns, search.program()));
            }
            case "SORT" -> sort(numbering);
            default -> thread(numbering);
        };
    }

    private Command ended(Command command) {
        lexer.end();
        return command;
    }

    private Command fetch(Numbering numbering) {
        SequenceSet messages = SetReader.sequenceSet(lexer);
        lexer.space();
        FetchParser fetch = new FetchParser(lexer);
        List<FetchItem> items = fetch.items();
        return ended(new Command.Fetch(numbering, messages, items, fetch.modifiers(numbering)));
    }

    /** RFC 9051 section 9, store; RFC 7162 section 7, store-modifier. */
    private Command store(Numbering numbering) {
        SequenceSet messages = SetReader.sequenceSet(lexer);
        lexer.space();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (lexer.isAt('(')) {
            lexer.open();
            if (!lexer.takesWord("UNCHANGEDSINCE")) {
                throw Flaw.malformed("STORE has no such modifier");
            }
            lexer.space();
            unchangedSince = OptionalLong.of(lexer.number64());
            lexer.close();
            lexer.space();
        }
        Change.Mode mode =
                lexer.takes('+')
                        ? Change.Mode.ADD
                        : lexer.takes('-') ? Change.Mode.REMOVE : Change.Mode.REPLACE;
        boolean isSilent =
                switch (lexer.word()) {
                    case "FLAGS" -> false;
                    case "FLAGS.SILENT" -> true;
                    default -> throw Flaw.malformed("only FLAGS can be stored");
                };
        lexer.space();
        StoreAction action = new StoreAction(mode, isSilent, FlagReader.flags(lexer));
        return ended(new Command.Store(numbering, messages, unchangedSince, action));
    }

    /** RFC 5256 section 5, sort; RFC 5267 section 5. */
    private Command sort(Numbering numbering) {
        SearchParser search = new SearchParser(lexer);
        Optional<SearchReturn> returns = search.returns();
        List<SortKey> order = new ArrayList<>();
        lexer.list(() -> {
            if (order.size() == SORT_KEYS_MAX) {
                throw Flaw.malformed("there are too many sort keys");
            }
            order.add(sortKey());
        });
        lexer.space();
        search.charset();
        lexer.space();
        return ended(new Command.Sort(numbering, returns, order, search.keys()));
    }

    private SortKey sortKey() {
        boolean isReversed = lexer.takesWord("REVERSE");
        if (isReversed) {
            lexer.space();
        }
        SortKey.Field field =
                switch (lexer.word()) {
                    case "ARRIVAL" -> SortKey.Field.ARRIVAL;
                    case "CC" -> SortKey.Field.CC;
                    case "DATE" -> SortKey.Field.DATE;
                    case "DISPLAYFROM" -> SortKey.Field.DISPLAYFROM;
                    case "DISPLAYTO" -> SortKey.Field.DISPLAYTO;
                    case "FROM" -> SortKey.Field.FROM;
                    case "SIZE" -> SortKey.Field.SIZE;
                    case "SUBJECT" -> SortKey.Field.SUBJECT;
                    case "TO" -> SortKey.Field.TO;
                    default -> throw Flaw.malformed("there is no such sort key");
                };
        return new SortKey(field, isReversed);
    }

    /** RFC 5256 section 5, thread. */
    private Command thread(Numbering numbering) {
        ThreadAlgorithm algorithm =
                switch (lexer.word()) {
                    case "ORDEREDSUBJECT" -> ThreadAlgorithm.ORDEREDSUBJECT;
                    case "REFERENCES" -> ThreadAlgorithm.REFERENCES;
                    default -> throw Flaw.malformed("there is no such threading algorithm");
                };
        lexer.space();
        SearchParser search = new SearchParser(lexer);
        search.charset();
        lexer.space();
        return ended(new Command.ThreadMessages(numbering, algorithm, search.keys()));
    }
}
