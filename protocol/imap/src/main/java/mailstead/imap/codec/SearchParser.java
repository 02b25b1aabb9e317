package mailstead.imap.codec;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.folder.Flags;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SearchKey.Comparison;
import mailstead.mail.search.SearchKey.DateKind;
import mailstead.mail.search.SearchKey.EnvelopeField;

/** Reads a search-program (RFC 9051 section 9 and extensions). Confined to one parse. */
final class SearchParser {

    /** Of NOT, OR and parentheses. */
    static final int DEPTH_MAX = 100;

    /** Keys of all kinds in one search. */
    static final int KEYS_MAX = 5_000;

    /** RFC 8474 section 7, objectid. */
    private static final int OBJECT_ID_OCTETS_MAX = 255;

    private final Lexer lexer;
    private Charset charset = StandardCharsets.UTF_8;
    private int keys;
    private boolean isSave;

    SearchParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** RETURN and its options, if they are next, and the space behind them. */
    Optional<SearchReturn> returns() {
        if (!lexer.takesWord("RETURN")) {
            return Optional.empty();
        }
        lexer.space();
        ReturnCollector collector = new ReturnCollector();
        lexer.listOrNothing(collector::add);
        lexer.space();
        SearchReturn returns = collector.returns();
        isSave = returns.has(SearchReturn.Option.SAVE);
        return Optional.of(returns);
    }

    private final class ReturnCollector {

        private final Set<SearchReturn.Option> options = EnumSet.noneOf(SearchReturn.Option.class);
        private Optional<PartialRange> partial = Optional.empty();

        void add() {
            String word = lexer.word();
            switch (word) {
                case "MIN" -> options.add(SearchReturn.Option.MIN);
                case "MAX" -> options.add(SearchReturn.Option.MAX);
                case "ALL" -> options.add(SearchReturn.Option.ALL);
                case "COUNT" -> options.add(SearchReturn.Option.COUNT);
                case "SAVE" -> options.add(SearchReturn.Option.SAVE);
                case "PARTIAL" -> {
                    if (partial.isPresent()) {
                        throw Flaw.malformed("PARTIAL stands twice");
                    }
                    lexer.space();
                    partial = Optional.of(SetReader.partialRange(lexer));
                }
                default -> throw Flaw.malformed("no search can return " + word);
            }
        }

        SearchReturn returns() {
            if (options.contains(SearchReturn.Option.ALL) && partial.isPresent()) {
                throw Flaw.malformed("ALL and PARTIAL cannot stand together");
            }
            if (options.isEmpty() && partial.isEmpty()) {
                options.add(SearchReturn.Option.ALL); // RFC 9051 section 6.4.4
            }
            return new SearchReturn(options, partial);
        }
    }

    /** CHARSET, if it is next, and all keys up to the end. */
    SearchKey program() {
        if (lexer.takesWord("CHARSET")) {
            lexer.space();
            charset();
            lexer.space();
        }
        return keys();
    }

    /** The charset as SORT and THREAD have it. */
    void charset() {
        String name = Lexer.ascii(lexer.astring());
        charset = known(name);
        boolean isUtf8 = charset.equals(StandardCharsets.UTF_8);
        if (lexer.isEnabled(Extension.UTF8_ACCEPT)
                && !isUtf8
                && !charset.equals(StandardCharsets.US_ASCII)) {
            // RFC 6855 section 3: strings are UTF-8 then, so the client contradicts itself.
            throw Flaw.malformed("only UTF-8 can be searched when UTF8=ACCEPT is enabled");
        }
    }

    private Charset known(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            throw Flaw.instead(new Command.UnknownCharset(name, isSave));
        }
    }

    /** All keys up to the end of the command, which must all fit. */
    SearchKey keys() {
        List<SearchKey> all = new ArrayList<>();
        all.add(key(1));
        while (!lexer.endsHere()) {
            lexer.space();
            all.add(key(1));
        }
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
    }

    private SearchKey key(int depth) {
        keys++;
        if (depth > DEPTH_MAX || keys > KEYS_MAX) {
            throw Flaw.malformed("the search is too complex");
        }
        if (lexer.isAt('(')) {
            List<SearchKey> all = new ArrayList<>();
            lexer.open();
            all.add(key(depth + 1));
            while (!lexer.closes()) {
                lexer.space();
                all.add(key(depth + 1));
            }
            return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
        }
        if (SetReader.isNext(lexer)) {
            return new SearchKey.Numbers(SetReader.sequenceSet(lexer));
        }
        return named(lexer.word(), depth);
    }

    private SearchKey named(String word, int depth) {
        return switch (word) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED" -> has(Flags.System.ANSWERED);
            case "DELETED" -> has(Flags.System.DELETED);
            case "DRAFT" -> has(Flags.System.DRAFT);
            case "FLAGGED" -> has(Flags.System.FLAGGED);
            case "SEEN" -> has(Flags.System.SEEN);
            case "UNANSWERED" -> not(has(Flags.System.ANSWERED));
            case "UNDELETED" -> not(has(Flags.System.DELETED));
            case "UNDRAFT" -> not(has(Flags.System.DRAFT));
            case "UNFLAGGED" -> not(has(Flags.System.FLAGGED));
            case "UNSEEN" -> not(has(Flags.System.SEEN));
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> not(new SearchKey.Recent());
            case "NEW" ->
                    new SearchKey.And(List.of(new SearchKey.Recent(), not(has(Flags.System.SEEN))));
            case "SAVEDATESUPPORTED" -> new SearchKey.SaveDateSupported();
            case "NOT" -> {
                lexer.space();
                yield not(key(depth + 1));
            }
            case "OR" -> {
                lexer.space();
                SearchKey one = key(depth + 1);
                lexer.space();
                yield new SearchKey.Or(one, key(depth + 1));
            }
            default -> {
                lexer.space();
                yield withArgument(word);
            }
        };
    }

    private SearchKey withArgument(String word) {
        return switch (word) {
            case "BCC" -> new SearchKey.InEnvelope(EnvelopeField.BCC, text());
            case "CC" -> new SearchKey.InEnvelope(EnvelopeField.CC, text());
            case "FROM" -> new SearchKey.InEnvelope(EnvelopeField.FROM, text());
            case "SUBJECT" -> new SearchKey.InEnvelope(EnvelopeField.SUBJECT, text());
            case "TO" -> new SearchKey.InEnvelope(EnvelopeField.TO, text());
            case "BODY" -> new SearchKey.InBody(text());
            case "TEXT" -> new SearchKey.InText(text());
            case "HEADER" -> {
                String field = Lexer.ascii(lexer.astring());
                lexer.space();
                yield new SearchKey.Header(field, text());
            }
            case "KEYWORD" -> new SearchKey.HasKeyword(FlagReader.keyword(lexer));
            case "UNKEYWORD" -> not(new SearchKey.HasKeyword(FlagReader.keyword(lexer)));
            case "UID" -> new SearchKey.Uids(SetReader.sequenceSet(lexer));
            case "BEFORE" -> date(DateKind.RECEIVED, Comparison.BEFORE);
            case "ON" -> date(DateKind.RECEIVED, Comparison.ON);
            case "SINCE" -> date(DateKind.RECEIVED, Comparison.SINCE);
            case "SENTBEFORE" -> date(DateKind.SENT, Comparison.BEFORE);
            case "SENTON" -> date(DateKind.SENT, Comparison.ON);
            case "SENTSINCE" -> date(DateKind.SENT, Comparison.SINCE);
            case "SAVEDBEFORE" -> date(DateKind.SAVED, Comparison.BEFORE);
            case "SAVEDON" -> date(DateKind.SAVED, Comparison.ON);
            case "SAVEDSINCE" -> date(DateKind.SAVED, Comparison.SINCE);
            case "LARGER" -> new SearchKey.Larger(lexer.number64());
            case "SMALLER" -> new SearchKey.Smaller(lexer.number64());
            case "OLDER" -> new SearchKey.Older(lexer.nzNumber());
            case "YOUNGER" -> new SearchKey.Younger(lexer.nzNumber());
            case "MODSEQ" -> modSeq();
            case "EMAILID" -> new SearchKey.EmailId(objectId());
            case "THREADID" -> new SearchKey.ThreadId(objectId());
            default -> throw Flaw.malformed("there is no search key of this name");
        };
    }

    private static SearchKey has(Flags.System flag) {
        return new SearchKey.HasFlag(flag);
    }

    private static SearchKey not(SearchKey key) {
        return new SearchKey.Not(key);
    }

    private SearchKey date(DateKind kind, Comparison comparison) {
        return new SearchKey.OnDate(kind, comparison, DateReader.date(lexer));
    }

    /**
     * RFC 7162 section 3.1.5. We have one modification sequence for all that can change about a
     * message, so the entry's name and type must be ignored.
     */
    private SearchKey modSeq() {
        if (!lexer.isAtDigit()) {
            lexer.astring();
            lexer.space();
            String type = lexer.word();
            if (!Set.of("PRIV", "SHARED", "ALL").contains(type)) {
                throw Flaw.malformed("an entry is priv, shared or all");
            }
            lexer.space();
        }
        return new SearchKey.ModSeq(lexer.number64());
    }

    private String objectId() {
        String id = Lexer.ascii(lexer.astring());
        if (id.isEmpty() || id.length() > OBJECT_ID_OCTETS_MAX) {
            throw Flaw.malformed("not an object's id");
        }
        return id;
    }

    private String text() {
        byte[] octets = lexer.astring();
        return Octets.text(octets, charset)
                .orElseThrow(() -> Flaw.malformed("a string is no text in its charset"));
    }
}
