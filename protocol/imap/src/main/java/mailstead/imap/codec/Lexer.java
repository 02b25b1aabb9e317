package mailstead.imap.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SequenceSet;

/**
 * The small productions of RFC 9051 section 9 over the pieces of one command. They leave by {@link
 * Flaw} when something else is there. Confined to one parse.
 */
final class Lexer {

    /** Elements of any list in parentheses. */
    static final int LIST_ITEMS_MAX = 2_000;

    /** Ranges of a sequence-set; a client that names single messages fits 64 KiB with fewer. */
    static final int SET_RANGES_MAX = 20_000;

    /** Octets of a keyword (RFC 9051 section 2.3.2). */
    static final int KEYWORD_OCTETS_MAX = 255;

    /** Octets of a pattern of LIST, each of which may be compared with each of every name. */
    static final int PATTERN_OCTETS_MAX = 1_024;

    private static final int LITERAL = -2;
    private static final int END = -1;
    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

    private final List<Piece> pieces;
    private final Set<Extension> enabled;
    private final Set<Leniency> allowed;
    private final Set<Leniency> bent;
    private int piece;
    private int at;

    /**
     * @param bent takes the leniencies that were needed
     */
    Lexer(List<Piece> pieces, Set<Extension> enabled, Set<Leniency> allowed, Set<Leniency> bent) {
        this.pieces = pieces;
        this.enabled = enabled;
        this.allowed = allowed;
        this.bent = bent;
    }

    boolean isEnabled(Extension extension) {
        return enabled.contains(extension);
    }

    private boolean hasUtf8Names() {
        return isEnabled(Extension.UTF8_ACCEPT) || isEnabled(Extension.IMAP4REV2);
    }

    private boolean bend(Leniency leniency) {
        if (!allowed.contains(leniency)) {
            return false;
        }
        bent.add(leniency);
        return true;
    }

    // Octets

    /** The next octet, or {@link #END} or {@link #LITERAL}. */
    private int peek() {
        byte[] text = pieces.get(piece).text();
        if (at < text.length) {
            return text[at] & 0xFF;
        }
        return pieces.get(piece).literal().isPresent() ? LITERAL : END;
    }

    private int peekSecond() {
        byte[] text = pieces.get(piece).text();
        return at + 1 < text.length ? text[at + 1] & 0xFF : END;
    }

    boolean isAt(char c) {
        return peek() == c;
    }

    boolean isAtDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    boolean isAtEnd() {
        return peek() == END;
    }

    boolean isAtLiteral() {
        return peek() == LITERAL;
    }

    /** Whether the literal here has been announced but not read yet. */
    boolean isAtUnreadLiteral() {
        return isAtLiteral() && pieces.get(piece).octets().isEmpty();
    }

    Announcement announcement() {
        return pieces.get(piece)
                .literal()
                .orElseThrow(() -> Flaw.malformed("a literal is missing"));
    }

    /** Takes the octet if it is there. */
    boolean takes(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char c) {
        if (!takes(c)) {
            throw Flaw.malformed("'" + c + "' is missing");
        }
    }

    /** The rest must be nothing. */
    void end() {
        if (peek() == ' ' && bend(Leniency.TRAILING_SPACES)) {
            skipSpaces();
        }
        if (peek() != END) {
            throw Flaw.malformed("there is more than the command takes");
        }
    }

    /** Whether nothing follows, but for spaces that are forgiven. */
    boolean endsHere() {
        if (peek() != ' ') {
            return peek() == END;
        }
        int mark = at;
        skipSpaces();
        boolean ends = peek() == END && bend(Leniency.TRAILING_SPACES);
        at = ends ? at : mark;
        return ends;
    }

    void space() {
        if (peek() != ' ') {
            throw Flaw.malformed(
                    peek() == END ? "something is missing at the end" : "a space is missing");
        }
        at++;
        if (peek() == ' ') {
            extraSpaces();
        }
    }

    private void extraSpaces() {
        if (!bend(Leniency.EXTRA_SPACES)) {
            throw Flaw.malformed("there are too many spaces");
        }
        skipSpaces();
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    // Lists in parentheses

    void open() {
        expect('(');
        if (peek() == ' ') {
            extraSpaces();
        }
    }

    /** Takes the closing parenthesis, if it is there. */
    boolean closes() {
        if (peek() == ' ' && isSpaceBeforeClose()) {
            extraSpaces();
        }
        return takes(')');
    }

    private boolean isSpaceBeforeClose() {
        byte[] text = pieces.get(piece).text();
        int i = at;
        while (i < text.length && text[i] == ' ') {
            i++;
        }
        return i < text.length && text[i] == ')';
    }

    void close() {
        if (!closes()) {
            throw Flaw.malformed("')' is missing");
        }
    }

    /** One or more elements in parentheses, separated by spaces. */
    void list(Runnable element) {
        open();
        if (isAt(')')) {
            throw Flaw.malformed("a list is empty");
        }
        elements(element);
    }

    /** Any number of elements in parentheses, separated by spaces. */
    void listOrNothing(Runnable element) {
        open();
        if (!closes()) {
            elements(element);
        }
    }

    /** Behind the opening parenthesis: one or more elements, and the closing one. */
    void elements(Runnable element) {
        element.run();
        int count = 1;
        while (!closes()) {
            space();
            count++;
            if (count > LIST_ITEMS_MAX) {
                throw Flaw.malformed("a list is too long");
            }
            element.run();
        }
    }

    // Words

    /** An atom in upper case. */
    String word() {
        return Octets.upperCase(atom());
    }

    String atom() {
        return characters(Lexer::isAtomCharacter, "a word");
    }

    /** Letters, digits, dot and hyphen in upper case: names that brackets may follow. */
    String name() {
        return Octets.upperCase(
                characters(
                        c ->
                                c >= 'a' && c <= 'z'
                                        || c >= 'A' && c <= 'Z'
                                        || c >= '0' && c <= '9'
                                        || c == '.'
                                        || c == '-',
                        "a name"));
    }

    /** RFC 9051 section 9, tag. */
    String tag() {
        return characters(c -> (isAtomCharacter(c) || c == ']') && c != '+', "a tag");
    }

    private interface OctetTest {
        boolean test(int c);
    }

    private String characters(OctetTest test, String what) {
        byte[] text = pieces.get(piece).text();
        int start = at;
        while (at < text.length && test.test(text[at] & 0xFF)) {
            at++;
        }
        if (at == start) {
            throw Flaw.malformed(what + " is missing");
        }
        return new String(text, start, at - start, StandardCharsets.ISO_8859_1);
    }

    static boolean isAtomCharacter(int c) {
        return c > ' ' && c < 127 && "(){%*\"\\]".indexOf(c) < 0;
    }

    /** Whether this word (in upper case) comes next and ends there; takes it if so. */
    boolean takesWord(String word) {
        int mark = at;
        if (peek() > ' ' && isAtomCharacter(peek()) && word().equals(word)) {
            return true;
        }
        at = mark;
        return false;
    }

    /** As {@link #takesWord} behind a space, taken too. */
    boolean takesSpaceAndWord(String word) {
        int mark = at;
        if (peek() == ' ') {
            skipSpaces();
            boolean isSingle = at == mark + 1;
            if (takesWord(word)) {
                if (!isSingle && !bend(Leniency.EXTRA_SPACES)) {
                    throw Flaw.malformed("there are too many spaces");
                }
                return true;
            }
        }
        at = mark;
        return false;
    }

    /** Takes a space and an opening parenthesis, if they are next. */
    boolean takesSpaceAndOpen() {
        if (!isAtSpaceAndOpen()) {
            return false;
        }
        space();
        open();
        return true;
    }

    boolean isAtSpaceAndOpen() {
        byte[] text = pieces.get(piece).text();
        int i = at;
        while (i < text.length && text[i] == ' ') {
            i++;
        }
        return i > at && i < text.length && text[i] == '(';
    }

    /** A place to come back to within the same line. */
    int mark() {
        return at;
    }

    void backTo(int mark) {
        at = mark;
    }

    // Strings

    /** RFC 9051 section 9, astring. */
    byte[] astring() {
        return isAt('"') || isAtLiteral() ? string() : unquoted(c -> false);
    }

    /** An astring in which an unquoted one may hold characters that it should not. */
    byte[] looseAstring() {
        return isAt('"') || isAtLiteral() ? string() : unquoted(this::isForgiven);
    }

    private byte[] unquoted(OctetTest further) {
        byte[] text = pieces.get(piece).text();
        int start = at;
        while (at < text.length) {
            int c = text[at] & 0xFF;
            if (!isAtomCharacter(c) && c != ']' && !further.test(c)) {
                break;
            }
            at++;
        }
        if (at == start) {
            throw Flaw.malformed("a string is missing");
        }
        return octets(text, start, at);
    }

    private boolean isForgiven(int c) {
        return (c == '%' || c == '*' || c == '\\' || c > 127) && bend(Leniency.UNQUOTED_SPECIALS);
    }

    /** An atom, for which a string is forgiven. */
    String looseAtom() {
        return (isAt('"') || isAtLiteral()) && bend(Leniency.WORD_OR_STRING)
                ? ascii(string())
                : atom();
    }

    /** A string, for which an atom is forgiven. */
    byte[] looseString() {
        return isAt('"') || isAtLiteral() || !bend(Leniency.WORD_OR_STRING)
                ? string()
                : unquoted(c -> false);
    }

    byte[] string() {
        return isAt('"') ? quoted() : literal(false);
    }

    Optional<byte[]> nstring() {
        return takesWord("NIL") ? Optional.empty() : Optional.of(string());
    }

    /** An nstring that may be a literal8 (RFC 5464 section 5, value). */
    Optional<byte[]> nstring8() {
        return isAtLiteral() ? Optional.of(literal(true)) : nstring();
    }

    private byte[] quoted() {
        expect('"');
        byte[] text = pieces.get(piece).text();
        byte[] unquoted = new byte[text.length - at];
        int length = 0;
        while (at < text.length) {
            byte octet = text[at++];
            if (octet == '"') {
                return quotedUtf8(octets(unquoted, 0, length));
            }
            if (octet == '\\') {
                if (peek() != '"' && peek() != '\\') {
                    throw Flaw.malformed("only quotes and backslashes are quoted by a backslash");
                }
                octet = text[at++];
            }
            if (octet == 0 || octet == '\r' || octet == '\n') {
                throw Flaw.malformed("a quoted string holds an octet that it cannot");
            }
            unquoted[length++] = octet;
        }
        throw Flaw.malformed("a quoted string does not end");
    }

    /** RFC 6855 section 3: UTF-8 before that is enabled, too, but nothing else beyond ASCII. */
    private static byte[] quotedUtf8(byte[] octets) {
        if (!Octets.isAscii(octets)) {
            utf8(octets);
        }
        return octets;
    }

    private byte[] literal(boolean canBeBinary) {
        if (!isAtLiteral()) {
            throw Flaw.malformed("a string is missing");
        }
        if (announcement().isBinary() && !canBeBinary) {
            throw Flaw.malformed("a literal8 cannot stand here");
        }
        byte[] octets = pieces.get(piece).octets().orElseThrow(Unread::new);
        if (!announcement().isBinary()) {
            for (byte octet : octets) {
                if (octet == 0) {
                    throw Flaw.malformed("a literal holds NUL");
                }
            }
        }
        piece++;
        at = 0;
        return octets;
    }

    /** The literal that a production needs has only been announced so far. */
    static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unread() {
            super("unread literal", null, false, false);
        }
    }

    private static byte[] octets(byte[] from, int start, int end) {
        byte[] part = new byte[end - start];
        System.arraycopy(from, start, part, 0, part.length);
        return part;
    }

    /** UTF-8, of which ASCII is a part. */
    static String utf8(byte[] octets) {
        return Octets.utf8(octets).orElseThrow(() -> Flaw.malformed("a string is not UTF-8"));
    }

    static String ascii(byte[] octets) {
        if (!Octets.isAscii(octets)) {
            throw Flaw.malformed("a string is not ASCII");
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }

    // Mailboxes

    MailboxName mailbox() {
        return mailboxOf(looseAstring());
    }

    /** A mailbox, or the empty string. */
    Optional<MailboxName> mailboxOrNothing() {
        byte[] octets = looseAstring();
        return octets.length == 0 ? Optional.empty() : Optional.of(mailboxOf(octets));
    }

    private MailboxName mailboxOf(byte[] octets) {
        String text = mailboxText(octets);
        if (!MailboxName.isValid(text)) {
            throw Flaw.malformed("no mailbox can be called so");
        }
        return new MailboxName(text);
    }

    /** RFC 9051 section 9, list-mailbox: a name with wildcards, or nothing. */
    String listMailbox() {
        byte[] octets =
                isAt('"') || isAtLiteral()
                        ? string()
                        : unquoted(c -> c == '%' || c == '*' || isForgiven(c));
        if (octets.length > PATTERN_OCTETS_MAX) {
            throw Flaw.malformed("a pattern is too long");
        }
        String text = mailboxText(octets);
        if (!text.isEmpty() && !MailboxName.isValid(text)) {
            throw Flaw.malformed("no mailbox can be called so");
        }
        return text;
    }

    private String mailboxText(byte[] octets) {
        // RFC 6855 section 3: names in UTF-8 are taken before that is enabled, too.
        if (hasUtf8Names() || !Octets.isAscii(octets)) {
            return utf8(octets);
        }
        String encoded = new String(octets, StandardCharsets.US_ASCII);
        return ModifiedUtf7.decode(encoded)
                .orElseGet(() -> {
                    if (!bend(Leniency.BARE_AMPERSAND)) {
                        throw Flaw.malformed("a mailbox name is not in modified UTF-7");
                    }
                    return encoded;
                });
    }

    // Numbers

    /** 0 to 2^63-1. */
    long number64() {
        if (!isAtDigit()) {
            throw Flaw.malformed("a number is missing");
        }
        long number = 0;
        while (isAtDigit()) {
            int digit = peek() - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                throw Flaw.malformed("a number is too large");
            }
            number = number * 10 + digit;
            at++;
        }
        return number;
    }

    /** 0 to 2^32-1. */
    long number() {
        long number = number64();
        if (number > NumberSet.MAX) {
            throw Flaw.malformed("a number is too large");
        }
        return number;
    }

    /** 1 to 2^32-1. */
    long nzNumber() {
        if (isAt('0')) {
            throw Flaw.malformed("a number is 0 or begins with 0");
        }
        return number();
    }

    // Sets

    /** RFC 9051 section 9, sequence-set. */
    SequenceSet sequenceSet() {
        if (takes('$')) {
            return new SequenceSet.Saved();
        }
        List<SequenceSet.Range> ranges = new ArrayList<>();
        do {
            if (ranges.size() == SET_RANGES_MAX) {
                throw Flaw.malformed("a set has too many ranges");
            }
            long first = sequenceNumber();
            ranges.add(new SequenceSet.Range(first, takes(':') ? sequenceNumber() : first));
        } while (takes(','));
        return new SequenceSet.Ranges(ranges);
    }

    boolean isAtSequenceSet() {
        return isAtDigit() || isAt('*') || isAt('$');
    }

    private long sequenceNumber() {
        return takes('*') ? SequenceSet.Range.STAR : nzNumber();
    }

    /** A sequence-set of nothing but numbers. */
    NumberSet numberSet() {
        SequenceSet set = sequenceSet();
        if (set instanceof SequenceSet.Saved || set.hasStar()) {
            throw Flaw.malformed("only numbers can stand in this set");
        }
        return set.resolve(0, NumberSet.EMPTY);
    }

    /** RFC 9394 section 4, partial-range. */
    PartialRange partialRange() {
        boolean isFromEnd = takes('-');
        long one = nzNumber();
        expect(':');
        if (isFromEnd) {
            expect('-');
        }
        long other = nzNumber();
        return new PartialRange(isFromEnd, Math.min(one, other), Math.max(one, other));
    }

    // Flags

    /**
     * RFC 9051 section 9, flag-list.
     *
     * @param isRecentIgnored {@code \Recent} may stand there and counts for nothing
     */
    Flags flagList(boolean isRecentIgnored) {
        FlagCollector collector = new FlagCollector(isRecentIgnored);
        listOrNothing(() -> collector.add(this));
        return collector.flags();
    }

    /** Flags in parentheses or without them (RFC 9051 section 9, store-att-flags). */
    Flags flags() {
        if (isAt('(')) {
            return flagList(false);
        }
        FlagCollector collector = new FlagCollector(false);
        collector.add(this);
        while (!endsHere()) {
            space();
            collector.add(this);
        }
        return collector.flags();
    }

    /** RFC 9051 section 9, flag-keyword. */
    String keyword() {
        String keyword = atom();
        if (keyword.length() > KEYWORD_OCTETS_MAX) {
            throw Flaw.malformed("a keyword is too long");
        }
        return keyword;
    }

    private static final class FlagCollector {

        private final boolean isRecentIgnored;
        private final Set<Flags.System> system = EnumSet.noneOf(Flags.System.class);
        private final List<String> keywords = new ArrayList<>();

        FlagCollector(boolean isRecentIgnored) {
            this.isRecentIgnored = isRecentIgnored;
        }

        void add(Lexer lexer) {
            if (!lexer.takes('\\')) {
                if (keywords.size() == LIST_ITEMS_MAX) {
                    throw Flaw.malformed("there are too many flags");
                }
                keywords.add(lexer.keyword());
                return;
            }
            String name = "\\" + lexer.atom();
            Optional<Flags.System> flag = Flags.System.parse(name);
            if (flag.isPresent()) {
                system.add(flag.get());
            } else if (!isRecentIgnored || !name.equalsIgnoreCase("\\Recent")) {
                throw Flaw.malformed("no client can set the flag " + name);
            }
        }

        Flags flags() {
            return Flags.of(system, keywords);
        }
    }

    // Dates

    /** RFC 9051 section 9, date. */
    LocalDate date() {
        boolean isQuoted = takes('"');
        LocalDate date = dateText(digits(1, 2));
        if (isQuoted) {
            expect('"');
        }
        return date;
    }

    /** RFC 9051 section 9, date-time. */
    Instant dateTime() {
        expect('"');
        if (!takes(' ') && peekSecond() == '-' && !bend(Leniency.LOOSE_DATE)) {
            throw Flaw.malformed("a day has two places");
        }
        LocalDate date = dateText(digits(1, 2));
        expect(' ');
        int hour = below(digits(2, 2), 24);
        expect(':');
        int minute = below(digits(2, 2), 60);
        int second = 0;
        if (isAt(':')) {
            expect(':');
            second = Math.min(below(digits(2, 2), 61), 59); // a leap second has no place of its own
        } else if (!bend(Leniency.LOOSE_DATE)) {
            throw Flaw.malformed("the seconds are missing");
        }
        expect(' ');
        boolean isWest = isAt('-');
        if (!takes('-')) {
            expect('+');
        }
        int zone = below(digits(2, 2), 24) * 3_600 + below(digits(2, 2), 60) * 60;
        expect('"');
        LocalDateTime time = date.atTime(hour, minute, second);
        return time.toInstant(ZoneOffset.UTC).plusSeconds(isWest ? zone : -zone);
    }

    private LocalDate dateText(int day) {
        expect('-');
        byte[] text = pieces.get(piece).text();
        int month =
                at + 3 <= text.length
                        ? MONTHS.indexOf(
                                Octets.upperCase(
                                        new String(text, at, 3, StandardCharsets.ISO_8859_1)))
                        : -1;
        if (month < 0 || month % 3 != 0) {
            throw Flaw.malformed("not the name of a month");
        }
        at += 3;
        expect('-');
        YearMonth yearMonth = YearMonth.of(digits(4, 4), month / 3 + 1);
        if (!yearMonth.isValidDay(day)) {
            throw Flaw.malformed("there is no such day");
        }
        return yearMonth.atDay(day);
    }

    private int digits(int atLeast, int atMost) {
        int number = 0;
        int count = 0;
        while (count < atMost && isAtDigit()) {
            number = number * 10 + (peek() - '0');
            at++;
            count++;
        }
        if (count < atLeast) {
            throw Flaw.malformed("a date has too few digits");
        }
        return number;
    }

    private static int below(int number, int limit) {
        if (number >= limit) {
            throw Flaw.malformed("there is no such time");
        }
        return number;
    }
}
